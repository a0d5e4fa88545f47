package dev.gust.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SettingsPageTest {
    private static final Path PAGE = Path.of("..", "docs", "settings.md");

    @Test
    void thePageIsWhatTheCodeReads() throws IOException {
        if (Boolean.getBoolean("gust.write")) {
            Files.writeString(PAGE, SettingsPage.markdown());
        }
        assertThat(Files.readString(PAGE))
                .as("docs/settings.md; its second line says how to write it anew")
                .isEqualTo(SettingsPage.markdown());
    }
}
