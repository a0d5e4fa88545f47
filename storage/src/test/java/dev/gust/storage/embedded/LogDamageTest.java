package dev.gust.storage.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gust.base.Randomness;
import dev.gust.base.time.Clock;
import dev.gust.base.time.ManualClock;
import dev.gust.storage.Commit;
import dev.gust.storage.Key;
import dev.gust.storage.StorageFailedException;
import dev.gust.storage.Write;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
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

    @TempDir
    Path crashed;

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

    private static void flip(Path log, long at) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
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
        flip(log(), at);
        assertThatThrownBy(this::kept)
                .isInstanceOf(StorageFailedException.class)
                .hasMessageContaining("is damaged at byte")
                .hasMessageContaining("Restore a backup");
    }

    /** After a loss of power a later page of what nobody was promised may be there, and an earlier one not. */
    @Test
    void isNotDeterredByWhatWasNeverPromised() throws Exception {
        unsyncedBehind(0);
        assertThat(kept()).isEqualTo(COMMITS);
    }

    @Test
    void isDeterredByWhatWasOnDiskWhenMoreWasWritten() throws Exception {
        unsyncedBehind(2);
        assertThatThrownBy(this::kept).hasMessageContaining("is damaged at byte");
    }

    /** Commits without a sync, the first of them damaged, and as many behind them that were acknowledged. */
    private void unsyncedBehind(int acknowledged) throws Exception {
        EmbeddedStoreSettings settings = EmbeddedStoreSettings.defaults().withReserveBytes(0);
        // By this clock the time never comes to put them on disk.
        try (EmbeddedStore store =
                EmbeddedStore.open(folder, settings, new ManualClock(Instant.EPOCH), Randomness.secure())) {
            store.store().commit(Commit.of(Write.put(Key.of("last"), new byte[10])));
            Path log = newest(folder);
            long from = log.toFile().length();
            for (int i = 0; i < 20; i++) {
                store.store()
                        .commit(Commit.builder()
                                .put(Key.of("b", "" + i), new byte[1000])
                                .relaxed()
                                .build());
            }
            for (int i = 0; i < acknowledged; i++) {
                store.store().commit(Commit.of(Write.put(Key.of("c", "" + i), new byte[1000])));
            }
            Files.copy(log, crashed.resolve(log.getFileName()));
            copyOthers();
            folder = crashed;
            flip(newest(crashed), from + 500);
        }
    }

    /** The files of the store but its newest log, as they are now. */
    private void copyOthers() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (!Files.exists(crashed.resolve(file.getFileName()))) {
                    Files.copy(file, crashed.resolve(file.getFileName()));
                }
            }
        }
    }

    private static Path newest(Path of) throws IOException {
        try (Stream<Path> files = Files.list(of)) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
        }
    }

    @Test
    void goesOnWithoutItWhenToldTo() throws Exception {
        flip(log(), 100_000);
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
