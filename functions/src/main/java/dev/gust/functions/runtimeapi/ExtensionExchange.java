package dev.gust.functions.runtimeapi;

import dev.gust.base.json.JsonSyntaxException;
import dev.gust.base.json.JsonText;
import dev.gust.base.json.JsonValue;
import dev.gust.functions.channel.Frame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Answers extensions, on one connection. */
final class ExtensionExchange {
    private static final String PREFIX = "/2020-01-01/extension/";
    /** What the launcher's watcher of a program in /opt/extensions says when that program ends. */
    private static final Pattern ENDED = Pattern.compile("/gust/extension/([^/]+)/(exit|signal)/(\\d{1,3})");

    private static final String IDENTIFIER = "Lambda-Extension-Identifier";

    private final RuntimeApiSession session;

    ExtensionExchange(RuntimeApiSession session) {
        this.session = session;
    }

    /** What to answer with. */
    record Answer(int status, String reason, Map<String, String> headers, String json) {}

    static boolean concerns(HttpRequest request) {
        return request.path.startsWith(PREFIX)
                || ENDED.matcher(request.path).matches()
                || request.path.startsWith("/2022-07-01/telemetry")
                || request.path.startsWith("/2020-08-15/logs");
    }

    /** Empty when the environment ended. */
    Optional<Answer> answer(HttpRequest request, byte[] body) throws IOException, InterruptedException {
        Matcher ended = ENDED.matcher(request.path);
        if (ended.matches()) {
            return Optional.of(ended(ended));
        }
        if (!request.path.startsWith(PREFIX)) {
            String api = request.path.contains("telemetry") ? "Telemetry" : "Logs";
            return Optional.of(refusal(202, "Accepted", api + ".NotSupported", api + " API is not supported"));
        }
        String what = request.method + ' ' + request.path.substring(PREFIX.length());
        if (what.equals("POST register")) {
            return Optional.of(register(request, body));
        }
        String named =
                request.header(IDENTIFIER.toLowerCase(java.util.Locale.ROOT)).orElse("");
        if (!session.extensions().knows(named)) {
            return Optional.of(refusal(
                    403, "Forbidden", "Extension.UnknownExtensionIdentifier", "Unknown extension " + safe(named)));
        }
        return switch (what) {
            case "GET event/next" -> session.extensions().next(named).map(ExtensionExchange::event);
            case "POST init/error" -> Optional.of(failed(request, "Extension.InitError"));
            case "POST exit/error" -> Optional.of(failed(request, "Extension.ExitError"));
            default ->
                Optional.of(refusal(
                        404, "Not Found", "NotFound", safe(request.path) + " is not part of the extensions API"));
        };
    }

    private Answer ended(Matcher how) {
        if (session.extensions().crashed()) {
            String reason = how.group(2).equals("signal") ? "signal: " : "exit status ";
            Map<String, JsonValue> error = new LinkedHashMap<>();
            error.put("errorType", JsonValue.of("Extension.Crash"));
            error.put(
                    "errorMessage",
                    JsonValue.of(
                            "Error: the extension " + safe(how.group(1)) + " ended with " + reason + how.group(3)));
            session.tell(Frame.FATAL, new JsonValue.Obj(error).toJson().getBytes(StandardCharsets.UTF_8));
        }
        return new Answer(202, "Accepted", Map.of(), "{}");
    }

    private Answer register(HttpRequest request, byte[] body) {
        String name = request.header("lambda-extension-name").orElse("");
        Set<String> events = new LinkedHashSet<>();
        try {
            if (JsonText.parse(new String(body, StandardCharsets.UTF_8)) instanceof JsonValue.Obj wanted
                    && wanted.get("events").orElse(null) instanceof JsonValue.Array array) {
                array.items()
                        .forEach(item -> events.add(item instanceof JsonValue.Str text ? text.value() : item.toJson()));
            }
        } catch (JsonSyntaxException e) {
            return refusal(400, "Bad Request", "InvalidRequestFormat", "Invalid JSON: " + e.getMessage());
        }
        if (name.isEmpty()) {
            return refusal(400, "Bad Request", "Extension.InvalidExtensionName", "Empty extension name");
        }
        for (String event : events) {
            if (!event.equals(Extensions.INVOKE) && !event.equals(Extensions.SHUTDOWN)) {
                return refusal(400, "Bad Request", "Extension.InvalidEventType", "Invalid event type: " + safe(event));
            }
        }
        Optional<String> registered = session.extensions().register(name, events);
        if (registered.isEmpty()) {
            return refusal(
                    403,
                    "Forbidden",
                    "Extension.RegistrationClosed",
                    "Extension " + safe(name) + " may not register: it has already, there are " + Extensions.MAXIMUM
                            + ", or an internal one asked for SHUTDOWN");
        }
        Map<String, JsonValue> about = new LinkedHashMap<>();
        session.about().forEach((key, value) -> about.put(key, JsonValue.of(value)));
        return new Answer(200, "OK", Map.of(IDENTIFIER, registered.get()), new JsonValue.Obj(about).toJson());
    }

    private static Answer event(String json) {
        return new Answer(200, "OK", Map.of("Lambda-Extension-Event-Identifier", "event"), json);
    }

    private Answer failed(HttpRequest request, String type) {
        String cause = request.header("lambda-extension-function-error-type").orElse("Extension.Unknown");
        Map<String, JsonValue> error = new LinkedHashMap<>();
        error.put("errorType", JsonValue.of(type));
        error.put("errorMessage", JsonValue.of("Error: an extension told of " + cause));
        session.tell(Frame.FATAL, new JsonValue.Obj(error).toJson().getBytes(StandardCharsets.UTF_8));
        return new Answer(202, "Accepted", Map.of(), "{\"status\":\"OK\"}");
    }

    private static Answer refusal(int status, String reason, String type, String message) {
        Map<String, JsonValue> error = new LinkedHashMap<>();
        error.put("errorMessage", JsonValue.of(message));
        error.put("errorType", JsonValue.of(type));
        return new Answer(status, reason, Map.of(), new JsonValue.Obj(error).toJson());
    }

    private static String safe(String text) {
        return text.length() > 200 ? text.substring(0, 200) : text;
    }
}
