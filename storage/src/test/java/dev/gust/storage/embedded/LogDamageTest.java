package dev.gust.storage.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gust.base.Randomness;
import dev.gust.base.time.Clock;
import dev.gust.storage.Commit;
import dev.gust.storage.Key;
import dev.gust.storage.StorageFailedException;
import dev.gust.storage.Write;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogDamageTest {
    private static final int COMMITS = 200;

    @TempDir
    Path folder;

    private EmbeddedStore open() {
        EmbeddedStoreSettings settings = EmbeddedStoreSettings.defaults().withReserveBytes(0);
        return EmbeddedStore.open(folder, settings, Clock.system(), Randomness.secure());
    }

    @BeforeEach
    void fill() {
        try (EmbeddedStore store = open()) {
            for (int i = 0; i < COMMITS; i++) {
                store.store().commit(Commit.of(Write.put(Key.of("a", "" + i), new byte[1000])));
            }
        }
    }

    private Path log() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .max(Comparator.comparingLong((Path file) -> file.toFile().length()))
                    .orElseThrow();
        }
    }

    private void flip(long at) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(log().toFile(), "rw")) {
            file.seek(at);
            int before = file.read();
            file.seek(at);
            file.write(before ^ 0xFF);
        }
    }

    private int kept() {
        try (EmbeddedStore store = open()) {
            int kept = 0;
            while (store.store().get(Key.of("a", "" + kept)).isPresent()) {
                kept++;
            }
            return kept;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {10_000, 100_000, 100_001, 100_500, 150_000, 199_000})
    void refusesToLoseWhatStandsBehindDamage(int at) throws Exception {
        flip(at);
        assertThatThrownBy(this::kept)
                .isInstanceOf(StorageFailedException.class)
                .hasMessageContaining("is damaged at byte")
                .hasMessageContaining("Restore a backup");
    }

    @Test
    void goesOnWithoutItWhenToldTo() throws Exception {
        flip(100_000);
        assertThatThrownBy(this::kept).satisfies(refusal -> {
            Matcher told = Pattern.compile("truncate -s (\\d+) ").matcher(refusal.getMessage());
            assertThat(told.find()).isTrue();
            try (RandomAccessFile file = new RandomAccessFile(log().toFile(), "rw")) {
                file.setLength(Long.parseLong(told.group(1)));
            }
        });
        assertThat(kept()).isBetween(50, COMMITS - 1);
    }

    @Test
    void takesATornLastRecordForTheEnd() throws Exception {
        assertThat(kept()).isEqualTo(COMMITS);
        try (RandomAccessFile file = new RandomAccessFile(log().toFile(), "rw")) {
            file.setLength(file.length() - 20);
        }
        assertThat(kept()).isEqualTo(COMMITS - 1);
    }
}
