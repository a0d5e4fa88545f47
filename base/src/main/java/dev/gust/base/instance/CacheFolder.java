package dev.gust.base.instance;

import java.nio.file.Path;
import java.util.Map;

/**
 * Where Gust keeps what it can make again. {@code gust doctor --install} puts the AWS SDKs that come with the runtimes below it:
 * {@code runtimes/nodejs/node_modules} and {@code runtimes/python}. The launcher script computes the same place.
 */
public final class CacheFolder {
    /** The environment variable that names another folder. */
    public static final String VARIABLE = "GUST_CACHE";

    private CacheFolder() {}

    public static Path standard(Map<String, String> environment, Path userHome) {
        String named = environment.getOrDefault(VARIABLE, "");
        if (!named.isBlank()) {
            return Path.of(named).toAbsolutePath().normalize();
        }
        String caches = environment.getOrDefault("XDG_CACHE_HOME", "");
        return (caches.isBlank() ? userHome.resolve(".cache") : Path.of(caches)).resolve("gust");
    }

    /** As every other program sees it: where HOME says, and only else where the list of users says. */
    static Path userHome() {
        String named = System.getenv().getOrDefault("HOME", "");
        return Path.of(named.startsWith("/") ? named : System.getProperty("user.home"));
    }

    /** The folder of the user who runs this program. */
    public static Path standard() {
        return standard(System.getenv(), userHome());
    }
}
