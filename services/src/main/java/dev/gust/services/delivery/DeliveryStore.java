package dev.gust.services.delivery;

import dev.gust.services.ports.Delivery;
import dev.gust.storage.Entry;
import dev.gust.storage.Key;
import dev.gust.storage.KeyRange;
import dev.gust.storage.KeySpace;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.Page;
import dev.gust.storage.Scan;
import dev.gust.storage.Snapshot;
import dev.gust.storage.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Deliveries in the store: lane / due time / id, so that a lane is read in the order in which it is worked off, and lanes
 * are found by skipping from one to the next.
 */
final class DeliveryStore {
    private static final Key WAITING = Key.of(KeySpace.CHURN, "delivery", "waiting");
    private static final Key BODIES = Key.of(KeySpace.CONTENT, "delivery", "bodies");

    private final OrderedStore store;

    DeliveryStore(OrderedStore store) {
        this.store = store;
    }

    /** What a scan of a lane found; {@code rest} when the lane goes on after it. */
    record Found(List<Pending> pending, boolean rest) {}

    void add(Transaction transaction, Pending pending, DeliveryRecord record) {
        transaction.put(key(pending), DeliveryRecord.CODEC, record);
        transaction.put(BODIES.plus(pending.id()), record.delivery().event().body());
    }

    /** The delivery with its body; nothing when it was settled or rescheduled meanwhile. */
    Optional<DeliveryRecord> load(Pending pending) {
        return store.read(snapshot -> snapshot.get(key(pending), DeliveryRecord.CODEC)
                .flatMap(record -> snapshot.get(BODIES.plus(pending.id()))
                        .map(Entry::value)
                        .map(record::withBody)));
    }

    /** Makes it due at another time. Nothing when it is no longer there. */
    Optional<Pending> reschedule(Pending pending, long dueMillis, DeliveryRecord record) {
        Pending later = new Pending(pending.lane(), dueMillis, pending.id());
        return store.transact(tx -> {
            if (tx.get(key(pending)).isEmpty()) {
                return Optional.empty();
            }
            tx.delete(key(pending));
            tx.put(key(later), DeliveryRecord.CODEC, record);
            return Optional.of(later);
        });
    }

    /** Ends it, together with what follows from that. Nothing happens when it is no longer there. */
    void settle(Pending pending, List<Delivery> following, DeliveryOutbox outbox) {
        store.write(tx -> {
            if (tx.get(key(pending)).isEmpty()) {
                return;
            }
            tx.delete(key(pending));
            tx.delete(BODIES.plus(pending.id()));
            following.forEach(delivery -> outbox.publish(tx, delivery));
        });
    }

    Found first(String lane, int limit) {
        Page page = store.read(
                snapshot -> snapshot.scan(Scan.under(WAITING.plus(lane)).limit(limit)));
        List<Pending> pending = new ArrayList<>(page.entries().size());
        for (Entry entry : page.entries()) {
            var parts = entry.key().partsAfter(WAITING);
            pending.add(new Pending(parts.text(), parts.number(), parts.text()));
        }
        return new Found(pending, page.rest().isPresent());
    }

    /** Up to this many lanes in which something waits, from {@code after} on; empty text begins. */
    List<String> lanes(String after, int limit) {
        List<String> lanes = new ArrayList<>();
        KeyRange range = KeyRange.under(WAITING);
        if (!after.isEmpty()) {
            range = range.afterAllUnder(WAITING.plus(after));
        }
        try (Snapshot snapshot = store.snapshot()) {
            while (lanes.size() < limit) {
                Page page = snapshot.scan(Scan.of(range).limit(1));
                if (page.isEmpty()) {
                    return lanes;
                }
                String lane =
                        page.entries().getFirst().key().partsAfter(WAITING).text();
                lanes.add(lane);
                range = range.afterAllUnder(WAITING.plus(lane));
            }
        }
        return lanes;
    }

    private static Key key(Pending pending) {
        return WAITING.plus(pending.lane()).plus(pending.dueMillis()).plus(pending.id());
    }
}
