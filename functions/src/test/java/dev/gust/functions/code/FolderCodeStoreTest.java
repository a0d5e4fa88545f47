package dev.gust.functions.code;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gust.base.time.Clock;
import dev.gust.functions.host.TestHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderCodeStoreTest {
    private static final byte[] ARCHIVE = TestHost.zip(Map.of("app.py", "pass"));
    private static final long LARGE = 1 << 20;

    @TempDir
    Path folder;

    private PackageId unpacked() throws Exception {
        try (FolderCodeStore store = new FolderCodeStore(folder)) {
            PackageId id = store.unpack(ARCHIVE, LARGE);
            awaitMark(id);
            return id;
        }
    }

    @Test
    void keepsPackagesOverARestart() throws Exception {
        PackageId id = unpacked();
        assertThat(new FolderCodeStore(folder).contains(id)).isTrue();
    }

    @Test
    void unpacksAnewAfterALossOfPowerWhatMayNotHaveReachedTheDisk() throws Exception {
        PackageId id = unpacked();
        Files.delete(folder.resolve(id.value() + ".whole"));
        loseSomePower();
        try (FolderCodeStore store = new FolderCodeStore(folder)) {
            assertThat(store.contains(id)).isFalse();
            assertThat(store.unpack(ARCHIVE, LARGE)).isEqualTo(id);
        }
        assertThat(folder.resolve(id.value()).resolve("app.py")).hasContent("pass");
    }

    @Test
    void keepsWhatHasReachedTheDisk() throws Exception {
        PackageId id = unpacked();
        loseSomePower();
        FolderCodeStore store = new FolderCodeStore(folder);
        assertThat(store.contains(id)).isTrue();
        store.retain(Set.of());
        assertThat(folder)
                .isDirectoryNotContaining(path -> path.getFileName().toString().startsWith(id.value()));
    }

    /** The machine's next start, as far as it can be told. */
    private void loseSomePower() throws IOException {
        Files.writeString(folder.resolve("boot"), "another");
    }

    private void awaitMark(PackageId id) throws InterruptedException {
        Clock clock = Clock.system();
        long end = clock.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (!Files.exists(folder.resolve(id.value() + ".whole"))) {
            assertThat(clock.nanoTime()).as("a mark in time").isLessThan(end);
            clock.sleep(Duration.ofMillis(5));
        }
    }
}
