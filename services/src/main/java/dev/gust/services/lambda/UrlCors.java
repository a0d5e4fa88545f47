package dev.gust.services.lambda;

import dev.gust.wire.http.HttpHeaders;
import dev.gust.wire.http.HttpRequest;
import dev.gust.wire.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Lets the pages read answers that a URL's settings allow. What the function itself says of it stays: as on AWS such an answer has
 * both, which no browser takes, and the author sees here what would come of it there.
 */
final class UrlCors {
    private UrlCors() {}

    static HttpResponse apply(HttpResponse response, UrlRecord.Cors cors, HttpRequest request) {
        Optional<String> origin = request.headers().first("Origin");
        if (origin.isEmpty() || !allows(cors, origin.get())) {
            return response;
        }
        List<HttpHeaders.Line> lines = new ArrayList<>(response.headers().lines());
        boolean any = cors.allowOrigins().contains("*") && !cors.allowCredentials();
        lines.add(new HttpHeaders.Line("Access-Control-Allow-Origin", any ? "*" : origin.get()));
        if (!any) {
            lines.add(new HttpHeaders.Line("Vary", "Origin"));
        }
        if (cors.allowCredentials()) {
            lines.add(new HttpHeaders.Line("Access-Control-Allow-Credentials", "true"));
        }
        if (!cors.exposeHeaders().isEmpty()) {
            lines.add(new HttpHeaders.Line("Access-Control-Expose-Headers", String.join(",", cors.exposeHeaders())));
        }
        return new HttpResponse(response.status(), new HttpHeaders(lines), response.body());
    }

    private static boolean allows(UrlRecord.Cors cors, String origin) {
        return cors.allowOrigins().contains("*") || cors.allowOrigins().contains(origin);
    }
}
