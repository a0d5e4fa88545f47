package dev.gust.functions.runtimeapi;

import dev.gust.base.json.JsonSyntaxException;
import dev.gust.base.json.JsonText;
import dev.gust.base.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What a runtime tells in its trailers of a response that broke off: the type, and the error as JSON in Base64. */
final class StreamFailure {
    private StreamFailure() {}

    static byte[] body(String type, Optional<String> encoded) {
        return encoded.flatMap(StreamFailure::decoded).orElseGet(() -> {
            Map<String, JsonValue> error = new LinkedHashMap<>();
            error.put("errorType", JsonValue.of(type));
            error.put("errorMessage", JsonValue.of(""));
            return new JsonValue.Obj(error).toJson().getBytes(StandardCharsets.UTF_8);
        });
    }

    /** Nothing when it is not what it should be. */
    private static Optional<byte[]> decoded(String encoded) {
        try {
            byte[] body = Base64.getDecoder().decode(encoded.strip());
            return JsonText.parse(new String(body, StandardCharsets.UTF_8)) instanceof JsonValue.Obj
                    ? Optional.of(body)
                    : Optional.empty();
        } catch (IllegalArgumentException | JsonSyntaxException e) {
            return Optional.empty();
        }
    }
}
