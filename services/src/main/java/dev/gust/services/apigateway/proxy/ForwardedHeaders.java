package dev.gust.services.apigateway.proxy;

import dev.gust.services.ports.Traces;
import dev.gust.wire.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The headers that a function sees: the caller's without those of the connection, and what a gateway adds. */
final class ForwardedHeaders {
    private static final Set<String> CONNECTION_HEADERS = Set.of(
            "connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade", "expect");
    private static final Set<String> REPLACED =
            Set.of("x-amzn-trace-id", "x-forwarded-for", "x-forwarded-port", "x-forwarded-proto");

    private ForwardedHeaders() {}

    static HttpHeaders of(ProxyCall call) {
        List<HttpHeaders.Line> lines = new ArrayList<>();
        for (HttpHeaders.Line line : call.headers().lines()) {
            String name = line.name().toLowerCase(Locale.ROOT);
            if (!CONNECTION_HEADERS.contains(name) && !REPLACED.contains(name)) {
                lines.add(line);
            }
        }
        String before = String.join(", ", call.headers().all("X-Forwarded-For"));
        lines.add(new HttpHeaders.Line(Traces.HEADER, call.trace()));
        lines.add(new HttpHeaders.Line(
                "X-Forwarded-For", before.isEmpty() ? call.sourceIp() : before + ", " + call.sourceIp()));
        lines.add(new HttpHeaders.Line("X-Forwarded-Port", port(call.domain())));
        lines.add(new HttpHeaders.Line("X-Forwarded-Proto", "http"));
        return new HttpHeaders(lines);
    }

    private static String port(String domain) {
        int colon = domain.lastIndexOf(':');
        return colon < 0 || domain.endsWith("]") ? "80" : domain.substring(colon + 1);
    }
}
