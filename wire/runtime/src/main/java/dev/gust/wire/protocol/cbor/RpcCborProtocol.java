package dev.gust.wire.protocol.cbor;

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
import dev.gust.wire.schema.Structure;
import dev.gust.wire.validation.Refusal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** rpcv2Cbor: service and operation in the path, one CBOR document each way. */
public final class RpcCborProtocol implements Protocol {
    public static final RpcCborProtocol PROTOCOL = new RpcCborProtocol();

    /** The header that says a message is of this protocol, and its value. */
    public static final HttpHeaders.Line MARK = new HttpHeaders.Line("smithy-protocol", "rpc-v2-cbor");

    private static final String OPERATION = "/operation/";

    private RpcCborProtocol() {}

    @Override
    public ProtocolName name() {
        return ProtocolName.RPC_V2_CBOR;
    }

    /** Whether the request says that it is of this protocol. */
    public static boolean isSpoken(HttpRequest request) {
        return request.headers().first(MARK.name()).orElse("").equals(MARK.value());
    }

    /** The operation that the path names, or an empty text. */
    public static String operation(HttpRequest request) {
        int at = request.rawPath().lastIndexOf(OPERATION);
        return at < 0 ? "" : request.rawPath().substring(at + OPERATION.length());
    }

    @Override
    @SuppressWarnings("unchecked")
    public <I extends Structure> I decode(Operation<I, ?> operation, HttpRequest request) throws IOException {
        Decoding decoding = new Decoding();
        Structure input;
        try {
            byte[] body = Bodies.read(request, operation.service());
            input = CborDocuments.read(body, operation.input(), decoding);
        } catch (MalformedException e) {
            throw AwsException.sender("SerializationException", 400, e.message());
        }
        Refusal.check(operation, input, decoding.violations());
        return (I) input;
    }

    @Override
    public <O extends Structure> HttpResponse encode(Operation<?, O> operation, O output, String requestId) {
        if (!operation.hasOutput()) {
            HttpHeaders headers = new HttpHeaders(List.of(new HttpHeaders.Line("x-amzn-RequestId", requestId), MARK));
            return new HttpResponse(200, headers, Payload.empty());
        }
        return answer(200, CborDocuments.write(output), requestId, List.of());
    }

    @Override
    public HttpResponse encodeError(ServiceModel service, AwsException error, String requestId) {
        List<HttpHeaders.Line> headers = new ArrayList<>(error.headers());
        if (service.traits().queryCompatible()) {
            String value = error.queryCode() + ';' + error.fault().wireValue();
            headers.add(new HttpHeaders.Line("x-amzn-query-error", value));
        }
        byte[] body = CborDocuments.writeError(error, service.traits().errorNamespace() + error.code());
        return answer(error.status(), body, requestId, headers);
    }

    private static HttpResponse answer(int status, byte[] body, String requestId, List<HttpHeaders.Line> more) {
        List<HttpHeaders.Line> lines = new ArrayList<>(3 + more.size());
        lines.add(new HttpHeaders.Line("x-amzn-RequestId", requestId));
        lines.add(MARK);
        lines.add(new HttpHeaders.Line("Content-Type", "application/cbor"));
        lines.addAll(more);
        return new HttpResponse(status, new HttpHeaders(lines), Payload.of(body));
    }
}
