package dev.gust.wire.protocol;

import dev.gust.wire.codec.Protocol;
import dev.gust.wire.http.HttpHeaders;
import dev.gust.wire.http.HttpRequest;
import dev.gust.wire.operation.AwsException;
import dev.gust.wire.operation.NotImplementedException;
import dev.gust.wire.operation.Operation;
import dev.gust.wire.operation.ProtocolName;
import dev.gust.wire.operation.ServiceModel;
import dev.gust.wire.protocol.cbor.RpcCborProtocol;
import dev.gust.wire.protocol.json.AwsJsonProtocol;
import dev.gust.wire.protocol.query.AwsQueryProtocol;
import dev.gust.wire.protocol.rest.RestRoutes;
import dev.gust.wire.protocol.restjson.RestJsonProtocol;
import dev.gust.wire.protocol.restxml.RestXmlProtocol;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** Finds out, request by request, which of a service's protocols and operations is meant. */
public final class ProtocolRouter {
    private ProtocolRouter() {}

    /**
     * What the request asks of the service. A form in the body is read for the name of its operation, so a request of
     * the query protocol must bring its body as {@link dev.gust.wire.http.Payload.Bytes}; see {@link #isQueryForm}.
     */
    public static Resolution resolve(ServiceModel service, HttpRequest request) throws IOException {
        List<ProtocolName> spoken = service.traits().protocols();
        if (spoken.contains(ProtocolName.RPC_V2_CBOR) && RpcCborProtocol.isSpoken(request)) {
            return named(service, RpcCborProtocol.PROTOCOL, RpcCborProtocol.operation(request));
        }
        String target = request.headers().first("X-Amz-Target").orElse("");
        if (!target.isEmpty() && speaksAwsJson(spoken)) {
            return named(service, awsJson(spoken, request.headers()), target.substring(target.lastIndexOf('.') + 1));
        }
        if (spoken.contains(ProtocolName.AWS_QUERY)) {
            return query(service, request);
        }
        if (spoken.contains(ProtocolName.REST_JSON_1)) {
            return routed(service, RestJsonProtocol.PROTOCOL, request);
        }
        if (spoken.contains(ProtocolName.REST_XML)) {
            return routed(service, RestXmlProtocol.PROTOCOL, request);
        }
        return unknown(service, awsJson(spoken, request.headers()), "");
    }

    private static Resolution routed(ServiceModel service, Protocol protocol, HttpRequest request) {
        try {
            Operation<?, ?> operation = RestRoutes.of(service).find(request);
            return operation == null
                    ? new Resolution.Refused(protocol, nothingThere(service, request))
                    : new Resolution.Found(protocol, operation);
        } catch (AwsException e) {
            return new Resolution.Refused(protocol, e);
        }
    }

    private static AwsException nothingThere(ServiceModel service, HttpRequest request) {
        return service.traits().bareErrors()
                ? AwsException.sender(
                        "MethodNotAllowed", 405, "The specified method is not allowed against this resource.")
                : AwsException.sender(
                        "UnknownOperationException",
                        404,
                        service.traits().sdkId() + " has no operation at " + request.method() + ' '
                                + request.rawPath());
    }

    /** The codec of a protocol. */
    public static Protocol protocol(ProtocolName name) {
        return switch (name) {
            case AWS_JSON_1_0 -> AwsJsonProtocol.VERSION_1_0;
            case AWS_JSON_1_1 -> AwsJsonProtocol.VERSION_1_1;
            case AWS_QUERY -> AwsQueryProtocol.PROTOCOL;
            case REST_JSON_1 -> RestJsonProtocol.PROTOCOL;
            case REST_XML -> RestXmlProtocol.PROTOCOL;
            case RPC_V2_CBOR -> RpcCborProtocol.PROTOCOL;
        };
    }

    /** Whether the body is a form whose bytes have to be in memory before {@link #resolve}. */
    public static boolean isQueryForm(HttpRequest request) {
        String type = request.headers().first("Content-Type").orElse("");
        return type.toLowerCase(Locale.ROOT).startsWith("application/x-www-form-urlencoded");
    }

    private static Resolution query(ServiceModel service, HttpRequest request) throws IOException {
        try {
            String action = AwsQueryProtocol.action(service, request);
            return action == null
                    ? new Resolution.Refused(
                            AwsQueryProtocol.PROTOCOL,
                            AwsException.sender("MissingAction", 400, "The request must contain the parameter Action."))
                    : named(service, AwsQueryProtocol.PROTOCOL, action);
        } catch (AwsException e) {
            return new Resolution.Refused(AwsQueryProtocol.PROTOCOL, e);
        }
    }

    private static Resolution named(ServiceModel service, Protocol protocol, String name) {
        Operation<?, ?> operation = service.find(name);
        return operation == null ? unknown(service, protocol, name) : new Resolution.Found(protocol, operation);
    }

    private static Resolution unknown(ServiceModel service, Protocol protocol, String name) {
        boolean known =
                service.unmodelled().stream().anyMatch(entry -> entry.equals(name) || entry.startsWith(name + ' '));
        if (known && !name.isEmpty()) {
            AwsException error =
                    NotImplementedException.operation(service.traits().sdkId(), name);
            return new Resolution.Refused(protocol, error);
        }
        return new Resolution.Refused(
                protocol,
                protocol.name() == ProtocolName.AWS_QUERY
                        ? AwsException.sender(
                                "InvalidAction",
                                400,
                                "Could not find operation " + name + " for version "
                                        + service.traits().apiVersion())
                        : AwsException.sender("UnknownOperationException", 400, ""));
    }

    private static boolean speaksAwsJson(List<ProtocolName> spoken) {
        return spoken.contains(ProtocolName.AWS_JSON_1_0) || spoken.contains(ProtocolName.AWS_JSON_1_1);
    }

    /** The version that the request is written in, else the service's own: the answer has the same. */
    private static Protocol awsJson(List<ProtocolName> spoken, HttpHeaders headers) {
        String type = headers.first("Content-Type").orElse("");
        if (type.startsWith("application/x-amz-json-1.0")) {
            return AwsJsonProtocol.VERSION_1_0;
        }
        if (type.startsWith("application/x-amz-json-1.1")) {
            return AwsJsonProtocol.VERSION_1_1;
        }
        return spoken.contains(ProtocolName.AWS_JSON_1_1) ? AwsJsonProtocol.VERSION_1_1 : AwsJsonProtocol.VERSION_1_0;
    }
}
