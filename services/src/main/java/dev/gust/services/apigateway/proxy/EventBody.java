package dev.gust.services.apigateway.proxy;

import dev.gust.base.json.JsonValue;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A body as an event carries it: text, or base 64 where it is no text. */
public record EventBody(JsonValue value, boolean base64) {
    private static final List<String> TEXT_TYPES =
            List.of("application/json", "application/javascript", "application/xml", "application/x-amz-json");

    /** HTTP APIs pass text types as text and everything else in base 64. */
    static EventBody ofHttp(byte[] body, Optional<String> contentType) {
        if (body.length == 0) {
            return new EventBody(JsonValue.Null.INSTANCE, false);
        }
        boolean text = contentType.map(EventBody::isText).orElse(true);
        Optional<String> decoded = text ? utf8(body) : Optional.empty();
        return decoded.map(each -> new EventBody(JsonValue.of(each), false)).orElseGet(() -> base64(body));
    }

    /** REST APIs pass text, except for the media types that the API declares as binary. */
    static EventBody ofRest(byte[] body, Optional<String> contentType, List<String> binaryTypes) {
        if (body.length == 0) {
            return new EventBody(JsonValue.Null.INSTANCE, false);
        }
        String type = mediaType(contentType.orElse("application/json"));
        if (binaryTypes.stream().anyMatch(binary -> matches(binary, type))) {
            return base64(body);
        }
        return new EventBody(JsonValue.of(new String(body, StandardCharsets.UTF_8)), false);
    }

    public static boolean matches(String pattern, String type) {
        String wanted = pattern.toLowerCase(Locale.ROOT);
        return wanted.equals("*/*")
                || wanted.equals(type)
                || (wanted.endsWith("/*") && type.startsWith(wanted.substring(0, wanted.length() - 1)));
    }

    public static String mediaType(String contentType) {
        int semicolon = contentType.indexOf(';');
        return (semicolon < 0 ? contentType : contentType.substring(0, semicolon))
                .strip()
                .toLowerCase(Locale.ROOT);
    }

    private static EventBody base64(byte[] body) {
        return new EventBody(JsonValue.of(Base64.getEncoder().encodeToString(body)), true);
    }

    private static boolean isText(String contentType) {
        String type = mediaType(contentType);
        return type.startsWith("text/")
                || type.endsWith("+json")
                || type.endsWith("+xml")
                || TEXT_TYPES.stream().anyMatch(type::startsWith);
    }

    private static Optional<String> utf8(byte[] body) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
