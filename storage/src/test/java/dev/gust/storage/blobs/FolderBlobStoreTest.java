package dev.gust.storage.blobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gust.base.Ids;
import dev.gust.base.Randomness;
import dev.gust.base.time.ManualClock;
import dev.gust.storage.Blob;
import dev.gust.storage.BlobStore;
import dev.gust.storage.BlobWriter;
import dev.gust.storage.Key;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.StorageFailedException;
import dev.gust.storage.StorageFullException;
import dev.gust.storage.memory.MemoryStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderBlobStoreTest {
    private static final Key RECORD = Key.of("record");
    private static final int LARGE = 3 * BlobStore.INLINE_LIMIT + 17;

    @TempDir
    Path folder;

    private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final OrderedStore store = MemoryStore.create();
    private final Randomness random = Randomness.seeded(3);
    private FolderBlobStore blobs;

    @BeforeEach
    void open() {
        blobs = new FolderBlobStore(folder, store, new Ids(random), clock, 0);
    }

    @Test
    void readsBackSmallAndLarge() throws Exception {
        for (int size : new int[] {0, 1, BlobStore.INLINE_LIMIT, BlobStore.INLINE_LIMIT + 1, LARGE}) {
            byte[] content = content(size);
            Blob blob = kept(blobs.write(new ByteArrayInputStream(content)));

            Blob stored = store.get(RECORD, Blob.CODEC).orElseThrow();

            assertThat(stored).isEqualTo(blob);
            assertThat(stored.length()).isEqualTo(size);
            assertThat(read(stored)).isEqualTo(content);
            assertThat(blobs.file(stored).isPresent()).isEqualTo(size > BlobStore.INLINE_LIMIT);
        }
    }

    @Test
    void readsSlices() throws Exception {
        byte[] content = content(LARGE);
        Blob large = kept(blobs.write(new ByteArrayInputStream(content)));
        Blob small = kept(blobs.write(new ByteArrayInputStream(content, 0, 1000)));

        assertThat(blobs.read(large, 100_000, 50).readAllBytes()).containsExactly(slice(content, 100_000, 50));
        assertThat(blobs.read(small, 10, 5).readAllBytes()).containsExactly(slice(content, 10, 5));
        assertThat(blobs.read(large, LARGE, 0).readAllBytes()).isEmpty();
        assertThatThrownBy(() -> blobs.read(large, LARGE, 1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void noticesDamage() throws Exception {
        Blob blob = kept(blobs.write(new ByteArrayInputStream(content(LARGE))));
        Path file = blobs.file(blob).orElseThrow();
        byte[] bytes = Files.readAllBytes(file);
        bytes[LARGE / 2]++;
        Files.write(file, bytes);

        assertThatThrownBy(() -> read(blob)).isInstanceOf(IOException.class).hasMessageContaining("damaged");
    }

    @Test
    void unfinishedWriterLeavesNothing() throws Exception {
        try (BlobWriter writer = blobs.writer()) {
            writer.write(content(LARGE));
        }
        assertThat(files()).isZero();
    }

    @Test
    void failingContentLeavesNothing() throws Exception {
        InputStream broken = InputStream.nullInputStream();
        broken.close();
        InputStream breaks = new SequenceInputStream(new ByteArrayInputStream(content(LARGE)), broken);
        assertThatThrownBy(() -> blobs.write(breaks))
                .isInstanceOf(StorageFailedException.class)
                .hasMessageContaining("closed");
        assertThat(files()).isZero();
    }

    @Test
    void dropsWhatACrashLeftUnfinished() throws Exception {
        try (BlobWriter writer = blobs.writer()) {
            writer.write(content(LARGE));
            assertThat(files()).isOne();
            open();
            assertThat(files()).isZero();
        }
    }

    @Test
    void keptBlobsStayAndReleasedOnesGo() throws Exception {
        Blob blob = kept(blobs.write(new ByteArrayInputStream(content(LARGE))));
        sweepEverything();
        assertThat(read(blob)).hasSize(LARGE);

        store.write(tx -> blobs.release(tx, blob));
        sweepEverything();
        assertThat(files()).as("readers may be about to open it").isOne();
        clock.advance(BlobSweeper.BEFORE_REMOVAL);
        sweepEverything();
        assertThat(files()).isZero();
        assertThatThrownBy(() -> blobs.read(blob)).isInstanceOf(StorageFailedException.class);
    }

    @Test
    void releasedSmallBlobsGoWithTheCommit() {
        Blob blob = kept(blobs.write(new ByteArrayInputStream(content(10))));
        Blob stored = store.get(RECORD, Blob.CODEC).orElseThrow();

        store.write(tx -> blobs.release(tx, blob));

        assertThatThrownBy(() -> blobs.read(stored)).isInstanceOf(StorageFailedException.class);
    }

    @Test
    void sweepsWhatWasNeverKept() throws Exception {
        Blob forgotten = blobs.write(new ByteArrayInputStream(content(LARGE)));
        sweepEverything();
        clock.advance(FreshBlobs.WAIT_TO_BE_KEPT.minusSeconds(1));
        sweepEverything();
        assertThat(files()).isOne();

        clock.advance(Duration.ofSeconds(2));
        sweepEverything();
        clock.advance(BlobSweeper.BEFORE_REMOVAL);
        sweepEverything();

        assertThat(files()).isZero();
        assertThatThrownBy(() -> store.write(tx -> blobs.keep(tx, forgotten)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void sweepsWhatAnEarlierProcessNeverKept() throws Exception {
        Blob stays = kept(blobs.write(new ByteArrayInputStream(content(LARGE))));
        blobs.write(new ByteArrayInputStream(content(LARGE)));
        open();
        sweepEverything();
        clock.advance(BlobSweeper.BEFORE_REMOVAL);
        sweepEverything();

        assertThat(files()).isOne();
        assertThat(read(stays)).hasSize(LARGE);
    }

    @Test
    void removesNothingDuringABackup() throws Exception {
        Blob blob = kept(blobs.write(new ByteArrayInputStream(content(LARGE))));
        store.write(tx -> blobs.release(tx, blob));
        clock.advance(BlobSweeper.BEFORE_REMOVAL);
        Thread backup;
        var holding = new CountDownLatch(1);
        var done = new CountDownLatch(1);
        backup = Thread.ofVirtual().start(() -> {
            try (var _ = blobs.sweeper().hold()) {
                holding.countDown();
                done.await();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        });
        holding.await();
        sweepEverything();
        assertThat(files()).isOne();

        done.countDown();
        backup.join();
        sweepEverything();
        assertThat(files()).isZero();
    }

    @Test
    void copiesLiveOnTheirOwn() throws Exception {
        byte[] content = content(LARGE);
        Blob original = kept(blobs.write(new ByteArrayInputStream(content)));
        Blob copy = blobs.copy(original);
        Blob small = blobs.copy(kept(blobs.write(new ByteArrayInputStream(content(5)))));
        store.write(tx -> {
            blobs.keep(tx, copy);
            blobs.keep(tx, small);
            blobs.release(tx, original);
        });
        clock.advance(BlobSweeper.BEFORE_REMOVAL);
        sweepEverything();

        assertThat(read(copy)).isEqualTo(content);
        assertThat(read(small)).hasSize(5);
        assertThatThrownBy(() -> blobs.read(original)).isInstanceOf(StorageFailedException.class);
    }

    @Test
    void refusesLargeBlobsOnAFullDisk() throws Exception {
        blobs = new FolderBlobStore(folder, store, new Ids(random), clock, Long.MAX_VALUE);

        assertThatThrownBy(() -> blobs.write(new ByteArrayInputStream(content(LARGE))))
                .isInstanceOf(StorageFullException.class);
        assertThat(files()).isZero();
        assertThat(blobs.write(new ByteArrayInputStream(content(5))).length()).isEqualTo(5);
    }

    private Blob kept(Blob blob) {
        store.write(tx -> {
            blobs.keep(tx, blob);
            tx.put(RECORD, Blob.CODEC, blob);
        });
        return blob;
    }

    private byte[] read(Blob blob) throws IOException {
        try (InputStream in = blobs.read(blob)) {
            return in.readAllBytes();
        }
    }

    private void sweepEverything() {
        for (int i = 0; i < 256; i++) {
            blobs.sweeper().step();
        }
    }

    private long files() throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.filter(Files::isRegularFile).count();
        }
    }

    private byte[] content(int size) {
        byte[] content = new byte[size];
        random.nextBytes(content);
        return content;
    }

    private static byte[] slice(byte[] content, int offset, int length) {
        return Arrays.copyOfRange(content, offset, offset + length);
    }
}
