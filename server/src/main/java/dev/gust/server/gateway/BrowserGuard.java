package dev.gust.server.gateway;

import dev.gust.services.ports.CrossOriginRules;
import dev.gust.wire.http.HttpHeaders;
import dev.gust.wire.http.HttpRequest;
import dev.gust.wire.http.HttpResponse;
import dev.gust.wire.http.Payload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Keeps foreign web pages away. Whoever browses the web on this machine lets pages send requests here, and the
 * development keys are known to everybody; so a page may use Gust only when it comes from this machine, or when a
 * bucket's or an API's own CORS rules let it. (An API's rules are the API's: it is not asked here.)
 */
final class BrowserGuard {
    private static final String EXPOSED = "x-amzn-RequestId, x-amz-request-id, x-amzn-ErrorType, x-amzn-ErrorMessage, "
            + "ETag, Date, x-amz-version-id, x-amz-function-error, x-amz-log-result, x-amz-executed-version";

    private final ServiceRegistry services;
    private final List<String> names;
    private final boolean developmentKeys;

    /**
     * @param names further names that this server goes by
     * @param developmentKeys whether a page could sign: without keys that it knows it can do nothing
     */
    BrowserGuard(ServiceRegistry services, List<String> names, boolean developmentKeys) {
        this.services = services;
        this.names = List.copyOf(names);
        this.developmentKeys = developmentKeys;
    }

    /** What is decided of a request: an answer at once, or headers for the answer to come. */
    sealed interface Verdict {
        record Answered(HttpResponse response) implements Verdict {}

        record Passed(HttpHeaders headers) implements Verdict {}
    }

    /** A name that is not ours points here when somebody rebinds it, to get around the browser's rules. */
    Optional<HttpResponse> refuseHost(HostName host) {
        return host.own()
                ? Optional.empty()
                : Optional.of(forbidden("This server does not go by the name '" + plain(host.name())
                        + "'. If it should, set http.names to it."));
    }

    Verdict judge(HttpRequest request, Optional<String> bucket) {
        String origin = request.headers().first("Origin").orElse("");
        if (origin.isEmpty()) {
            return isFromForeignPage(request, bucket)
                    ? new Verdict.Answered(forbidden("Web pages of other sites may not use this server."))
                    : new Verdict.Passed(HttpHeaders.empty());
        }
        Optional<String> asked = request.method().equals("OPTIONS")
                ? request.headers().first("Access-Control-Request-Method")
                : Optional.empty();
        if (bucket.isPresent()) {
            return ofBucket(bucket.get(), request, origin, asked);
        }
        if (!isTrusted(origin)) {
            return new Verdict.Answered(
                    forbidden("Web pages of " + plain(origin) + " may not use this server. Pages on localhost may."));
        }
        HttpHeaders allowed = allowed(request, origin);
        return asked.isPresent()
                ? new Verdict.Answered(new HttpResponse(200, allowed, Payload.empty()))
                : new Verdict.Passed(allowed);
    }

    /**
     * Some requests of pages have no origin: links, images, forms sent by GET. From other sites they may read objects,
     * which changes nothing and which the page does not see; an operation in a query they may not run.
     */
    private boolean isFromForeignPage(HttpRequest request, Optional<String> bucket) {
        boolean foreign = request.headers().first("Sec-Fetch-Site").orElse("").equals("cross-site");
        boolean reads = request.method().equals("GET") || request.method().equals("HEAD");
        return developmentKeys && foreign && !(reads && bucket.isPresent());
    }

    private Verdict ofBucket(String bucket, HttpRequest request, String origin, Optional<String> asked) {
        List<String> headers = request.headers()
                .first("Access-Control-Request-Headers")
                .map(line -> Arrays.stream(line.split(",")).map(String::strip).toList())
                .orElse(List.of());
        Optional<HttpHeaders> allowed = services.crossOriginRules()
                .flatMap((CrossOriginRules rules) -> rules.allow(
                        bucket, origin, asked.orElse(request.method()), asked.isPresent() ? headers : List.of()));
        if (asked.isPresent()) {
            return new Verdict.Answered(
                    allowed.map(lines -> new HttpResponse(200, lines, Payload.empty()))
                            .orElseGet(
                                    () -> forbidden(
                                            "CORSResponse: This CORS request is not allowed. This is usually because "
                                                    + "the evalution of Origin, request method / Access-Control-Request-Method or "
                                                    + "Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.")));
        }
        if (allowed.isEmpty() && !isTrusted(origin)) {
            return new Verdict.Answered(
                    forbidden("The bucket's CORS rules do not allow pages of " + plain(origin) + '.'));
        }
        return new Verdict.Passed(allowed.orElse(HttpHeaders.empty()));
    }

    /** Pages served from this machine; and any page, where it would need a key that is secret. */
    private boolean isTrusted(String origin) {
        if (!developmentKeys) {
            return true;
        }
        int authority = origin.indexOf("://");
        return authority > 0
                && origin.startsWith("http")
                && HostName.parse(origin.substring(authority + 3), names).own();
    }

    private static HttpHeaders allowed(HttpRequest request, String origin) {
        List<HttpHeaders.Line> lines = new ArrayList<>();
        lines.add(new HttpHeaders.Line("Access-Control-Allow-Origin", plain(origin)));
        lines.add(new HttpHeaders.Line("Vary", "Origin"));
        lines.add(new HttpHeaders.Line("Access-Control-Expose-Headers", EXPOSED));
        request.headers().first("Access-Control-Request-Method").ifPresent(_ -> {
            lines.add(new HttpHeaders.Line(
                    "Access-Control-Allow-Methods", "GET, HEAD, PUT, POST, DELETE, PATCH, OPTIONS"));
            lines.add(new HttpHeaders.Line(
                    "Access-Control-Allow-Headers",
                    request.headers().first("Access-Control-Request-Headers").orElse("")));
            lines.add(new HttpHeaders.Line("Access-Control-Max-Age", "600"));
        });
        return new HttpHeaders(lines);
    }

    private static HttpResponse forbidden(String message) {
        return new HttpResponse(
                403,
                HttpHeaders.of("Content-Type", "application/json", "x-amzn-ErrorType", "AccessDenied"),
                Payload.utf8("{\"__type\":\"AccessDenied\",\"message\":\"" + message + "\"}"));
    }

    /** A text of the client's, as it may stand in our own. */
    private static String plain(String text) {
        return text.replaceAll("[^A-Za-z0-9:/.\\[\\]_-]", "?");
    }
}
