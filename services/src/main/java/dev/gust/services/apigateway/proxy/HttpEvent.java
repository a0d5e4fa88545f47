package dev.gust.services.apigateway.proxy;

import dev.gust.base.json.JsonValue;
import dev.gust.wire.http.HttpHeaders;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The event of an HTTP API and of a function URL (payload format 2.0): header names in small letters, repeated values
 * joined by commas, cookies apart, and what is absent left out.
 */
public final class HttpEvent {
    private HttpEvent() {}

    /**
     * The event.
     *
     * @param authorizer what an authorizer said, or null
     */
    public static JsonValue.Obj of(ProxyCall call, JsonValue authorizer) {
        EventBody body = EventBody.ofHttp(call.body(), call.headers().first("Content-Type"));
        List<String> cookies = new ArrayList<>();
        Map<String, String> headers = headers(ForwardedHeaders.of(call), cookies);
        EventTree event = new EventTree()
                .put("version", "2.0")
                .put("routeKey", call.route())
                .put("rawPath", call.stagePath())
                .put("rawQueryString", call.query());
        if (!cookies.isEmpty()) {
            event.put("cookies", EventTree.list(cookies));
        }
        event.put("headers", EventTree.texts(headers));
        Map<String, String> query = new LinkedHashMap<>();
        QueryText.parse(call.query()).forEach((name, values) -> query.put(name, String.join(",", values)));
        if (!query.isEmpty()) {
            event.put("queryStringParameters", EventTree.texts(query));
        }
        event.put("requestContext", context(call, authorizer));
        if (!call.parameters().isEmpty()) {
            Map<String, String> parameters = new LinkedHashMap<>();
            call.parameters().forEach((name, value) -> parameters.put(name, QueryText.decodePath(value)));
            event.put("pathParameters", EventTree.texts(parameters));
        }
        if (!call.stageVariables().isEmpty()) {
            event.put("stageVariables", EventTree.texts(call.stageVariables()));
        }
        if (!(body.value() instanceof JsonValue.Null)) {
            event.put("body", body.value());
        }
        return event.put("isBase64Encoded", JsonValue.of(body.base64())).build();
    }

    private static JsonValue.Obj context(ProxyCall call, JsonValue authorizer) {
        String domain = RestEvent.withoutPort(call.domain());
        EventTree context = new EventTree().put("accountId", call.account()).put("apiId", call.api());
        if (!(authorizer instanceof JsonValue.Null)) {
            context.put("authorizer", authorizer);
        }
        return context.put("domainName", domain)
                .put("domainPrefix", RestEvent.prefix(domain))
                .put(
                        "http",
                        new EventTree()
                                .put("method", call.method())
                                .put("path", call.stagePath())
                                .put("protocol", "HTTP/1.1")
                                .put("sourceIp", call.sourceIp())
                                .put(
                                        "userAgent",
                                        call.headers().first("User-Agent").orElse(""))
                                .build())
                .put("requestId", call.requestId())
                .put("routeKey", call.route())
                .put("stage", call.stage())
                .put("time", RestEvent.REQUEST_TIME.format(call.at()))
                .put("timeEpoch", JsonValue.of(call.at().toEpochMilli()))
                .build();
    }

    private static Map<String, String> headers(HttpHeaders forwarded, List<String> cookies) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (HttpHeaders.Line line : forwarded.lines()) {
            String name = line.name().toLowerCase(Locale.ROOT);
            if (name.equals("cookie")) {
                for (String cookie : line.value().split(";")) {
                    cookies.add(cookie.strip());
                }
            } else {
                headers.merge(name, line.value(), (first, next) -> first + "," + next);
            }
        }
        return headers;
    }
}
