package dev.gust.services.apigateway.proxy;

import dev.gust.base.json.JsonSyntaxException;
import dev.gust.base.json.JsonText;
import dev.gust.base.json.JsonValue;
import dev.gust.wire.http.HttpHeaders;
import dev.gust.wire.http.HttpResponse;
import dev.gust.wire.http.Payload;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Turns what a function returned into an HTTP answer; nothing when it is not what the gateway asks for. */
public final class ProxyAnswer {
    private static final Set<String> REST_MEMBERS =
            Set.of("statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded");

    private ProxyAnswer() {}

    /** The answer of a REST API: the result has to be an object of the known members. */
    public static Optional<HttpResponse> ofRest(byte[] result, boolean decodesBinary) {
        Optional<JsonValue.Obj> object = parse(result)
                .flatMap(value -> value instanceof JsonValue.Obj each ? Optional.of(each) : Optional.empty());
        if (object.isEmpty() || !REST_MEMBERS.containsAll(object.get().members().keySet())) {
            return Optional.empty();
        }
        if (object.get().members().isEmpty()) {
            return Optional.empty();
        }
        return response(object.get(), "application/json", decodesBinary);
    }

    /** The answer of an HTTP API or function URL: anything without a status code is a JSON body. */
    public static Optional<HttpResponse> ofHttp(byte[] result) {
        Optional<JsonValue> value = parse(result);
        if (value.isPresent()
                && value.get() instanceof JsonValue.Obj object
                && object.members().containsKey("statusCode")) {
            return response(object, "text/plain; charset=utf-8", true);
        }
        return value.map(any -> {
            byte[] body = any instanceof JsonValue.Str(String text) ? text.getBytes(StandardCharsets.UTF_8) : result;
            return new HttpResponse(200, HttpHeaders.of("Content-Type", "application/json"), Payload.of(body));
        });
    }

    private static Optional<JsonValue> parse(byte[] result) {
        try {
            return Optional.of(JsonText.parse(new String(result, StandardCharsets.UTF_8)));
        } catch (JsonSyntaxException e) {
            return Optional.empty();
        }
    }

    private static Optional<HttpResponse> response(JsonValue.Obj object, String defaultType, boolean decodesBinary) {
        Optional<Integer> status = status(object.members().getOrDefault("statusCode", JsonValue.of(200)));
        Optional<Map<String, List<String>>> headers = headers(object);
        Optional<byte[]> body = body(object, decodesBinary);
        if (status.isEmpty() || headers.isEmpty() || body.isEmpty()) {
            return Optional.empty();
        }
        List<HttpHeaders.Line> lines = new ArrayList<>();
        headers.get().forEach((name, values) -> values.forEach(value -> lines.add(new HttpHeaders.Line(name, value))));
        if (lines.stream().noneMatch(line -> line.name().equalsIgnoreCase("Content-Type"))) {
            lines.add(new HttpHeaders.Line("Content-Type", defaultType));
        }
        if (object.members().get("cookies") instanceof JsonValue.Array(List<JsonValue> cookies)) {
            for (JsonValue cookie : cookies) {
                lines.add(new HttpHeaders.Line("Set-Cookie", scalar(cookie)));
            }
        }
        return Optional.of(new HttpResponse(status.get(), new HttpHeaders(lines), Payload.of(body.get())));
    }

    private static Optional<Integer> status(JsonValue value) {
        String text = scalar(value);
        boolean number = text.length() == 3 && text.chars().allMatch(Character::isDigit);
        return number && text.charAt(0) != '0' && text.charAt(0) < '6'
                ? Optional.of(Integer.parseInt(text))
                : Optional.empty();
    }

    /** Single values after the multiple ones, unless they repeat one; a header's name is compared without case. */
    private static Optional<Map<String, List<String>>> headers(JsonValue.Obj object) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        Map<String, String> written = new LinkedHashMap<>();
        JsonValue multiple = object.members().getOrDefault("multiValueHeaders", JsonValue.Null.INSTANCE);
        if (multiple instanceof JsonValue.Obj(Map<String, JsonValue> lists)) {
            for (Map.Entry<String, JsonValue> entry : lists.entrySet()) {
                if (!(entry.getValue() instanceof JsonValue.Array(List<JsonValue> values))) {
                    return Optional.empty();
                }
                values.forEach(value -> add(headers, written, entry.getKey(), scalar(value)));
            }
        } else if (!(multiple instanceof JsonValue.Null)) {
            return Optional.empty();
        }
        JsonValue single = object.members().getOrDefault("headers", JsonValue.Null.INSTANCE);
        if (single instanceof JsonValue.Obj(Map<String, JsonValue> values)) {
            values.forEach((name, value) -> add(headers, written, name, scalar(value)));
        } else if (!(single instanceof JsonValue.Null)) {
            return Optional.empty();
        }
        return Optional.of(headers);
    }

    private static void add(Map<String, List<String>> headers, Map<String, String> written, String name, String value) {
        String key = written.computeIfAbsent(name.toLowerCase(Locale.ROOT), any -> name);
        List<String> values = headers.computeIfAbsent(key, any -> new ArrayList<>(1));
        if (!values.contains(value)) {
            values.add(value);
        }
    }

    private static Optional<byte[]> body(JsonValue.Obj object, boolean decodesBinary) {
        JsonValue value = object.members().getOrDefault("body", JsonValue.Null.INSTANCE);
        boolean base64 = object.members().get("isBase64Encoded") instanceof JsonValue.Bool(boolean flag) && flag;
        return switch (value) {
            case JsonValue.Null() -> Optional.of(new byte[0]);
            case JsonValue.Obj object1 -> Optional.empty();
            case JsonValue.Array array -> Optional.empty();
            case JsonValue.Str(String text) when base64 && decodesBinary -> decode(text);
            case JsonValue.Str(String text) -> Optional.of(text.getBytes(StandardCharsets.UTF_8));
            case JsonValue.Num number -> Optional.of(scalar(number).getBytes(StandardCharsets.UTF_8));
            case JsonValue.Bool flag -> Optional.of(scalar(flag).getBytes(StandardCharsets.UTF_8));
        };
    }

    private static Optional<byte[]> decode(String text) {
        try {
            return Optional.of(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String scalar(JsonValue value) {
        return switch (value) {
            case JsonValue.Str(String text) -> text;
            case JsonValue.Num(var number) -> number.toPlainString();
            case JsonValue.Bool(boolean flag) -> Boolean.toString(flag);
            case JsonValue.Null() -> "";
            case JsonValue.Array array -> array.toJson();
            case JsonValue.Obj object -> object.toJson();
        };
    }
}
