package dev.gust.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gust.base.time.Clock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServicePagesTest {
    private static final Path PAGES = Path.of("..", "docs", "supported");

    @TempDir
    private static Path data;

    @Test
    void thePagesAreWhatTheServicesDo() throws Exception {
        Map<String, String> pages;
        try (RunningGust gust = new RunningGust(data, Clock.system())) {
            pages = ServicePages.of(gust.server);
        }
        if (Boolean.getBoolean("gust.write")) {
            for (Map.Entry<String, String> page : pages.entrySet()) {
                Files.writeString(PAGES.resolve(page.getKey()), page.getValue());
            }
        }
        Map<String, String> kept = new TreeMap<>();
        try (Stream<Path> files = Files.list(PAGES)) {
            for (Path file : files.toList()) {
                kept.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        assertThat(kept)
                .as("docs/supported; the third line of each page says how to write them anew")
                .isEqualTo(pages);
    }
}
