package dev.gust.storage.outbox;

import dev.gust.storage.Codec;
import dev.gust.storage.Entry;
import dev.gust.storage.Key;
import dev.gust.storage.KeyRange;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.Page;
import dev.gust.storage.Scan;
import dev.gust.storage.Snapshot;
import dev.gust.storage.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The entries: lane / due time / id, so that a lane is read in the order in which it is worked off, and lanes are found by
 * skipping from one to the next. Bodies stand apart, as they stay the same from try to try.
 *
 * @param <R> what is known of an entry besides its body; it may change with each try
 */
public final class Outbox<R> {
    private final OrderedStore store;
    private final Key waiting;
    private final Key bodies;
    private final Codec<R> codec;

    public Outbox(OrderedStore store, Key waiting, Key bodies, Codec<R> codec) {
        this.store = store;
        this.waiting = waiting;
        this.bodies = bodies;
        this.codec = codec;
    }

    /** An entry as it is stored. */
    @SuppressWarnings("ArrayRecordComponent")
    public record Stored<R>(R record, byte[] body) {}

    /** What a scan of a lane found; {@code rest} when the lane goes on after it. */
    public record Found(List<Pending> pending, boolean rest) {
        public Found {
            pending = List.copyOf(pending);
        }
    }

    /** Adds an entry to whatever the transaction commits. */
    public void add(Transaction transaction, Pending pending, R record, byte[] body) {
        transaction.put(key(pending), codec, record);
        transaction.put(bodies.plus(pending.id()), body);
    }

    /** The entry with its body; nothing when it was settled or rescheduled meanwhile. */
    public Optional<Stored<R>> load(Pending pending) {
        return store.read(snapshot -> snapshot.get(key(pending), codec)
                .flatMap(record -> snapshot.get(bodies.plus(pending.id()))
                        .map(Entry::value)
                        .map(body -> new Stored<>(record, body))));
    }

    /** Makes it due at another time. Nothing when it is no longer there. */
    public Optional<Pending> reschedule(Pending pending, long dueMillis, R record) {
        Pending later = new Pending(pending.lane(), dueMillis, pending.id());
        return store.transact(tx -> {
            if (tx.get(key(pending)).isEmpty()) {
                return Optional.empty();
            }
            tx.delete(key(pending));
            tx.put(key(later), codec, record);
            return Optional.of(later);
        });
    }

    /** Ends it, together with what follows from that. Nothing happens when it is no longer there. */
    public void settle(Pending pending, Consumer<Transaction> following) {
        store.write(tx -> {
            if (tx.get(key(pending)).isEmpty()) {
                return;
            }
            tx.delete(key(pending));
            tx.delete(bodies.plus(pending.id()));
            following.accept(tx);
        });
    }

    /** The first entries of a lane. */
    public Found first(String lane, int limit) {
        Page page = store.read(
                snapshot -> snapshot.scan(Scan.under(waiting.plus(lane)).limit(limit)));
        List<Pending> pending = new ArrayList<>(page.entries().size());
        for (Entry entry : page.entries()) {
            var parts = entry.key().partsAfter(waiting);
            pending.add(new Pending(parts.text(), parts.number(), parts.text()));
        }
        return new Found(pending, page.rest().isPresent());
    }

    /** Up to this many lanes in which something waits, from {@code after} on; empty text begins. */
    public List<String> lanes(String after, int limit) {
        List<String> lanes = new ArrayList<>();
        KeyRange range = KeyRange.under(waiting);
        if (!after.isEmpty()) {
            range = range.afterAllUnder(waiting.plus(after));
        }
        try (Snapshot snapshot = store.snapshot()) {
            while (lanes.size() < limit) {
                Page page = snapshot.scan(Scan.of(range).limit(1));
                if (page.isEmpty()) {
                    return lanes;
                }
                String lane =
                        page.entries().getFirst().key().partsAfter(waiting).text();
                lanes.add(lane);
                range = range.afterAllUnder(waiting.plus(lane));
            }
        }
        return lanes;
    }

    private Key key(Pending pending) {
        return waiting.plus(pending.lane()).plus(pending.dueMillis()).plus(pending.id());
    }
}
