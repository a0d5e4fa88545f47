package dev.gust.storage.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gust.storage.Codec;
import dev.gust.storage.Key;
import dev.gust.storage.KeySpace;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.ValueReader;
import dev.gust.storage.ValueWriter;
import dev.gust.storage.memory.MemoryStore;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutboxTest {
    private static final Key FACT = Key.of(KeySpace.RECORDS, "fact");

    private final OrderedStore store = MemoryStore.create();
    private final Outbox<String> outbox = new Outbox<>(
            store,
            Key.of(KeySpace.CHURN, "waiting"),
            Key.of(KeySpace.CONTENT, "bodies"),
            Codec.of(1, 1, ValueWriter::text, ValueReader::text));

    @AfterEach
    void close() {
        store.close();
    }

    private Pending added(String lane, long due, String id) {
        Pending pending = new Pending(lane, due, id);
        store.write(tx -> outbox.add(tx, pending, "new", id.getBytes(StandardCharsets.UTF_8)));
        return pending;
    }

    @Test
    void keepsAnEntryWithTheCommitThatCausedIt() {
        assertThatThrownBy(() -> store.write(tx -> {
                    tx.put(FACT, new byte[0]);
                    outbox.add(tx, new Pending("a", 1, "x"), "new", new byte[0]);
                    throw new IllegalStateException("changed my mind");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(outbox.lanes("", 10)).isEmpty();

        Pending pending = added("a", 1, "x");
        assertThat(outbox.load(pending).orElseThrow().record()).isEqualTo("new");
        assertThat(outbox.load(pending).orElseThrow().body()).isEqualTo("x".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void findsLanesAndReadsEachInTheOrderOfDueTimes() {
        added("b", 5, "late");
        added("b", 2, "early");
        added("a", 9, "other");
        added("c", 1, "third");

        assertThat(outbox.lanes("", 2)).containsExactly("a", "b");
        assertThat(outbox.lanes("b", 2)).containsExactly("c");
        Outbox.Found found = outbox.first("b", 1);
        assertThat(found.pending()).containsExactly(new Pending("b", 2, "early"));
        assertThat(found.rest()).isTrue();
    }

    @Test
    void anEntryIsSettledOnceAndWithItsConsequences() {
        Pending pending = added("a", 1, "x");
        outbox.settle(pending, tx -> tx.put(FACT, new byte[] {1}));
        outbox.settle(pending, tx -> tx.put(FACT, new byte[] {2}));

        assertThat(store.get(FACT).orElseThrow().value()).containsExactly(1);
        assertThat(outbox.load(pending)).isEmpty();
        assertThat(outbox.lanes("", 10)).isEmpty();
    }

    @Test
    void movesAnEntryToAnotherTimeWithItsBody() {
        Pending pending = added("a", 1, "x");
        Pending later = outbox.reschedule(pending, 7, "tried").orElseThrow();

        assertThat(outbox.load(pending)).isEmpty();
        assertThat(outbox.load(later).orElseThrow().record()).isEqualTo("tried");
        assertThat(outbox.load(later).orElseThrow().body()).isEqualTo("x".getBytes(StandardCharsets.UTF_8));
        assertThat(outbox.reschedule(pending, 9, "lost")).isEmpty();
    }

    @Test
    void refusesLimitsUnderWhichNothingMoves() {
        assertThatThrownBy(() -> new LaneLimits(1, 2, 3)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new LaneLimits(4, 2, 2)).isInstanceOf(IllegalArgumentException.class);
    }
}
