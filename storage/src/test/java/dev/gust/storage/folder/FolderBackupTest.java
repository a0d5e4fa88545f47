package dev.gust.storage.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gust.base.Randomness;
import dev.gust.base.time.Clock;
import dev.gust.storage.Blob;
import dev.gust.storage.Entry;
import dev.gust.storage.FormatTooNewException;
import dev.gust.storage.Key;
import dev.gust.storage.KeySpace;
import dev.gust.storage.Scan;
import dev.gust.storage.segments.SegmentQuery;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderBackupTest {
    private static final Key BLOBS = Key.of("blobs");
    private static final Key LEFT = Key.of("pairs", "left");
    private static final Key RIGHT = Key.of(KeySpace.CHURN, "pairs", "right");

    @TempDir
    Path temporary;

    private final Clock clock = Clock.system();

    private DataFolder open(Path path) {
        return DataFolder.open(path, DataFolderSettings.defaults().withReserveBytes(0), clock, Randomness.secure());
    }

    @Test
    void bringsEverythingBack() throws IOException {
        Path data = temporary.resolve("data");
        Path backup = temporary.resolve("backup");
        try (DataFolder folder = open(data)) {
            write(folder, 1, 200_000);
            write(folder, 2, 10);
            folder.telemetry().append("stream", clock.instant(), new byte[] {1});
            Files.writeString(data.resolve("credentials.json"), "{}");
            folder.backUpTo(backup, new CopyTally());
            write(folder, 3, 200_000);
            folder.telemetry().append("stream", clock.instant(), new byte[] {2});
            assertThat(folder.telemetry().read(SegmentQuery.of("stream")).records())
                    .hasSize(2);
        }
        Path restored = temporary.resolve("restored");
        FolderBackup.restore(backup, restored, new CopyTally());
        try (DataFolder folder = open(restored)) {
            assertThat(numbers(folder)).containsExactly(1L, 2L);
            assertThat(folder.telemetry().read(SegmentQuery.of("stream")).records())
                    .hasSize(1);
            assertThat(restored.resolve("credentials.json")).hasContent("{}");
            write(folder, 4, 200_000);
        }
        FolderBackup.restore(backup, temporary.resolve("again"), new CopyTally());
        try (DataFolder folder = open(temporary.resolve("again"))) {
            assertThat(numbers(folder)).as("the backup itself is untouched").containsExactly(1L, 2L);
        }
    }

    @Test
    void isConsistentWhileWritersWorkOn() throws Exception {
        Path data = temporary.resolve("data");
        AtomicBoolean stop = new AtomicBoolean();
        try (DataFolder folder = open(data)) {
            write(folder, 0, 100_000);
            Thread writer = Thread.ofVirtual().start(() -> {
                for (long number = 1; !stop.get(); number++) {
                    write(folder, number, 100_000);
                    release(folder, number - 1);
                }
            });
            for (int i = 0; i < 5; i++) {
                Path backup = temporary.resolve("backup" + i);
                folder.backUpTo(backup, new CopyTally());
                FolderBackup.restore(backup, temporary.resolve("restored" + i), new CopyTally());
                try (DataFolder restored = open(temporary.resolve("restored" + i))) {
                    assertThat(numbers(restored)).hasSizeBetween(1, 2);
                }
            }
            stop.set(true);
            writer.join();
        }
    }

    @Test
    void overwritesNothing() throws IOException {
        Path data = temporary.resolve("data");
        Path precious = Files.createDirectories(temporary.resolve("precious"));
        Files.writeString(precious.resolve("thesis"), "");
        try (DataFolder folder = open(data)) {
            assertThatThrownBy(() -> folder.backUpTo(precious, new CopyTally()))
                    .isInstanceOf(CopyRefusedException.class);
            Path empty = Files.createDirectories(temporary.resolve("empty"));
            folder.backUpTo(empty, new CopyTally());
            assertThatThrownBy(() -> FolderBackup.restore(empty, precious, new CopyTally()))
                    .isInstanceOf(CopyRefusedException.class);
            assertThatThrownBy(() -> FolderBackup.restore(precious, temporary.resolve("new"), new CopyTally()))
                    .isInstanceOf(CopyRefusedException.class)
                    .hasMessageContaining("not a backup");
            assertThatThrownBy(() -> folder.backUpTo(data.resolve("copy"), new CopyTally()))
                    .isInstanceOf(CopyRefusedException.class);
            assertThatThrownBy(() -> FolderBackup.restore(empty, data, new CopyTally()))
                    .isInstanceOf(FolderInUseException.class);
            assertThatThrownBy(() -> FolderBackup.restore(data, temporary.resolve("new"), new CopyTally()))
                    .isInstanceOf(FolderInUseException.class);
        }
        assertThat(precious.resolve("thesis")).exists();
    }

    @Test
    void refusesABackupOfANewerGust() throws IOException {
        Path backup = temporary.resolve("backup");
        try (DataFolder folder = open(temporary.resolve("data"))) {
            folder.backUpTo(backup, new CopyTally());
        }
        Files.writeString(backup.resolve("format"), "2\n");
        assertThatThrownBy(() -> FolderBackup.restore(backup, temporary.resolve("new"), new CopyTally()))
                .isInstanceOf(FormatTooNewException.class);
        assertThat(temporary.resolve("new")).doesNotExist();
    }

    @Test
    void leavesTheRunningServersNoteBehindAndCounts() throws IOException {
        Path data = temporary.resolve("data");
        Path backup = temporary.resolve("backup");
        CopyTally tally = new CopyTally();
        try (DataFolder folder = open(data)) {
            write(folder, 1, 200_000);
            Files.writeString(data.resolve("server.json"), "{}");
            folder.backUpTo(backup, tally);
        }
        assertThat(backup.resolve("server.json")).doesNotExist();
        assertThat(tally.bytes()).isGreaterThan(200_000);
        CopyTally restored = new CopyTally();
        FolderBackup.restore(data, temporary.resolve("copy of a folder at rest"), restored);
        assertThat(temporary.resolve("copy of a folder at rest/server.json")).doesNotExist();
        assertThat(restored.files()).isGreaterThanOrEqualTo(tally.files());
    }

    private static void write(DataFolder folder, long number, int size) {
        Blob blob = folder.blobs().write(new ByteArrayInputStream(new byte[size]));
        folder.store().write(tx -> {
            folder.blobs().keep(tx, blob);
            tx.put(BLOBS.plus(number), Blob.CODEC, blob);
            tx.put(LEFT, ByteBuffer.allocate(8).putLong(number).array());
            tx.put(RIGHT, ByteBuffer.allocate(8).putLong(number).array());
        });
    }

    private static void release(DataFolder folder, long number) {
        folder.store().write(tx -> {
            Blob blob = tx.get(BLOBS.plus(number), Blob.CODEC).orElseThrow();
            folder.blobs().release(tx, blob);
            tx.delete(BLOBS.plus(number));
        });
    }

    /** The numbers of the blobs, each of which is read to its end. */
    private static List<Long> numbers(DataFolder folder) throws IOException {
        List<Entry> entries = folder.store().scan(Scan.under(BLOBS)).entries();
        for (Entry entry : entries) {
            try (InputStream content = folder.blobs().read(Blob.CODEC.decode(entry.value()))) {
                content.readAllBytes();
            }
        }
        assertThat(folder.store().get(LEFT).orElseThrow().value())
                .isEqualTo(folder.store().get(RIGHT).orElseThrow().value());
        return entries.stream()
                .map(entry -> entry.key().partsAfter(BLOBS).number())
                .toList();
    }
}
