package dev.gust.checks.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The programs beside the tests, in the languages of the clients that they drive. */
final class Scripts {
    private Scripts() {}

    static String text(String name) throws IOException {
        try (InputStream script = Scripts.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(script, name).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
