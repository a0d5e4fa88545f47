package dev.gust.services.lambda;

import dev.gust.base.json.JsonValue;
import dev.gust.services.ports.SurfaceRequest;
import dev.gust.services.ports.Traces;
import dev.gust.wire.http.HttpHeaders;
import dev.gust.wire.http.HttpRequest;
import dev.gust.wire.operation.Principal;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Makes the event that a function sees of a request to its URL: HTTP API's payload format 2.0. */
final class UrlEvents {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final Pattern TEXT = Pattern.compile(
            "(text/.*|application/(json|javascript|xml)|application/.*\\+(json|xml))(;.*)?", Pattern.CASE_INSENSITIVE);

    private UrlEvents() {}

    static byte[] of(SurfaceRequest surface, String region, String trace, byte[] body) {
        HttpRequest request = surface.request();
        Map<String, JsonValue> event = new LinkedHashMap<>();
        event.put("version", JsonValue.of("2.0"));
        event.put("routeKey", JsonValue.of("$default"));
        event.put("rawPath", JsonValue.of(decoded(request.rawPath())));
        event.put("rawQueryString", JsonValue.of(request.rawQuery()));
        List<JsonValue> cookies = new ArrayList<>();
        for (String line : request.headers().all("Cookie")) {
            for (String cookie : line.split(";")) {
                cookies.add(JsonValue.of(cookie.strip()));
            }
        }
        if (!cookies.isEmpty()) {
            event.put("cookies", JsonValue.array(cookies));
        }
        event.put("headers", headers(request, trace));
        if (!request.rawQuery().isEmpty()) {
            event.put("queryStringParameters", query(request.rawQuery()));
        }
        event.put("requestContext", context(surface, region));
        if (body.length > 0) {
            boolean text = request.headers()
                    .first("Content-Type")
                    .map(type -> TEXT.matcher(type).matches())
                    .orElse(false);
            event.put(
                    "body",
                    JsonValue.of(
                            text
                                    ? new String(body, StandardCharsets.UTF_8)
                                    : Base64.getEncoder().encodeToString(body)));
            event.put("isBase64Encoded", JsonValue.of(!text));
        } else {
            event.put("isBase64Encoded", JsonValue.of(false));
        }
        return new JsonValue.Obj(event).toJson().getBytes(StandardCharsets.UTF_8);
    }

    /** Cookies are among them, too: unlike HTTP APIs, URLs tell them twice. */
    private static JsonValue.Obj headers(HttpRequest request, String trace) {
        Map<String, List<String>> gathered = new LinkedHashMap<>();
        for (HttpHeaders.Line line : request.headers().lines()) {
            gathered.computeIfAbsent(line.name().toLowerCase(Locale.ROOT), absent -> new ArrayList<>())
                    .add(line.value());
        }
        gathered.computeIfAbsent("x-forwarded-for", absent -> new ArrayList<>()).add(request.remoteAddress());
        gathered.put("x-forwarded-port", List.of(port(request.headers())));
        gathered.put("x-forwarded-proto", List.of("http"));
        gathered.put(Traces.HEADER.toLowerCase(Locale.ROOT), List.of(trace));
        return joined(gathered);
    }

    private static String port(HttpHeaders headers) {
        String host = headers.first("Host").orElse("");
        int colon = host.lastIndexOf(':');
        return colon < 0 || host.endsWith("]") ? "80" : host.substring(colon + 1);
    }

    private static JsonValue.Obj query(String rawQuery) {
        Map<String, List<String>> gathered = new LinkedHashMap<>();
        for (String pair : rawQuery.split("&")) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                gathered.computeIfAbsent(form(name), absent -> new ArrayList<>())
                        .add(form(value));
            }
        }
        return joined(gathered);
    }

    private static JsonValue.Obj joined(Map<String, List<String>> gathered) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        gathered.forEach((name, values) -> members.put(name, JsonValue.of(String.join(",", values))));
        return new JsonValue.Obj(members);
    }

    private static JsonValue.Obj context(SurfaceRequest surface, String region) {
        HttpRequest request = surface.request();
        Principal caller = surface.caller();
        boolean anonymous = caller.kind() == Principal.Kind.ANONYMOUS;
        Map<String, JsonValue> context = new LinkedHashMap<>();
        context.put("accountId", JsonValue.of(anonymous ? "anonymous" : caller.account()));
        context.put("apiId", JsonValue.of(surface.id()));
        if (!anonymous) {
            Map<String, JsonValue> iam = new LinkedHashMap<>();
            iam.put("accessKey", JsonValue.of(caller.accessKeyId()));
            iam.put("accountId", JsonValue.of(caller.account()));
            iam.put("callerId", JsonValue.of(caller.userId()));
            iam.put("cognitoIdentity", JsonValue.Null.INSTANCE);
            iam.put("principalOrgId", JsonValue.Null.INSTANCE);
            iam.put("userArn", JsonValue.of(caller.arn()));
            iam.put("userId", JsonValue.of(caller.userId()));
            context.put("authorizer", new JsonValue.Obj(Map.of("iam", new JsonValue.Obj(iam))));
        }
        context.put("domainName", JsonValue.of(surface.id() + '.' + UrlSurface.KIND + '.' + region + ".localhost"));
        context.put("domainPrefix", JsonValue.of(surface.id()));
        Map<String, JsonValue> http = new LinkedHashMap<>();
        http.put("method", JsonValue.of(request.method()));
        http.put("path", JsonValue.of(decoded(request.rawPath())));
        http.put("protocol", JsonValue.of("HTTP/1.1"));
        http.put("sourceIp", JsonValue.of(request.remoteAddress()));
        http.put("userAgent", JsonValue.of(request.headers().first("User-Agent").orElse("")));
        context.put("http", new JsonValue.Obj(http));
        context.put("requestId", JsonValue.of(surface.requestId()));
        context.put("routeKey", JsonValue.of("$default"));
        context.put("stage", JsonValue.of("$default"));
        context.put("time", JsonValue.of(TIME.format(surface.at())));
        context.put("timeEpoch", JsonValue.of(surface.at().toEpochMilli()));
        return new JsonValue.Obj(context);
    }

    private static String decoded(String rawPath) {
        // A plus sign is itself in a path.
        return form(rawPath.replace("+", "%2B"));
    }

    private static String form(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException badEscape) {
            return text;
        }
    }
}
