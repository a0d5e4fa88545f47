package dev.gust.services.lambda;

import dev.gust.base.json.JsonSyntaxException;
import dev.gust.base.json.JsonText;
import dev.gust.base.json.JsonValue;
import dev.gust.wire.http.HttpHeaders;
import dev.gust.wire.http.HttpResponse;
import dev.gust.wire.http.Payload;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.OptionalInt;

/** Reads what a function answered as HTTP: the structured form with a status, or any value as a JSON document. */
final class UrlResponses {
    private static final int OK = 200;
    private static final int FORBIDDEN = 403;
    private static final int BAD_GATEWAY = 502;
    private static final BigDecimal LEAST_STATUS = BigDecimal.valueOf(100);
    private static final BigDecimal MOST_STATUS = BigDecimal.valueOf(600);

    private UrlResponses() {}

    static HttpResponse of(byte[] payload) {
        JsonValue value;
        try {
            value = JsonText.parse(new String(payload, StandardCharsets.UTF_8));
        } catch (JsonSyntaxException notJson) {
            return failed();
        }
        if (!(value instanceof JsonValue.Obj response)
                || response.get("statusCode").isEmpty()) {
            byte[] body = value instanceof JsonValue.Str(String text) ? text.getBytes(StandardCharsets.UTF_8) : payload;
            return new HttpResponse(OK, HttpHeaders.of("Content-Type", "application/json"), Payload.of(body));
        }
        if (status(response).isEmpty()) {
            return failed();
        }
        HttpResponse head = head(response, "application/json");
        try {
            return new HttpResponse(head.status(), head.headers(), Payload.of(body(response)));
        } catch (IllegalArgumentException notBase64) {
            return failed();
        }
    }

    /** Status, headers and cookies; the body stays empty. */
    static HttpResponse head(JsonValue.Obj response, String contentType) {
        HttpHeaders headers = HttpHeaders.empty();
        if (response.get("headers").orElse(null) instanceof JsonValue.Obj given) {
            for (Map.Entry<String, JsonValue> header : given.members().entrySet()) {
                headers = headers.plus(header.getKey(), text(header.getValue()));
            }
        }
        if (headers.first("Content-Type").isEmpty()) {
            headers = headers.plus("Content-Type", contentType);
        }
        if (response.get("cookies").orElse(null) instanceof JsonValue.Array cookies) {
            for (JsonValue cookie : cookies.items()) {
                headers = headers.plus("Set-Cookie", text(cookie));
            }
        }
        return new HttpResponse(status(response).orElse(BAD_GATEWAY), headers, Payload.empty());
    }

    /** The function failed; its error is for its log and not for the caller. */
    static HttpResponse failed() {
        return new HttpResponse(
                BAD_GATEWAY, HttpHeaders.of("Content-Type", "application/json"), Payload.utf8("Internal Server Error"));
    }

    /** Refused before the function was asked. */
    static HttpResponse denied() {
        return denied(JsonValue.of("Forbidden. For troubleshooting Function URL authorization issues, see: "
                + "https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html"));
    }

    /** An address that is nobody's. AWS tells strangers no more than that. */
    static HttpResponse unknown() {
        return denied(JsonValue.Null.INSTANCE);
    }

    private static HttpResponse denied(JsonValue message) {
        return json(FORBIDDEN, message).withHeader("x-amzn-ErrorType", "AccessDeniedException");
    }

    static HttpResponse message(int status, String message) {
        return json(status, JsonValue.of(message));
    }

    private static HttpResponse json(int status, JsonValue message) {
        return new HttpResponse(
                status,
                HttpHeaders.of("Content-Type", "application/json"),
                Payload.utf8(new JsonValue.Obj(Map.of("Message", message)).toJson()));
    }

    /** Empty for what is no status. */
    private static OptionalInt status(JsonValue.Obj response) {
        return switch (response.get("statusCode").orElse(null)) {
            case JsonValue.Num(var number)
            when number.compareTo(LEAST_STATUS) >= 0 && number.compareTo(MOST_STATUS) < 0 ->
                OptionalInt.of(number.intValue());
            case JsonValue.Str(String text) when text.matches("[1-5]\\d\\d") -> OptionalInt.of(Integer.parseInt(text));
            case null -> OptionalInt.of(OK);
            default -> OptionalInt.empty();
        };
    }

    private static byte[] body(JsonValue.Obj response) {
        String text = response.get("body").map(UrlResponses::text).orElse("");
        boolean base64 = response.get("isBase64Encoded").orElse(null) instanceof JsonValue.Bool(boolean flag) && flag;
        return base64 ? Base64.getMimeDecoder().decode(text) : text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(JsonValue value) {
        return value instanceof JsonValue.Str(String text) ? text : value.toJson();
    }
}
