package dev.gust.services.apigateway.proxy;

import dev.gust.base.json.JsonValue;
import dev.gust.wire.http.HttpHeaders;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The event of a Lambda proxy integration of a REST API, and the same format (1.0) where an HTTP API asks for it.
 * Paths stay as sent, query parameters are decoded, and what is absent is null.
 */
public final class RestEvent {
    static final DateTimeFormatter REQUEST_TIME = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private RestEvent() {}

    /**
     * The event of a REST API.
     *
     * @param authorizer what an authorizer said, or null
     */
    public static JsonValue.Obj of(ProxyCall call, List<String> binaryTypes, JsonValue authorizer) {
        EventBody body = EventBody.ofRest(call.body(), call.headers().first("Content-Type"), binaryTypes);
        return event(new EventTree(), call, body, context(call, authorizer));
    }

    /** The event of an HTTP API whose integration has payload format 1.0. */
    public static JsonValue.Obj ofHttpApi(ProxyCall call, JsonValue authorizer) {
        EventBody body = EventBody.ofHttp(call.body(), call.headers().first("Content-Type"));
        return event(new EventTree().put("version", "1.0"), call, body, context(call, authorizer));
    }

    private static JsonValue.Obj event(EventTree event, ProxyCall call, EventBody body, JsonValue.Obj context) {
        Map<String, List<String>> headers = headers(ForwardedHeaders.of(call));
        Map<String, List<String>> query = QueryText.parse(call.query());
        return event.put("resource", call.route())
                .put("path", call.path())
                .put("httpMethod", call.method())
                .put("headers", EventTree.textsOrNull(last(headers)))
                .put("multiValueHeaders", EventTree.listsOrNull(headers))
                .put("queryStringParameters", EventTree.textsOrNull(last(query)))
                .put("multiValueQueryStringParameters", EventTree.listsOrNull(query))
                .put("pathParameters", EventTree.textsOrNull(call.parameters()))
                .put("stageVariables", EventTree.textsOrNull(call.stageVariables()))
                .put("requestContext", context)
                .put("body", body.value())
                .put("isBase64Encoded", JsonValue.of(body.base64()))
                .build();
    }

    private static JsonValue.Obj context(ProxyCall call, JsonValue authorizer) {
        Instant at = call.at();
        String domain = withoutPort(call.domain());
        EventTree context = new EventTree()
                .put("resourceId", call.routeId())
                .put("resourcePath", call.route())
                .put("httpMethod", call.method())
                .put("extendedRequestId", call.requestId())
                .put("requestTime", REQUEST_TIME.format(at))
                .put("path", call.stagePath())
                .put("accountId", call.account())
                .put("protocol", "HTTP/1.1")
                .put("stage", call.stage())
                .put("domainPrefix", prefix(domain))
                .put("requestTimeEpoch", JsonValue.of(at.toEpochMilli()))
                .put("requestId", call.requestId())
                .put("identity", identity(call))
                .put("domainName", domain)
                .put("deploymentId", call.deploymentId())
                .put("apiId", call.api());
        if (!(authorizer instanceof JsonValue.Null)) {
            context.put("authorizer", authorizer);
        }
        return context.build();
    }

    private static JsonValue.Obj identity(ProxyCall call) {
        return new EventTree()
                .nulls("cognitoIdentityPoolId", "accountId", "cognitoIdentityId", "caller")
                .put("sourceIp", call.sourceIp())
                .nulls("principalOrgId", "accessKey", "cognitoAuthenticationType", "cognitoAuthenticationProvider")
                .nulls("userArn")
                .put("userAgent", call.headers().first("User-Agent").orElse(null))
                .nulls("user")
                .build();
    }

    static String withoutPort(String host) {
        int colon = host.lastIndexOf(':');
        return colon < 0 || host.endsWith("]") ? host : host.substring(0, colon);
    }

    static String prefix(String domain) {
        int dot = domain.indexOf('.');
        return dot < 0 ? domain : domain.substring(0, dot);
    }

    /** Grouped by name as first written; names that differ in case only are one header. */
    private static Map<String, List<String>> headers(HttpHeaders headers) {
        Map<String, String> written = new LinkedHashMap<>();
        Map<String, List<String>> grouped = new LinkedHashMap<>();
        for (HttpHeaders.Line line : headers.lines()) {
            String name = written.computeIfAbsent(line.name().toLowerCase(Locale.ROOT), any -> line.name());
            grouped.computeIfAbsent(name, any -> new ArrayList<>(1)).add(line.value());
        }
        return grouped;
    }

    private static Map<String, String> last(Map<String, List<String>> lists) {
        Map<String, String> last = new LinkedHashMap<>();
        lists.forEach((name, values) -> last.put(name, values.getLast()));
        return last;
    }
}
