package dev.gust.server.gateway;

import dev.gust.wire.http.HttpRequest;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds deployed APIs and function URLs in a request's host or path. */
final class Surfaces {
    private static final Pattern IN_PATH = Pattern.compile("/_aws/([a-z-]+)/([A-Za-z0-9]+)(/.*)?");

    /** As LocalStack writes it, and the tools that know LocalStack. */
    private static final Pattern USER_REQUEST =
            Pattern.compile("/restapis/([A-Za-z0-9]+)/([^/]+)/_user_request_(/.*)?");

    private Surfaces() {}

    /** A deployed thing, and the path below it. */
    record Target(String kind, String id, String path) {
        HttpRequest below(HttpRequest request) {
            return new HttpRequest(
                    request.method(),
                    path,
                    request.rawQuery(),
                    request.headers(),
                    request.body(),
                    request.remoteAddress());
        }
    }

    static Optional<Target> find(HttpRequest request, HostName host) {
        if (!host.surface().isEmpty()) {
            return Optional.of(new Target(host.surface(), host.surfaceId(), request.rawPath()));
        }
        Matcher path = IN_PATH.matcher(request.rawPath());
        if (path.matches()) {
            return Optional.of(new Target(path.group(1), path.group(2), orRoot(path.group(3))));
        }
        Matcher user = USER_REQUEST.matcher(request.rawPath());
        return user.matches()
                ? Optional.of(new Target("execute-api", user.group(1), '/' + user.group(2) + orRoot(user.group(3))))
                : Optional.empty();
    }

    private static String orRoot(String path) {
        return path == null ? "/" : path;
    }
}
