package dev.gust.server.gateway;

import dev.gust.base.json.JsonValue;
import dev.gust.wire.http.HttpHeaders;
import dev.gust.wire.http.HttpRequest;
import dev.gust.wire.http.HttpResponse;
import dev.gust.wire.http.Payload;
import java.util.LinkedHashMap;
import java.util.Map;

/** The answer in the name of a service that Gust does not know, in the form that its client most likely reads. */
final class UnknownService {
    private static final String CODE = "NotImplemented";

    private UnknownService() {}

    static HttpResponse answer(String name, HttpRequest request, String requestId) {
        String message = "Gust does not have the service '" + shown(name)
                + "'. The call had no effect; the documentation lists the services that work.";
        boolean json = request.headers().first("X-Amz-Target").isPresent()
                || request.headers().first("Content-Type").orElse("").contains("json")
                || request.headers().first("Content-Type").orElse("").contains("cbor");
        return json ? json(message, requestId) : xml(message, requestId);
    }

    private static HttpResponse json(String message, String requestId) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        members.put("__type", JsonValue.of(CODE));
        members.put("message", JsonValue.of(message));
        return new HttpResponse(
                501,
                HttpHeaders.of(
                        "x-amzn-RequestId", requestId,
                        "x-amzn-ErrorType", CODE,
                        "Content-Type", "application/json"),
                Payload.utf8(new JsonValue.Obj(members).toJson()));
    }

    private static HttpResponse xml(String message, String requestId) {
        return new HttpResponse(
                501,
                HttpHeaders.of("x-amzn-RequestId", requestId, "Content-Type", "text/xml"),
                Payload.utf8("<?xml version=\"1.0\"?><ErrorResponse><Error><Type>Receiver</Type><Code>" + CODE
                        + "</Code><Message>" + message + "</Message></Error><RequestId>" + requestId
                        + "</RequestId></ErrorResponse>"));
    }

    /** The name is the client's; what no service's name holds is left out. */
    private static String shown(String name) {
        String plain = name.replaceAll("[^A-Za-z0-9_.-]", "");
        return plain.length() > 64 ? plain.substring(0, 64) : plain;
    }
}
