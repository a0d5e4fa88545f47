package dev.gust.storage.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gust.base.Randomness;
import dev.gust.base.time.Clock;
import dev.gust.storage.Commit;
import dev.gust.storage.Key;
import dev.gust.storage.KeyRange;
import dev.gust.storage.KeySpace;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.Scan;
import dev.gust.storage.StorageException;
import dev.gust.storage.contract.OrderedStoreContract;
import dev.gust.storage.contract.TransactionContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedStoreTest extends OrderedStoreContract {
    @TempDir
    Path folder;

    private final List<EmbeddedStore> opened = new ArrayList<>();

    @Override
    protected OrderedStore open() {
        return open(folder.resolve("store")).store();
    }

    private EmbeddedStore open(Path path) {
        EmbeddedStoreSettings settings = EmbeddedStoreSettings.defaults().withReserveBytes(0);
        EmbeddedStore embedded = EmbeddedStore.open(path, settings, Clock.system(), Randomness.secure());
        opened.add(embedded);
        return embedded;
    }

    @AfterEach
    void closeAll() {
        opened.forEach(EmbeddedStore::close);
    }

    @Nested
    class Transactions extends TransactionContract {
        @Override
        protected OrderedStore open() {
            return EmbeddedStoreTest.this.open(folder.resolve("transactions")).store();
        }
    }

    @Test
    void keepsEverythingAcrossReopening() {
        long version = store.commit(put("a", "1"));
        Key churn = Key.of(KeySpace.CHURN, "c");
        Key content = Key.of(KeySpace.CONTENT, "c");
        store.commit(Commit.builder()
                .put(churn, bytes("churn"))
                .put(content, new byte[50_000])
                .build());
        long last = store.commit(
                Commit.builder().put(key("b"), bytes("2")).relaxed().build());
        opened.getLast().close();

        OrderedStore again = open();

        assertThat(again.version()).isEqualTo(last);
        assertThat(again.get(key("a")).orElseThrow().version()).isEqualTo(version);
        assertThat(text(again.get(key("b")).orElseThrow())).isEqualTo("2");
        assertThat(text(again.get(churn).orElseThrow())).isEqualTo("churn");
        assertThat(again.get(content).orElseThrow().value()).hasSize(50_000);
        assertThat(again.commit(put("c", "3"))).isGreaterThan(last);
    }

    @Test
    void readsWhatIsInNoCache() {
        for (int batch = 0; batch < 20; batch++) {
            Commit.Builder commit = Commit.builder();
            for (int i = 0; i < 400; i++) {
                commit.put(ROOT.plus(batch * 400 + i), new byte[10_000 + i]);
            }
            store.commit(commit.build());
        }
        opened.getLast().close();
        OrderedStore again = open();

        assertThat(again.get(ROOT.plus(7_777)).orElseThrow().value()).hasSize(10_000 + 7_777 % 400);
        assertThat(again.scan(Scan.of(KeyRange.under(ROOT).startingAt(ROOT.plus(5_000)))
                                .limit(3))
                        .entries())
                .extracting(entry -> entry.key().partsAfter(ROOT).number())
                .containsExactly(5_000L, 5_001L, 5_002L);
        assertThat(again.scan(Scan.under(ROOT).backward().limit(1))
                        .entries()
                        .getFirst()
                        .key())
                .isEqualTo(ROOT.plus(7_999));
    }

    @Test
    void copyHoldsTheStateOfItsMoment() {
        store.commit(put("a", "1"));
        opened.getLast().copyTo(folder.resolve("copy"));
        store.commit(put("a", "2"));

        OrderedStore copy = open(folder.resolve("copy")).store();

        assertThat(text(copy.get(key("a")).orElseThrow())).isEqualTo("1");
        copy.commit(put("b", "only in the copy"));
        assertThat(all()).containsExactly("a=2");
    }

    @Test
    void reclaimsTheSpaceOfARemovedRange() throws Exception {
        Randomness random = Randomness.seeded(1);
        byte[] content = new byte[10_000];
        for (int batch = 0; batch < 10; batch++) {
            Commit.Builder commit = Commit.builder();
            for (int i = 0; i < 400; i++) {
                random.nextBytes(content);
                commit.put(ROOT.plus(batch).plus(i), content.clone());
            }
            store.commit(commit.build());
        }
        assertThat(size()).isGreaterThan(30_000_000);
        store.commit(Commit.builder().deleteRange(KeyRange.under(ROOT)).build());

        Clock clock = Clock.system();
        Instant deadline = clock.instant().plusSeconds(60);
        while (tableBytes() > 5_000_000) {
            assertThat(clock.instant()).isBefore(deadline);
            clock.sleep(Duration.ofMillis(20));
        }
        assertThat(all()).isEmpty();
    }

    private long size() throws IOException {
        return bytes(path -> true);
    }

    private long tableBytes() throws IOException {
        return bytes(path -> path.toString().endsWith(".sst"));
    }

    private long bytes(Predicate<Path> which) throws IOException {
        long bytes = 0;
        try (Stream<Path> files = Files.list(folder.resolve("store"))) {
            for (Path file : files.filter(which).toList()) {
                bytes += Files.exists(file) ? Files.size(file) : 0;
            }
        }
        return bytes;
    }

    @Test
    void refusesAFolderThatIsNoStore() {
        assertThatThrownBy(() -> open(Path.of("/proc/self/nothing-here"))).isInstanceOf(StorageException.class);
    }
}
