package dev.gust.wire.protocol.json;

import dev.gust.wire.codec.Bodies;
import dev.gust.wire.codec.Decoding;
import dev.gust.wire.codec.MalformedException;
import dev.gust.wire.codec.Protocol;
import dev.gust.wire.http.HttpHeaders;
import dev.gust.wire.http.HttpRequest;
import dev.gust.wire.http.HttpResponse;
import dev.gust.wire.http.Payload;
import dev.gust.wire.operation.AwsException;
import dev.gust.wire.operation.Operation;
import dev.gust.wire.operation.ProtocolName;
import dev.gust.wire.operation.ServiceModel;
import dev.gust.wire.protocol.eventstream.EventDocuments;
import dev.gust.wire.protocol.eventstream.EventStreamBody;
import dev.gust.wire.schema.EventStream;
import dev.gust.wire.schema.Kind;
import dev.gust.wire.schema.MemberSchema;
import dev.gust.wire.schema.Structure;
import dev.gust.wire.schema.Union;
import dev.gust.wire.validation.Refusal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** awsJson 1.0 and 1.1: the operation in a header, one JSON document each way. */
public final class AwsJsonProtocol implements Protocol, EventDocuments {
    public static final AwsJsonProtocol VERSION_1_0 = new AwsJsonProtocol(ProtocolName.AWS_JSON_1_0, "1.0");
    public static final AwsJsonProtocol VERSION_1_1 = new AwsJsonProtocol(ProtocolName.AWS_JSON_1_1, "1.1");

    private final ProtocolName name;
    private final HttpHeaders.Line contentType;

    private AwsJsonProtocol(ProtocolName name, String version) {
        this.name = name;
        this.contentType = new HttpHeaders.Line("Content-Type", "application/x-amz-json-" + version);
    }

    @Override
    public ProtocolName name() {
        return name;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <I extends Structure> I decode(Operation<I, ?> operation, HttpRequest request) throws IOException {
        Decoding decoding = new Decoding();
        Structure input;
        try {
            byte[] body = Bodies.read(request, operation.service());
            input = JsonDocuments.read(body, operation.input(), decoding);
        } catch (MalformedException e) {
            throw AwsException.sender("SerializationException", 400, e.message());
        }
        Refusal.check(operation, input, decoding.violations());
        return (I) input;
    }

    @Override
    public <O extends Structure> HttpResponse encode(Operation<?, O> operation, O output, String requestId) {
        EventStream<? extends Union> events = events(output);
        if (events == null) {
            byte[] body = operation.hasOutput() ? JsonDocuments.write(output) : new byte[0];
            return answer(200, body, requestId, List.of());
        }
        HttpHeaders headers =
                HttpHeaders.of("x-amzn-RequestId", requestId, "Content-Type", EventStreamBody.CONTENT_TYPE);
        return new HttpResponse(200, headers, EventStreamBody.of(events, this, JsonDocuments.write(output)));
    }

    @Override
    public String contentType() {
        return contentType.value();
    }

    @Override
    public byte[] eventDocument(Structure event) {
        return JsonDocuments.write(event);
    }

    @Override
    public byte[] errorDocument(AwsException error) {
        return JsonDocuments.writeError(error, error.code());
    }

    /** The stream that the output holds, or null. */
    @SuppressWarnings("unchecked")
    private static @Nullable EventStream<? extends Union> events(Structure output) {
        for (MemberSchema member : output.shapeSchema().members()) {
            if (member.target().kind() == Kind.EVENT_STREAM) {
                return (EventStream<? extends Union>) output.memberValue(member.index());
            }
        }
        return null;
    }

    @Override
    public HttpResponse encodeError(ServiceModel service, AwsException error, String requestId) {
        List<HttpHeaders.Line> headers = new ArrayList<>(error.headers());
        if (service.traits().queryCompatible()) {
            String value = error.queryCode() + ';' + error.fault().wireValue();
            headers.add(new HttpHeaders.Line("x-amzn-query-error", value));
        }
        byte[] body = JsonDocuments.writeError(error, service.traits().errorNamespace() + error.code());
        return answer(error.status(), body, requestId, headers);
    }

    private HttpResponse answer(int status, byte[] body, String requestId, List<HttpHeaders.Line> more) {
        List<HttpHeaders.Line> lines = new ArrayList<>(2 + more.size());
        lines.add(new HttpHeaders.Line("x-amzn-RequestId", requestId));
        lines.add(contentType);
        lines.addAll(more);
        return new HttpResponse(status, new HttpHeaders(lines), Payload.of(body));
    }
}
