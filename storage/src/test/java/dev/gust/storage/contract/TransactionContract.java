package dev.gust.storage.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gust.storage.ConflictException;
import dev.gust.storage.Entry;
import dev.gust.storage.Key;
import dev.gust.storage.KeyRange;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.Page;
import dev.gust.storage.Scan;
import dev.gust.storage.Transaction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What transactions promise, on every engine. */
public abstract class TransactionContract {
    private static final Key ROOT = Key.of("000000000000", "us-east-1", "test", "things");

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
    void seesItsOwnWrites() {
        store.write(tx -> {
            for (String name : List.of("a", "b", "c", "d")) {
                tx.put(ROOT.plus(name), bytes("1"));
            }
        });
        store.write(tx -> {
            tx.put(ROOT.plus("b"), bytes("2"));
            tx.delete(ROOT.plus("c"));
            tx.put(ROOT.plus("cc"), bytes("2"));
            tx.put(ROOT.plus("e"), bytes("2"));
            assertThat(names(tx.scan(Scan.under(ROOT)))).containsExactly("a1", "b2", "cc2", "d1", "e2");
            assertThat(names(tx.scan(Scan.under(ROOT).backward()))).containsExactly("e2", "d1", "cc2", "b2", "a1");
            Page page = tx.scan(Scan.under(ROOT).limit(2));
            assertThat(names(page)).containsExactly("a1", "b2");
            assertThat(names(tx.scan(Scan.of(page.rest().orElseThrow()).limit(2))))
                    .containsExactly("cc2", "d1");
            assertThat(tx.get(ROOT.plus("c"))).isEmpty();
            assertThat(tx.get(ROOT.plus("b")).orElseThrow().version()).isEqualTo(Entry.UNCOMMITTED);
            tx.deleteRange(KeyRange.under(ROOT).startingAt(ROOT.plus("b")).before(ROOT.plus("d")));
            tx.put(ROOT.plus("bb"), bytes("3"));
            assertThat(names(tx.scan(Scan.under(ROOT)))).containsExactly("a1", "bb3", "d1", "e2");
            assertThat(tx.get(ROOT.plus("b"))).isEmpty();
        });
        assertThat(names(store.scan(Scan.under(ROOT)))).containsExactly("a1", "bb3", "d1", "e2");
    }

    @Test
    void runsAgainWhenAnotherCameFirst() {
        AtomicInteger runs = new AtomicInteger();
        store.write(tx -> tx.put(ROOT.plus("n"), bytes("5")));

        String result = store.transact(tx -> {
            String before = text(tx.get(ROOT.plus("n")).orElseThrow());
            if (runs.incrementAndGet() == 1) {
                store.write(other -> other.put(ROOT.plus("n"), bytes("6")));
            }
            tx.put(ROOT.plus("n"), bytes(before + "+"));
            return before;
        });

        assertThat(result).isEqualTo("6");
        assertThat(runs).hasValue(2);
        assertThat(text(store.get(ROOT.plus("n")).orElseThrow())).isEqualTo("6+");
    }

    @Test
    void readsOfAbsentKeysAndRangesAreConditionsToo() {
        assertRunsTwice(tx -> tx.get(ROOT.plus("new")));
        assertRunsTwice(tx -> tx.scan(Scan.under(ROOT)));
    }

    @Test
    void aFullPageGuardsOnlyWhatItRead() {
        store.write(tx -> {
            tx.put(ROOT.plus("a"), bytes("1"));
            tx.put(ROOT.plus("b"), bytes("1"));
            tx.put(ROOT.plus("z"), bytes("1"));
        });
        AtomicInteger runs = new AtomicInteger();
        store.write(tx -> {
            runs.incrementAndGet();
            tx.scan(Scan.under(ROOT).limit(1));
            tx.scan(Scan.under(ROOT).limit(1).backward());
            store.write(other -> other.put(ROOT.plus("b"), bytes("2")));
            tx.put(ROOT.plus("c"), bytes("1"));
        });
        assertThat(runs).hasValue(1);
    }

    @Test
    void snapshotReadsAreNoConditions() {
        AtomicInteger runs = new AtomicInteger();
        store.write(tx -> {
            runs.incrementAndGet();
            tx.snapshot().get(ROOT.plus("a"));
            store.write(other -> other.put(ROOT.plus("a"), bytes("2")));
            tx.put(ROOT.plus("c"), bytes("1"));
        });
        assertThat(runs).hasValue(1);
    }

    @Test
    void preventsWriteSkew() throws Exception {
        store.write(tx -> {
            tx.put(ROOT.plus("alice"), bytes("on"));
            tx.put(ROOT.plus("bob"), bytes("on"));
        });
        Runnable aliceLeaves = () -> leaveIfOtherStays("alice", "bob");
        Runnable bobLeaves = () -> leaveIfOtherStays("bob", "alice");
        Thread one = Thread.ofVirtual().start(aliceLeaves);
        Thread two = Thread.ofVirtual().start(bobLeaves);
        one.join();
        two.join();
        assertThat(store.scan(Scan.under(ROOT)).entries()).hasSize(1);
    }

    @Test
    void countsRightUnderContention() throws Exception {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            threads.add(Thread.ofVirtual().start(() -> {
                for (int j = 0; j < 25; j++) {
                    increment();
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(text(store.get(ROOT.plus("n")).orElseThrow())).isEqualTo("200");
    }

    @Test
    void whatTheBodyThrowsComesOutAndNothingIsWritten() {
        assertThatThrownBy(() -> store.write(tx -> {
                    tx.put(ROOT.plus("a"), bytes("1"));
                    throw new IllegalArgumentException("no");
                }))
                .hasMessage("no");
        assertThat(store.get(ROOT.plus("a"))).isEmpty();
    }

    @Test
    void tellsTheVersionAfterTheCommit() {
        AtomicReference<Long> told = new AtomicReference<>();
        store.write(tx -> {
            tx.put(ROOT.plusCommitVersion(), bytes("1"));
            tx.afterCommit(told::set);
        });
        assertThat(told.get()).isEqualTo(store.version());
        assertThat(store.get(ROOT.plusVersion(told.get()))).isPresent();
    }

    @Test
    void isOfNoUseOutsideItsBody() {
        AtomicReference<Transaction> leaked = new AtomicReference<>();
        store.write(leaked::set);
        assertThatThrownBy(() -> leaked.get().put(ROOT, bytes("1"))).isInstanceOf(IllegalStateException.class);
    }

    private void assertRunsTwice(Consumer<Transaction> read) {
        AtomicInteger runs = new AtomicInteger();
        store.write(tx -> {
            read.accept(tx);
            if (runs.incrementAndGet() == 1) {
                store.write(other -> other.put(ROOT.plus("new"), bytes("1")));
            }
            tx.put(ROOT.plus("result"), bytes("1"));
        });
        assertThat(runs).hasValue(2);
        store.write(tx -> tx.deleteRange(KeyRange.under(ROOT)));
    }

    private void leaveIfOtherStays(String who, String other) {
        store.write(tx -> {
            if (tx.get(ROOT.plus(other)).isPresent()) {
                tx.delete(ROOT.plus(who));
            }
        });
    }

    // Each tries until it has its turn: a transaction gives up after a bounded number of conflicts.
    private void increment() {
        boolean done = false;
        while (!done) {
            try {
                store.write(tx -> {
                    int count = tx.get(ROOT.plus("n"))
                            .map(entry -> Integer.parseInt(text(entry)))
                            .orElse(0);
                    tx.put(ROOT.plus("n"), bytes(Integer.toString(count + 1)));
                });
                done = true;
            } catch (ConflictException lost) {
                done = false;
            }
        }
    }

    private static List<String> names(Page page) {
        return page.entries().stream()
                .map(entry -> entry.key().partsAfter(ROOT).text() + text(entry))
                .toList();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(Entry entry) {
        return new String(entry.value(), StandardCharsets.UTF_8);
    }
}
