package dev.gust.functions.telemetry;

import dev.gust.base.json.JsonSyntaxException;
import dev.gust.base.json.JsonText;
import dev.gust.base.json.JsonValue;
import dev.gust.functions.telemetry.TelemetryEvent.Category;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What an extension wants to be told, and where. Its limits are those of AWS's "Lambda Telemetry API reference".
 *
 * @param structured whether lines that are JSON come as objects
 * @param timeout how long events are gathered
 */
public record SubscriptionRequest(
        boolean structured,
        Set<Category> types,
        Destination destination,
        int maximumItems,
        int maximumBytes,
        Duration timeout) {
    private static final String OLDEST_SCHEMA = "2022-07-01";
    private static final Set<String> SCHEMAS = Set.of(OLDEST_SCHEMA, "2022-12-13", "2025-01-29");
    private static final Set<String> HOSTS = Set.of("sandbox.localdomain", "sandbox");
    private static final int RUNTIME_API_PORT = 9001;

    public SubscriptionRequest {
        types = Set.copyOf(types);
    }

    /**
     * Where the extension listens within its environment.
     *
     * @param http or else lines of JSON over TCP
     */
    public record Destination(boolean http, int port, String path) {}

    public static SubscriptionRequest parse(byte[] body) throws InvalidSubscriptionException {
        JsonValue.Obj request;
        try {
            if (!(JsonText.parse(new String(body, StandardCharsets.UTF_8)) instanceof JsonValue.Obj given)) {
                throw new InvalidSubscriptionException("The request is no JSON object");
            }
            request = given;
        } catch (JsonSyntaxException e) {
            throw new InvalidSubscriptionException("The request is no JSON: " + e.getMessage());
        }
        List<String> problems = new ArrayList<>();
        String schema = request.string("schemaVersion").orElse("");
        if (!SCHEMAS.contains(schema)) {
            problems.add("schemaVersion should be one of 2022-07-01, 2022-12-13 and 2025-01-29");
        }
        Destination destination = destination(request, problems);
        Set<Category> types = types(request, problems);
        JsonValue.Obj buffering = request.get("buffering").orElse(null) instanceof JsonValue.Obj given
                ? given
                : new JsonValue.Obj(java.util.Map.of());
        int items = number(buffering, "maxItems", 10_000, 1_000, 10_000, problems);
        int bytes = number(buffering, "maxBytes", 262_144, 262_144, 1_048_576, problems);
        int millis = number(buffering, "timeoutMs", 1_000, 25, 30_000, problems);
        if (!problems.isEmpty()) {
            throw new InvalidSubscriptionException(String.join("; ", problems));
        }
        return new SubscriptionRequest(
                !schema.equals(OLDEST_SCHEMA), types, destination, items, bytes, Duration.ofMillis(millis));
    }

    private static Set<Category> types(JsonValue.Obj request, List<String> problems) {
        Set<Category> types = EnumSet.noneOf(Category.class);
        if (request.get("types").orElse(null) instanceof JsonValue.Array given) {
            for (JsonValue item : given.items()) {
                Optional<Category> type =
                        item instanceof JsonValue.Str text ? Category.of(text.value()) : Optional.empty();
                type.ifPresentOrElse(types::add, () -> problems.add("types should be platform, function, extension"));
            }
        }
        if (types.isEmpty() && problems.stream().noneMatch(problem -> problem.startsWith("types"))) {
            problems.add("types should not be empty");
        }
        return types;
    }

    private static Destination destination(JsonValue.Obj request, List<String> problems) {
        Destination nowhere = new Destination(true, 0, "/");
        if (!(request.get("destination").orElse(null) instanceof JsonValue.Obj given)) {
            problems.add("destination should not be empty");
            return nowhere;
        }
        String protocol = given.string("protocol").orElse("");
        boolean http = protocol.equals("HTTP");
        if (!http && !protocol.equals("TCP")) {
            problems.add("protocol should be HTTP or TCP");
            return nowhere;
        }
        String text = given.string("URI").orElse("");
        if (text.isEmpty()) {
            problems.add("URI should not be empty");
            return nowhere;
        }
        try {
            return destination(http, new URI(text.contains("://") ? text : "tcp://" + text), problems);
        } catch (URISyntaxException e) {
            problems.add("URI is not valid: " + e.getReason());
            return nowhere;
        }
    }

    private static Destination destination(boolean http, URI uri, List<String> problems) {
        if (!(http ? "http" : "tcp").equals(uri.getScheme())) {
            problems.add("URI scheme should be " + (http ? "http" : "tcp"));
        }
        if (uri.getHost() == null || !HOSTS.contains(uri.getHost())) {
            problems.add("URI host should be sandbox.localdomain");
        }
        if (uri.getPort() < 0) {
            problems.add("URI port is not provided");
        } else if (uri.getPort() == 0 || uri.getPort() > 65_535 || uri.getPort() == RUNTIME_API_PORT) {
            problems.add("URI port should be from 1 to 65535, and not " + RUNTIME_API_PORT + ", which is reserved");
        }
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return new Destination(http, uri.getPort(), uri.getRawQuery() == null ? path : path + '?' + uri.getRawQuery());
    }

    private static int number(
            JsonValue.Obj buffering, String name, int usual, int least, int most, List<String> problems) {
        JsonValue given = buffering.get(name).orElse(null);
        if (given == null) {
            return usual;
        }
        if (given instanceof JsonValue.Num number
                && number.value().stripTrailingZeros().scale() <= 0
                && number.value().compareTo(java.math.BigDecimal.valueOf(least)) >= 0
                && number.value().compareTo(java.math.BigDecimal.valueOf(most)) <= 0) {
            return number.value().intValueExact();
        }
        problems.add(name + " should be from " + least + " to " + most);
        return usual;
    }
}
