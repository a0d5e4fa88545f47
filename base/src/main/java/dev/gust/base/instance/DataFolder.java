package dev.gust.base.instance;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** Where a server keeps its data when nobody says otherwise. */
public final class DataFolder {
    /** The environment variable that names another folder. */
    public static final String VARIABLE = "GUST_DATA";

    private DataFolder() {}

    /** {@code GUST_DATA}, else the place the operating system keeps a user's state in. */
    public static Path standard(Map<String, String> environment, String operatingSystem, Path userHome) {
        String named = environment.getOrDefault(VARIABLE, "");
        if (!named.isBlank()) {
            return Path.of(named).toAbsolutePath().normalize();
        }
        if (operatingSystem.toLowerCase(Locale.ROOT).startsWith("mac")) {
            return userHome.resolve("Library/Application Support/gust");
        }
        String state = environment.getOrDefault("XDG_STATE_HOME", "");
        // The XDG rules: a relative path there is invalid and is to be ignored.
        Path root = state.startsWith("/") ? Path.of(state) : userHome.resolve(".local/state");
        return root.resolve("gust");
    }

    /** The standard folder of the user who runs this program. */
    public static Path standard() {
        return standard(System.getenv(), System.getProperty("os.name", ""), CacheFolder.userHome());
    }
}
