package dev.gust.wire.protocol.rest;

import dev.gust.wire.codec.Bodies;
import dev.gust.wire.codec.Decoding;
import dev.gust.wire.codec.MalformedException;
import dev.gust.wire.codec.Protocol;
import dev.gust.wire.codec.Utf8;
import dev.gust.wire.http.HttpHeaders;
import dev.gust.wire.http.HttpRequest;
import dev.gust.wire.http.HttpResponse;
import dev.gust.wire.http.Payload;
import dev.gust.wire.operation.AwsException;
import dev.gust.wire.operation.Operation;
import dev.gust.wire.operation.ServiceModel;
import dev.gust.wire.protocol.eventstream.EventDocuments;
import dev.gust.wire.protocol.eventstream.EventStreamBody;
import dev.gust.wire.schema.EventStream;
import dev.gust.wire.schema.Kind;
import dev.gust.wire.schema.MemberSchema;
import dev.gust.wire.schema.Structure;
import dev.gust.wire.schema.StructureSchema;
import dev.gust.wire.schema.Union;
import dev.gust.wire.schema.WireEnum;
import dev.gust.wire.validation.Refusal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A REST protocol but for the format of its documents. */
public abstract class RestProtocol implements Protocol, EventDocuments {
    /** The content type of documents. */
    @Override
    public abstract String contentType();

    /** Puts the members that a document holds among the values. */
    protected abstract void read(byte[] body, StructureSchema schema, @Nullable Object[] values, Decoding decoding);

    /** The value of the member that is the body. */
    protected abstract @Nullable Object readPayload(byte[] body, MemberSchema member, Decoding decoding);

    /** A document of the output's members; nothing where the format has none for an output without members there. */
    protected abstract byte[] write(ServiceModel service, Structure output);

    /** A document of the one member that is the body. */
    protected abstract byte[] writePayload(ServiceModel service, MemberSchema member, Object value);

    /** The error for a request that cannot be read. */
    protected abstract AwsException refused(MalformedException problem);

    /** The headers that carry the request's id. */
    protected List<HttpHeaders.Line> idHeaders(ServiceModel service, String requestId) {
        return List.of(new HttpHeaders.Line("x-amzn-RequestId", requestId));
    }

    @Override
    @SuppressWarnings("unchecked")
    public <I extends Structure> I decode(Operation<I, ?> operation, HttpRequest request) throws IOException {
        RestBinding binding = RestRoutes.of(operation.service()).binding(operation);
        StructureSchema schema = operation.input();
        @Nullable Object[] values = new Object[schema.members().size()];
        Decoding decoding = new Decoding();
        try {
            new RestReader(binding, request, decoding).read(values);
            MemberSchema payload = binding.payload();
            if (payload != null) {
                values[payload.index()] = payload(operation, payload, request, decoding);
            } else if (binding.hasDocument()) {
                byte[] body = Bodies.read(request, operation.service());
                if (body.length > 0) {
                    read(body, schema, values, decoding);
                }
            }
        } catch (MalformedException e) {
            throw refused(e);
        }
        Structure input = schema.create(values);
        Refusal.check(operation, input, decoding.violations());
        return (I) input;
    }

    @Override
    public <O extends Structure> HttpResponse encode(Operation<?, O> operation, O output, String requestId) {
        ServiceModel service = operation.service();
        List<HttpHeaders.Line> headers = new ArrayList<>(idHeaders(service, requestId));
        headers.addAll(RestWriter.headers(output));
        int status = RestWriter.status(output, operation.http().status());
        boolean mayHaveBody = operation.hasOutput() && status != 204 && status != 304;
        Payload body = mayHaveBody ? body(service, output, headers) : Payload.empty();
        return new HttpResponse(status, new HttpHeaders(headers), body);
    }

    private @Nullable Object payload(
            Operation<?, ?> operation, MemberSchema member, HttpRequest request, Decoding decoding) throws IOException {
        Kind kind = member.target().kind();
        if (kind == Kind.PAYLOAD) {
            return request.body();
        }
        byte[] body = Bodies.read(request, operation.service());
        if (kind == Kind.STRING || kind == Kind.ENUM) {
            return body.length == 0
                    ? null
                    : dev.gust.wire.codec.ScalarText.parse(
                            member, Utf8.decode(body), dev.gust.wire.schema.TimestampFormat.DATE_TIME, decoding);
        }
        if (body.length == 0) {
            return null;
        }
        decoding.enter(member);
        Object value = readPayload(body, member, decoding);
        decoding.leave();
        return value;
    }

    @SuppressWarnings("unchecked")
    private Payload body(ServiceModel service, Structure output, List<HttpHeaders.Line> headers) {
        MemberSchema member = RestWriter.payload(output);
        if (member == null) {
            byte[] document = write(service, output);
            if (document.length > 0 || !service.traits().bareErrors()) {
                contentType(headers, contentType());
            }
            return Payload.of(document);
        }
        Object value = output.memberValue(member.index());
        if (value == null) {
            return Payload.empty();
        }
        return switch (member.target().kind()) {
            case PAYLOAD -> {
                contentType(headers, "application/octet-stream");
                yield (Payload) value;
            }
            case STRING -> {
                contentType(headers, "text/plain");
                yield Payload.utf8((String) value);
            }
            case ENUM -> {
                contentType(headers, "text/plain");
                yield Payload.utf8(((WireEnum) value).wireValue());
            }
            case EVENT_STREAM -> {
                contentType(headers, EventStreamBody.CONTENT_TYPE);
                yield EventStreamBody.of((EventStream<? extends Union>) value, this);
            }
            case BOOLEAN,
                    BYTE,
                    SHORT,
                    INTEGER,
                    LONG,
                    FLOAT,
                    DOUBLE,
                    BIG_INTEGER,
                    BIG_DECIMAL,
                    BLOB,
                    TIMESTAMP,
                    DOCUMENT,
                    LIST,
                    MAP,
                    STRUCTURE,
                    UNION -> {
                contentType(headers, contentType());
                yield Payload.of(writePayload(service, member, value));
            }
        };
    }

    /** Sets the type unless a member of the output has. */
    private static void contentType(List<HttpHeaders.Line> headers, String type) {
        boolean given = headers.stream().anyMatch(line -> line.name().equalsIgnoreCase("Content-Type"));
        if (!given) {
            headers.add(new HttpHeaders.Line("Content-Type", type));
        }
    }

    /** The headers of an error: the request's id, the error's own, and those of its members. */
    protected final List<HttpHeaders.Line> errorHeaders(ServiceModel service, AwsException error, String requestId) {
        List<HttpHeaders.Line> headers = new ArrayList<>(idHeaders(service, requestId));
        headers.add(new HttpHeaders.Line("Content-Type", contentType()));
        headers.addAll(error.headers());
        if (error instanceof Structure structure) {
            headers.addAll(RestWriter.headers(structure));
        }
        return headers;
    }
}
