package dev.gust.server.gateway;

import dev.gust.base.json.JsonValue;
import dev.gust.wire.http.HttpHeaders;
import dev.gust.wire.http.HttpResponse;
import dev.gust.wire.http.Payload;
import dev.gust.wire.operation.AwsException;
import java.util.Map;

/** How APIs and function URLs refuse a request before it reaches them: a signature that is wrong, a body that breaks off. */
final class SurfaceRefusal {
    private SurfaceRefusal() {}

    static HttpResponse of(AwsException error, String requestId) {
        return new HttpResponse(
                error.status(),
                HttpHeaders.of(
                        "Content-Type",
                        "application/json",
                        "x-amzn-ErrorType",
                        error.code(),
                        "x-amzn-RequestId",
                        requestId),
                Payload.utf8(new JsonValue.Obj(Map.of("message", JsonValue.of(error.message()))).toJson()));
    }
}
