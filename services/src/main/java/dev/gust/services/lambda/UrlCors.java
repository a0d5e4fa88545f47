package dev.gust.services.lambda;

import dev.gust.wire.http.HttpHeaders;
import dev.gust.wire.http.HttpRequest;
import dev.gust.wire.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Lets the pages read answers that a URL's settings allow; they replace what the function itself says of it. */
final class UrlCors {
    private UrlCors() {}

    static HttpResponse apply(HttpResponse response, UrlRecord.Cors cors, HttpRequest request) {
        Optional<String> origin = request.headers().first("Origin");
        if (origin.isEmpty() || !allows(cors, origin.get())) {
            return response;
        }
        List<HttpHeaders.Line> lines = new ArrayList<>();
        for (HttpHeaders.Line line : response.headers().lines()) {
            if (!line.name().toLowerCase(Locale.ROOT).startsWith("access-control-")) {
                lines.add(line);
            }
        }
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
