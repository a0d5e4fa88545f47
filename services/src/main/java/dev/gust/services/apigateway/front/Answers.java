package dev.gust.services.apigateway.front;

import dev.gust.base.json.JsonValue;
import dev.gust.wire.http.HttpHeaders;
import dev.gust.wire.http.HttpResponse;
import dev.gust.wire.http.Payload;
import java.util.Map;

/** Answers that the gateway gives by itself. */
final class Answers {
    private Answers() {}

    static HttpResponse message(int status, String message) {
        String json = new JsonValue.Obj(Map.of("message", JsonValue.of(message))).toJson();
        return new HttpResponse(status, HttpHeaders.of("Content-Type", "application/json"), Payload.utf8(json));
    }

    static HttpResponse error(int status, String type, String message) {
        return message(status, message).withHeader("x-amzn-ErrorType", type);
    }
}
