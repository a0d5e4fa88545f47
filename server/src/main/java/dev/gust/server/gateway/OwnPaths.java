package dev.gust.server.gateway;

/** The paths that are Gust's own. No bucket can have such a name: bucket names hold no underscore. */
public final class OwnPaths {
    public static final String ADMIN = "/_gust/";
    public static final String POLLED_HEALTH = "/_localstack/health";

    private OwnPaths() {}

    static boolean include(String path) {
        return path.startsWith("/_") && (path.startsWith(ADMIN) || path.equals(POLLED_HEALTH) || path.equals("/_gust"));
    }
}
