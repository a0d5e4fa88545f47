package dev.gust.services.lambda;

import dev.gust.services.ports.HttpSurface;
import dev.gust.services.ports.SurfaceRequest;
import dev.gust.wire.http.HttpHeaders;
import dev.gust.wire.http.HttpResponse;
import dev.gust.wire.http.Payload;
import dev.gust.wire.operation.CallContext;
import java.io.InputStream;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Serves the archives that {@code Code.Location} and layers' {@code Content.Location} point to. The path holds the
 * archive's SHA-256, which only those can know who were told it, as with the presigned addresses of AWS.
 */
final class CodeDownloads implements HttpSurface {
    static final String KIND = "lambda-code";

    private static final Pattern PACKAGE = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern PLACE = Pattern.compile("/?(\\d{12})/([a-z0-9-]+)");

    private final Packages packages;

    CodeDownloads(Packages packages) {
        this.packages = packages;
    }

    static String url(CallContext context, String packageId) {
        return context.endpoint() + "/_aws/" + KIND + '/' + packageId + '/' + context.account() + '/'
                + context.region();
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public HttpResponse serve(SurfaceRequest request) {
        var place = PLACE.matcher(request.request().rawPath());
        if (!PACKAGE.matcher(request.id()).matches() || !place.matches()) {
            return notFound();
        }
        Optional<InputStream> archive = packages.open(new Scope(place.group(1), place.group(2)), request.id());
        return archive.map(stream -> new HttpResponse(200, zip(), Payload.of(stream)))
                .orElseGet(CodeDownloads::notFound);
    }

    private static HttpHeaders zip() {
        return HttpHeaders.of("Content-Type", "application/zip");
    }

    private static HttpResponse notFound() {
        return new HttpResponse(404, HttpHeaders.empty(), Payload.utf8("There is no such archive.\n"));
    }
}
