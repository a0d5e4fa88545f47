package dev.gust.storage.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gust.storage.Commit;
import dev.gust.storage.CommitTooLargeException;
import dev.gust.storage.ConflictException;
import dev.gust.storage.Entry;
import dev.gust.storage.Key;
import dev.gust.storage.KeyRange;
import dev.gust.storage.KeySpace;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.Page;
import dev.gust.storage.Reader;
import dev.gust.storage.Scan;
import dev.gust.storage.Snapshot;
import dev.gust.storage.StorageException;
import dev.gust.storage.StorageFailedException;
import dev.gust.storage.Write;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every engine does alike. Each engine's test extends this. */
public abstract class OrderedStoreContract {
    protected static final Key ROOT = Key.of("000000000000", "us-east-1", "test", "things");

    protected OrderedStore store;

    /** A store without anything in it. */
    protected abstract OrderedStore open() throws Exception;

    @BeforeEach
    void openStore() throws Exception {
        store = open();
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    @Test
    void readsWhatWasCommitted() {
        long version = store.commit(put("a", "1"));

        try (Snapshot snapshot = store.snapshot()) {
            Entry entry = snapshot.get(key("a")).orElseThrow();
            assertThat(text(entry)).isEqualTo("1");
            assertThat(entry.version()).isEqualTo(version);
            assertThat(snapshot.version()).isEqualTo(version);
            assertThat(snapshot.get(key("b"))).isEmpty();
        }
    }

    @Test
    void versionsRise() {
        long first = store.commit(put("a", "1"));
        long second = store.commit(put("b", "1"));
        assertThat(second).isGreaterThan(first);
        assertThat(store.version()).isEqualTo(second);
    }

    @Test
    void emptyAndLargeValuesComeBack() {
        byte[] large = new byte[1_000_000];
        large[999_999] = 7;
        store.commit(Commit.builder()
                .put(key("empty"), new byte[0])
                .put(key("large"), large)
                .build());

        store.read(snapshot -> {
            assertThat(snapshot.get(key("empty")).orElseThrow().value()).isEmpty();
            assertThat(snapshot.get(key("large")).orElseThrow().value()).isEqualTo(large);
            return null;
        });
    }

    @Test
    void snapshotNeverChanges() {
        store.commit(Commit.builder()
                .put(key("a"), bytes("1"))
                .put(key("b"), bytes("1"))
                .build());
        try (Snapshot snapshot = store.snapshot()) {
            store.commit(Commit.builder()
                    .put(key("a"), bytes("2"))
                    .delete(key("b"))
                    .put(key("c"), bytes("2"))
                    .build());
            store.commit(Commit.builder().deleteRange(KeyRange.under(ROOT)).build());

            assertThat(text(snapshot.get(key("a")).orElseThrow())).isEqualTo("1");
            assertThat(texts(snapshot.scan(Scan.under(ROOT)))).containsExactly("a=1", "b=1");
            assertThat(all()).isEmpty();
        }
    }

    @Test
    void writesOfACommitTakeEffectInOrder() {
        store.commit(Commit.builder()
                .put(key("a"), bytes("1"))
                .put(key("a"), bytes("2"))
                .put(key("b"), bytes("1"))
                .deleteRange(KeyRange.including(key("b")))
                .put(key("c"), bytes("1"))
                .deleteRange(KeyRange.including(key("c")))
                .put(key("c"), bytes("2"))
                .put(key("d"), bytes("1"))
                .delete(key("d"))
                .build());

        assertThat(all()).containsExactly("a=2", "c=2");
    }

    @Test
    void scansBothWaysPageByPage() {
        for (String name : List.of("a", "b", "c", "d", "e")) {
            store.commit(put(name, name));
        }
        store.commit(Commit.of(Write.put(Key.of("zzz"), bytes("outside"))));
        store.read(snapshot -> {
            assertThat(pages(snapshot, Scan.under(ROOT).limit(2))).containsExactly("a=a b=b", "c=c d=d", "e=e");
            assertThat(pages(snapshot, Scan.under(ROOT).backward().limit(2)))
                    .containsExactly("e=e d=d", "c=c b=b", "a=a");
            KeyRange middle = KeyRange.under(ROOT).startingAt(key("b")).before(key("e"));
            assertThat(pages(snapshot, Scan.of(middle).limit(10))).containsExactly("b=b c=c d=d");
            assertThat(pages(snapshot, Scan.of(middle).backward().limit(3))).containsExactly("d=d c=c b=b");
            assertThat(pages(snapshot, Scan.under(ROOT).maxBytes(1))).hasSize(5);
            KeyRange reversed = new KeyRange(key("d"), key("b"));
            assertThat(snapshot.scan(Scan.of(reversed)).entries()).isEmpty();
            return null;
        });
    }

    @Test
    void keepsKeySpacesApart() {
        Key churn = Key.of(KeySpace.CHURN, "000000000000", "us-east-1", "test", "things", "a");
        Key content = Key.of(KeySpace.CONTENT, "000000000000", "us-east-1", "test", "things", "a");
        store.commit(Commit.builder()
                .put(key("a"), bytes("record"))
                .put(churn, bytes("churn"))
                .put(content, bytes("content"))
                .build());

        assertThat(all()).containsExactly("a=record");
        assertThat(text(store.get(churn).orElseThrow())).isEqualTo("churn");
        assertThat(text(store.get(content).orElseThrow())).isEqualTo("content");
    }

    @Test
    void conditionsOnKeysWithoutASnapshotAreLookedUp() {
        long version = store.commit(
                Commit.builder().keyAbsent(key("a")).put(key("a"), bytes("1")).build());

        assertThatThrownBy(() -> store.commit(Commit.builder()
                        .keyAbsent(key("a"))
                        .put(key("a"), bytes("2"))
                        .build()))
                .isInstanceOf(ConflictException.class);
        assertThatThrownBy(() -> store.commit(Commit.builder()
                        .keyAt(key("a"), version - 1)
                        .put(key("a"), bytes("3"))
                        .build()))
                .isInstanceOf(ConflictException.class);
        store.commit(Commit.builder()
                .keyAt(key("a"), version)
                .put(key("a"), bytes("4"))
                .build());

        assertThat(all()).containsExactly("a=4");
    }

    @Test
    void conditionsHoldAgainstLaterCommits() {
        long version = store.commit(put("a", "1"));
        try (Snapshot snapshot = store.snapshot()) {
            store.commit(put("b", "1"));
            Commit.Builder untouched = Commit.builder()
                    .readAt(snapshot)
                    .keyAt(key("a"), version)
                    .keyAbsent(key("c"))
                    .rangeUnchanged(KeyRange.including(key("c")))
                    .put(key("d"), bytes("1"));
            store.commit(untouched.build());

            assertConflict(Commit.builder().readAt(snapshot).keyAbsent(key("b")));
            assertConflict(Commit.builder().readAt(snapshot).rangeUnchanged(KeyRange.under(ROOT)));
            store.commit(
                    Commit.builder().deleteRange(KeyRange.including(key("a"))).build());
            assertConflict(Commit.builder().readAt(snapshot).keyAt(key("a"), version));
            assertConflict(Commit.builder().readAt(snapshot).rangeUnchanged(KeyRange.including(key("a"))));
        }
        assertThat(all()).containsExactly("b=1", "d=1");
    }

    @Test
    void fillsTheVersionIntoKeys() {
        long first = store.commit(Commit.builder()
                .putStamped(ROOT.plusCommitVersion().plus(1), bytes("x"))
                .putStamped(ROOT.plusCommitVersion().plus(0), bytes("w"))
                .build());
        long second = store.commit(Commit.builder()
                .putStamped(ROOT.plusCommitVersion(), bytes("y"))
                .build());

        List<Entry> entries = store.scan(Scan.under(ROOT)).entries();

        assertThat(entries)
                .extracting(Entry::key)
                .containsExactly(
                        ROOT.plusVersion(first).plus(0), ROOT.plusVersion(first).plus(1), ROOT.plusVersion(second));
        assertThat(entries.getLast().key().partsAfter(ROOT).version()).isEqualTo(second);
    }

    @Test
    void refusesCommitsBeyondTheLimits() {
        Commit.Builder many = Commit.builder();
        for (int i = 0; i <= Commit.MAX_KEYS; i++) {
            many.put(ROOT.plus(i), bytes("x"));
        }
        Commit.Builder big = Commit.builder();
        for (int i = 0; i < 11; i++) {
            big.put(ROOT.plus(i), new byte[1024 * 1024]);
        }

        assertThatThrownBy(many::build).isInstanceOf(CommitTooLargeException.class);
        assertThatThrownBy(big::build).isInstanceOf(CommitTooLargeException.class);
    }

    @Test
    void takesACommitOfTheLargestSize() {
        Commit.Builder many = Commit.builder();
        for (int i = 0; i < Commit.MAX_KEYS; i++) {
            many.put(ROOT.plus(i), new byte[1000]);
        }
        store.commit(many.build());

        assertThat(store.<Integer>read(
                        snapshot -> snapshot.scan(Scan.under(ROOT).limit(20_000).maxBytes(20_000_000))
                                .entries()
                                .size()))
                .isEqualTo(Commit.MAX_KEYS);
    }

    @Test
    void removesARangeInOneCommit() {
        Commit.Builder many = Commit.builder();
        for (int i = 0; i < 1_000; i++) {
            many.put(ROOT.plus("gone").plus(i), bytes("x"));
        }
        store.commit(many.put(key("stays"), bytes("1")).build());

        store.commit(
                Commit.builder().deleteRange(KeyRange.under(ROOT.plus("gone"))).build());

        assertThat(all()).containsExactly("stays=1");
    }

    @Test
    void relaxedCommitsAreVisibleAtOnce() {
        store.commit(Commit.builder().put(key("a"), bytes("1")).relaxed().build());

        assertThat(all()).containsExactly("a=1");
    }

    @Test
    void watchHintsAtChangesBelowItsPrefix() throws Exception {
        CountDownLatch things = new CountDownLatch(1);
        CountDownLatch thing = new CountDownLatch(1);
        CountDownLatch removed = new CountDownLatch(1);
        List<String> others = new ArrayList<>();
        try (var _ = store.watch(ROOT, things::countDown);
                var _ = store.watch(key("a"), thing::countDown);
                var _ = store.watch(key("b").plus("part"), removed::countDown);
                var _ = store.watch(key("ab"), () -> others.add("ab"));
                var _ = store.watch(Key.of("other"), () -> others.add("other"))) {
            store.commit(put("a", "1"));
            assertThat(things.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(thing.await(10, TimeUnit.SECONDS)).isTrue();
            store.commit(Commit.builder().deleteRange(KeyRange.under(key("b"))).build());
            assertThat(removed.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(others).isEmpty();
        }
    }

    @Test
    void watchHintsAtRelaxedCommitsOnceTheyAreDurable() throws Exception {
        CountDownLatch hinted = new CountDownLatch(1);
        try (var _ = store.watch(ROOT, hinted::countDown)) {
            store.commit(Commit.builder().put(key("a"), bytes("1")).relaxed().build());
            store.commit(put("b", "1"));
            assertThat(hinted.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void refusesWorkAfterClose() {
        Snapshot snapshot = store.snapshot();
        store.close();

        assertThatThrownBy(() -> store.commit(put("a", "1"))).isInstanceOf(StorageFailedException.class);
        assertThatThrownBy(store::snapshot).isInstanceOf(StorageFailedException.class);
        assertThatThrownBy(() -> snapshot.get(key("a"))).isInstanceOf(StorageException.class);
        snapshot.close();
    }

    private void assertConflict(Commit.Builder commit) {
        assertThatThrownBy(
                        () -> store.commit(commit.put(key("never"), bytes("1")).build()))
                .isInstanceOf(ConflictException.class);
    }

    protected List<String> all() {
        return texts(store.scan(Scan.under(ROOT)));
    }

    protected static Commit put(String name, String value) {
        return Commit.builder().put(key(name), bytes(value)).build();
    }

    protected static Key key(String name) {
        return ROOT.plus(name);
    }

    protected static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    protected static String text(Entry entry) {
        return new String(entry.value(), StandardCharsets.UTF_8);
    }

    protected static List<String> texts(Page page) {
        return page.entries().stream()
                .map(entry -> entry.key().partsAfter(ROOT).text() + "=" + text(entry))
                .toList();
    }

    private static List<String> pages(Reader reader, Scan scan) {
        List<String> pages = new ArrayList<>();
        Page page = reader.scan(scan);
        while (true) {
            if (!page.isEmpty()) {
                pages.add(String.join(" ", texts(page)));
            }
            if (page.rest().isEmpty()) {
                return pages;
            }
            page = reader.scan(scan.over(page.rest().get()));
        }
    }
}
