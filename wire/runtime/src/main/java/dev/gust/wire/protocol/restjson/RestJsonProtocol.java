package dev.gust.wire.protocol.restjson;

import dev.gust.wire.codec.Decoding;
import dev.gust.wire.codec.MalformedException;
import dev.gust.wire.http.HttpHeaders;
import dev.gust.wire.http.HttpResponse;
import dev.gust.wire.http.Payload;
import dev.gust.wire.operation.AwsException;
import dev.gust.wire.operation.ProtocolName;
import dev.gust.wire.operation.ServiceModel;
import dev.gust.wire.protocol.json.JsonDocuments;
import dev.gust.wire.protocol.rest.RestProtocol;
import dev.gust.wire.schema.MemberSchema;
import dev.gust.wire.schema.Structure;
import dev.gust.wire.schema.StructureSchema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** restJson1. */
public final class RestJsonProtocol extends RestProtocol {
    public static final RestJsonProtocol PROTOCOL = new RestJsonProtocol();

    private RestJsonProtocol() {}

    @Override
    public ProtocolName name() {
        return ProtocolName.REST_JSON_1;
    }

    @Override
    public String contentType() {
        return "application/json";
    }

    @Override
    public HttpResponse encodeError(ServiceModel service, AwsException error, String requestId) {
        List<HttpHeaders.Line> headers = errorHeaders(service, error, requestId);
        headers.add(new HttpHeaders.Line("X-Amzn-ErrorType", error.code()));
        return new HttpResponse(error.status(), new HttpHeaders(headers), Payload.of(errorDocument(error)));
    }

    @Override
    public byte[] eventDocument(Structure event) {
        return JsonDocuments.write(event);
    }

    @Override
    public byte[] errorDocument(AwsException error) {
        return JsonDocuments.writeError(error, null);
    }

    @Override
    protected void read(byte[] body, StructureSchema schema, @Nullable Object[] values, Decoding decoding) {
        JsonDocuments.read(body, schema, values, decoding);
    }

    @Override
    protected @Nullable Object readPayload(byte[] body, MemberSchema member, Decoding decoding) {
        return JsonDocuments.readValue(body, member, decoding);
    }

    @Override
    protected byte[] write(ServiceModel service, Structure output) {
        return JsonDocuments.write(output);
    }

    @Override
    protected byte[] writePayload(ServiceModel service, MemberSchema member, Object value) {
        return JsonDocuments.writeValue(member, value);
    }

    @Override
    protected AwsException refused(MalformedException problem) {
        return AwsException.sender("SerializationException", 400, problem.message());
    }
}
