package dev.gust.storage.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gust.base.Randomness;
import dev.gust.base.time.Clock;
import dev.gust.storage.Commit;
import dev.gust.storage.Key;
import dev.gust.storage.KeyRange;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.StorageFullException;
import dev.gust.storage.Write;
import dev.gust.storage.embedded.EmbeddedStore;
import dev.gust.storage.embedded.EmbeddedStoreSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A full disk makes writes fail with a clear retriable error; reads go on; nothing is damaged; writes go on once there is room. */
class FullDiskTest {
    private static final Key ROOT = Key.of("things");
    private static final long MEGABYTE = 1024 * 1024;

    @TempDir
    Path folder;

    private final Clock clock = Clock.system();
    private final Randomness random = Randomness.seeded(5);

    @Test
    void keepsAReserveFreeAndLetsRemovalsUseHalfOfIt() throws Exception {
        assumeTrue(
                SmallDisk.isPossible(),
                "only root can mount a small disk; the engine's own guard is tested without it");
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), 96);
                EmbeddedStore embedded = open(disk.path(), 48 * MEGABYTE)) {
            OrderedStore store = embedded.store();
            int written = fill(store);
            assertThat(Files.getFileStore(disk.path()).getUsableSpace()).isGreaterThan(24 * MEGABYTE);
            store.commit(Commit.builder().deleteRange(KeyRange.under(ROOT)).build());
            assertThat(written).isGreaterThan(500);
            assertThat(count(store, written)).isZero();
        }
    }

    @Test
    void survivesADiskThatIsFullToTheLastByte() throws Exception {
        assumeTrue(
                SmallDisk.isPossible(),
                "only root can mount a small disk; the engine's own guard is tested without it");
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), 64)) {
            int written;
            try (EmbeddedStore embedded = open(disk.path(), 0)) {
                OrderedStore store = embedded.store();
                Path filler = disk.path().resolve("filler");
                Files.write(filler, new byte[(int) (24 * MEGABYTE)]);
                written = fill(store);
                assertThat(count(store, written + 1))
                        .as("readable while it is full")
                        .isEqualTo(written);
                Files.delete(filler);
                writeWhenThereIsRoom(store);
                assertThat(count(store, written + 1)).isEqualTo(written);
            }
            try (EmbeddedStore embedded = open(disk.path(), 0)) {
                assertThat(count(embedded.store(), written + 1)).isEqualTo(written);
                assertThat(embedded.store().get(Key.of("room"))).isPresent();
            }
        }
    }

    @Test
    void refusesWritesBelowTheReserveAndReadsGoOn() throws IOException {
        Files.createDirectories(folder.resolve("store"));
        long usable = Files.getFileStore(folder).getUsableSpace();
        try (EmbeddedStore embedded = open(folder, 0)) {
            embedded.store().commit(put(0));
        }
        try (EmbeddedStore embedded = open(folder, usable * 4)) {
            assertThatThrownBy(() -> embedded.store().commit(put(1)))
                    .isInstanceOfSatisfying(StorageFullException.class, failure -> {
                        assertThat(failure.retriable()).isTrue();
                        assertThat(failure).hasMessageContaining("free some space");
                    });
            assertThat(count(embedded.store(), 2)).isOne();
        }
    }

    private EmbeddedStore open(Path disk, long reserveBytes) {
        EmbeddedStoreSettings settings = EmbeddedStoreSettings.defaults().withReserveBytes(reserveBytes);
        return EmbeddedStore.open(disk.resolve("store"), settings, clock, random);
    }

    /** Writes until the disk is full, and answers how many were acknowledged. */
    private int fill(OrderedStore store) {
        for (int i = 0; i < 100_000; i++) {
            try {
                store.commit(put(i));
            } catch (StorageFullException full) {
                int next = i;
                assertThatThrownBy(() -> store.commit(put(next))).isInstanceOf(StorageFullException.class);
                return i;
            }
        }
        throw new AssertionError("the disk never filled");
    }

    private void writeWhenThereIsRoom(OrderedStore store) throws InterruptedException {
        Instant deadline = clock.instant().plusSeconds(60);
        while (clock.instant().isBefore(deadline)) {
            try {
                store.commit(Commit.of(Write.put(Key.of("room"), new byte[1])));
                return;
            } catch (StorageFullException notYet) {
                clock.sleep(Duration.ofMillis(100));
            }
        }
        throw new AssertionError("the store never wrote again");
    }

    private static int count(OrderedStore store, int upTo) {
        int count = 0;
        for (int i = 0; i < upTo; i++) {
            count += store.get(ROOT.plus(i)).isPresent() ? 1 : 0;
        }
        return count;
    }

    private Commit put(int number) {
        byte[] content = new byte[20_000];
        random.nextBytes(content);
        return Commit.of(Write.put(ROOT.plus(number), content));
    }
}
