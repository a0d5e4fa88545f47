package dev.gust.functions.runtimeapi;

import dev.gust.base.json.JsonSyntaxException;
import dev.gust.base.json.JsonText;
import dev.gust.base.json.JsonValue;
import dev.gust.functions.sandbox.KernelWords;
import dev.gust.functions.telemetry.InvalidSubscriptionException;
import dev.gust.functions.telemetry.SubscriptionRequest;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Answers extensions, on one connection. Refusals are worded and typed as AWS's own emulator of the runtime API does. */
final class ExtensionExchange {
    private static final String PREFIX = "/2020-01-01/extension/";
    private static final String TELEMETRY = "/2022-07-01/telemetry";
    private static final String LOGS = "/2020-08-15/logs";
    /** What the launcher's watcher of a program in /opt/extensions says when that program ends, or could not begin. */
    private static final Pattern ENDED = Pattern.compile("/gust/extension/([^/]+)/(exit|signal|launch)/(\\d{1,3})");

    private static final Pattern UUID_TEXT = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final String IDENTIFIER = "Lambda-Extension-Identifier";
    private static final String ERROR_TYPE = "Lambda-Extension-Function-Error-Type";

    private final RuntimeApiSession session;

    ExtensionExchange(RuntimeApiSession session) {
        this.session = session;
    }

    /** What to answer with. */
    record Answer(int status, String reason, Map<String, String> headers, String json) {}

    static boolean concerns(HttpRequest request) {
        return request.path.startsWith(PREFIX)
                || ENDED.matcher(request.path).matches()
                || request.path.startsWith(TELEMETRY)
                || request.path.startsWith(LOGS);
    }

    /** Empty when the environment ended. */
    Optional<Answer> answer(HttpRequest request, byte[] body) throws InterruptedException {
        Matcher ended = ENDED.matcher(request.path);
        if (ended.matches()) {
            return Optional.of(ended(ended));
        }
        String what = request.method + ' ' + (request.path.endsWith("/") ? cut(request.path) : request.path);
        if (what.equals("POST " + PREFIX + "register")) {
            return Optional.of(register(request, body));
        }
        String named = request.header(IDENTIFIER.toLowerCase(Locale.ROOT)).orElse("");
        Optional<Answer> unknown = unknown(named);
        if (unknown.isPresent()) {
            return unknown;
        }
        return switch (what) {
            case "GET " + PREFIX + "event/next" -> next(named);
            case "POST " + PREFIX + "init/error" -> Optional.of(failed(request, named, true));
            case "POST " + PREFIX + "exit/error" -> Optional.of(failed(request, named, false));
            case "PUT " + TELEMETRY -> Optional.of(subscribe(named, body));
            case "PUT " + LOGS ->
                Optional.of(refusal(
                        202,
                        "Accepted",
                        "Logs.NotSupported",
                        "Logs API is not supported: subscribe to the Telemetry API, which superseded it"));
            default ->
                Optional.of(refusal(
                        404, "Not Found", "NotFound", safe(request.path) + " is not part of the extensions API"));
        };
    }

    private Optional<Answer> unknown(String named) {
        if (named.isEmpty()) {
            return Optional.of(
                    forbidden("Extension.MissingExtensionIdentifier", "Missing Lambda-Extension-Identifier header"));
        }
        if (!UUID_TEXT.matcher(named).matches()) {
            return Optional.of(
                    forbidden("Extension.InvalidExtensionIdentifier", "Invalid Lambda-Extension-Identifier"));
        }
        return session.extensions().name(named).isPresent()
                ? Optional.empty()
                : Optional.of(forbidden("Extension.UnknownExtensionIdentifier", "Unknown extension " + named));
    }

    private Answer ended(Matcher how) {
        String name = how.group(1);
        if (session.extensions().ended(name)) {
            int number = Integer.parseInt(how.group(3));
            switch (how.group(2)) {
                case "launch" ->
                    session.extensionFailed(
                            "Extension.LaunchError",
                            "fork/exec /opt/extensions/" + safe(name) + ": " + KernelWords.error(number));
                case "signal" -> session.extensionFailed("Extension.Crash", "signal: " + KernelWords.signal(number));
                default ->
                    session.extensionFailed("Extension.Crash", number == 0 ? "exit code 0" : "exit status " + number);
            }
        }
        return new Answer(202, "Accepted", Map.of(), "{}");
    }

    private Answer register(HttpRequest request, byte[] body) {
        String name = request.header("lambda-extension-name").orElse("");
        if (name.isEmpty()) {
            return forbidden("Extension.InvalidExtensionName", "Empty extension name");
        }
        Set<String> events = new LinkedHashSet<>();
        try {
            if (!(JsonText.parse(new String(body, StandardCharsets.UTF_8)) instanceof JsonValue.Obj wanted)) {
                return forbidden("InvalidRequestFormat", "The request is no JSON object");
            }
            if (wanted.get("events").orElse(null) instanceof JsonValue.Array array) {
                array.items()
                        .forEach(item -> events.add(item instanceof JsonValue.Str text ? text.value() : item.toJson()));
            }
        } catch (JsonSyntaxException e) {
            return forbidden("InvalidRequestFormat", "Invalid JSON: " + e.getMessage());
        }
        for (String event : events) {
            if (!event.equals(Extensions.INVOKE) && !event.equals(Extensions.SHUTDOWN)) {
                return forbidden("Extension.InvalidEventType", safe(event) + ": invalid event type");
            }
        }
        return switch (session.extensions().register(name, events)) {
            case Registration.Refused refused -> forbidden(refused.type(), refused.message());
            case Registration.Registered registered ->
                new Answer(200, "OK", Map.of(IDENTIFIER, registered.identifier()), about(request));
        };
    }

    /** The account's id is told to those who say that they understand it. */
    private String about(HttpRequest request) {
        boolean account =
                request.header("lambda-extension-accept-feature").orElse("").contains("accountId");
        Map<String, JsonValue> about = new LinkedHashMap<>();
        session.about().forEach((key, value) -> {
            if (account || !key.equals("accountId")) {
                about.put(key, JsonValue.of(value));
            }
        });
        return new JsonValue.Obj(about).toJson();
    }

    private Optional<Answer> next(String named) throws InterruptedException {
        if (session.extensions().failed(named)) {
            return Optional.of(impossible(named, "Ready"));
        }
        return session.extensions()
                .next(named)
                .map(json -> new Answer(
                        200,
                        "OK",
                        Map.of(
                                IDENTIFIER,
                                named,
                                "Lambda-Extension-Event-Identifier",
                                UUID.nameUUIDFromBytes((named + json).getBytes(StandardCharsets.UTF_8))
                                        .toString()),
                        json));
    }

    private Answer failed(HttpRequest request, String named, boolean initialisation) {
        Optional<String> cause = request.header(ERROR_TYPE.toLowerCase(Locale.ROOT));
        if (cause.isEmpty() || cause.get().isEmpty()) {
            return forbidden("Extension.MissingHeader", ERROR_TYPE + " not found");
        }
        if (!session.extensions().fail(named, initialisation)) {
            return impossible(named, initialisation ? "InitError" : "ExitError");
        }
        session.extensionFailed(initialisation ? "Extension.InitError" : "Extension.ExitError", safe(cause.get()));
        return new Answer(202, "Accepted", Map.of(IDENTIFIER, named), "{\"status\":\"OK\"}");
    }

    private Answer subscribe(String named, byte[] body) {
        String name = session.extensions().name(named).orElseThrow();
        SubscriptionRequest wanted;
        try {
            wanted = SubscriptionRequest.parse(body);
        } catch (InvalidSubscriptionException e) {
            return refusal(400, "Bad Request", "ValidationError", String.valueOf(e.getMessage()));
        }
        if (session.extensions().failed(named) || !session.telemetry().subscribe(name, wanted)) {
            return forbidden("Telemetry.SubscriptionClosed", "Telemetry API subscription is closed already");
        }
        session.note("TELEMETRY\tName: " + safe(name) + "\tState: Subscribed\tTypes: "
                + wanted.types().stream()
                        .sorted()
                        .map(type -> type.title())
                        .collect(Collectors.joining(", ", "[", "]")));
        return new Answer(200, "OK", Map.of(), "\"OK\"");
    }

    private static Answer impossible(String named, String state) {
        return forbidden(
                "Extension.InvalidExtensionState",
                "State transition to " + state + " failed for extension " + named
                        + ". Error: State transition is not allowed");
    }

    private static Answer forbidden(String type, String message) {
        return refusal(403, "Forbidden", type, message);
    }

    private static Answer refusal(int status, String reason, String type, String message) {
        Map<String, JsonValue> error = new LinkedHashMap<>();
        error.put("errorMessage", JsonValue.of(message));
        error.put("errorType", JsonValue.of(type));
        return new Answer(status, reason, Map.of(), new JsonValue.Obj(error).toJson());
    }

    private static String cut(String path) {
        return path.substring(0, path.length() - 1);
    }

    private static String safe(String text) {
        return text.length() > 200 ? text.substring(0, 200) : text;
    }
}
