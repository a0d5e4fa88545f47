package dev.gust.checks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The checkout that the tests run in. */
public final class Repository {
    private Repository() {}

    /** The folder with the launcher script, found upward from where the test runs. */
    public static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("gust")) || !Files.exists(folder.resolve("pom.xml"))) {
            folder = Optional.ofNullable(folder.getParent())
                    .orElseThrow(() -> new IllegalStateException("the test does not run inside a checkout"));
        }
        return folder;
    }
}
