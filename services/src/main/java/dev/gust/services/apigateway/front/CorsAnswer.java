package dev.gust.services.apigateway.front;

import dev.gust.wire.http.HttpHeaders;
import dev.gust.wire.http.HttpRequest;
import dev.gust.wire.http.HttpResponse;
import dev.gust.wire.http.Payload;
import dev.gust.wire.model.apigatewayv2.Cors;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The CORS headers that an HTTP API's configuration asks for; a function's own are replaced. */
final class CorsAnswer {
    private CorsAnswer() {}

    static boolean isPreflight(HttpRequest request) {
        return request.method().equals("OPTIONS")
                && request.headers().first("Origin").isPresent()
                && request.headers().first("Access-Control-Request-Method").isPresent();
    }

    static HttpResponse preflight(Cors cors, HttpRequest request) {
        HttpHeaders headers = HttpHeaders.empty();
        Optional<String> origin = allowedOrigin(cors, request);
        if (origin.isPresent()) {
            headers = withOrigin(headers, cors, origin.get());
            headers = withList(headers, "access-control-allow-methods", cors.allowMethods());
            headers = withList(headers, "access-control-allow-headers", cors.allowHeaders());
            if (cors.maxAge() != null) {
                headers = headers.plus("access-control-max-age", cors.maxAge().toString());
            }
        }
        return new HttpResponse(204, headers, Payload.empty());
    }

    static HttpResponse decorate(Cors cors, HttpRequest request, HttpResponse response) {
        List<HttpHeaders.Line> lines = new ArrayList<>();
        for (HttpHeaders.Line line : response.headers().lines()) {
            if (!line.name().toLowerCase(Locale.ROOT).startsWith("access-control-")) {
                lines.add(line);
            }
        }
        HttpHeaders headers = new HttpHeaders(lines);
        Optional<String> origin = allowedOrigin(cors, request);
        if (origin.isPresent()) {
            headers = withOrigin(headers, cors, origin.get());
            headers = withList(headers, "access-control-expose-headers", cors.exposeHeaders());
        }
        return new HttpResponse(response.status(), headers, response.body());
    }

    /** The value to allow: the caller's origin where it is listed or matches a wildcard, a star where all are. */
    private static Optional<String> allowedOrigin(Cors cors, HttpRequest request) {
        Optional<String> origin = request.headers().first("Origin");
        if (origin.isEmpty()) {
            return Optional.empty();
        }
        for (String allowed : cors.allowOrigins()) {
            if (allowed.equals("*")) {
                return Optional.of("*");
            }
            boolean scheme =
                    allowed.endsWith("://*") && origin.get().startsWith(allowed.substring(0, allowed.length() - 1));
            if (scheme || allowed.equalsIgnoreCase(origin.get())) {
                return origin;
            }
        }
        return Optional.empty();
    }

    private static HttpHeaders withOrigin(HttpHeaders headers, Cors cors, String origin) {
        HttpHeaders with = headers.plus("access-control-allow-origin", origin);
        if (!origin.equals("*")) {
            with = with.plus("vary", "Origin");
        }
        return Boolean.TRUE.equals(cors.allowCredentials())
                ? with.plus("access-control-allow-credentials", "true")
                : with;
    }

    private static HttpHeaders withList(HttpHeaders headers, String name, List<String> values) {
        return values.isEmpty() ? headers : headers.plus(name, String.join(",", values));
    }
}
