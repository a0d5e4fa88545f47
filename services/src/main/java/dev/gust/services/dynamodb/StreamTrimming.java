package dev.gust.services.dynamodb;

import dev.gust.services.dynamodb.table.BackgroundWork;
import dev.gust.services.dynamodb.table.StreamRecords;
import dev.gust.services.dynamodb.table.StreamRecords.Position;
import dev.gust.services.dynamodb.table.StreamShard;
import dev.gust.services.dynamodb.table.StreamShards;
import dev.gust.services.dynamodb.table.StreamShards.Extent;
import dev.gust.services.dynamodb.table.TableKeys;
import dev.gust.services.dynamodb.table.TableStore;
import dev.gust.storage.Entry;
import dev.gust.storage.Key;
import dev.gust.storage.KeyRange;
import dev.gust.storage.Page;
import dev.gust.storage.Scan;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Drops stream records after a day, a shard with its last record once it has ended, and a closed stream with its last shard. */
final class StreamTrimming {
    static final Duration KEPT = Duration.ofHours(24);
    private static final int AT_ONCE = 1000;
    private static final int BYTES = 1024 * 1024;
    /** In one round, a second after the last: far more than can be written in a second. */
    private static final int STEPS = 100;

    private final TableStore store;

    StreamTrimming(TableStore store) {
        this.store = store;
    }

    void trim(BackgroundWork work) {
        TableKeys keys = work.keys();
        Instant oldest = store.clock().instant().minus(KEPT);
        List<Extent> shards = store.store().read(snapshot -> StreamShards.of(snapshot, keys, work.id()));
        Set<Integer> kept = new HashSet<>();
        for (Extent extent : shards) {
            StreamShard shard = extent.shard();
            if (shard.opened().isAfter(oldest)) {
                // So are its records.
                kept.add(shard.number());
                continue;
            }
            boolean isEmpty = trim(keys, work.id(), shard.number(), oldest);
            boolean isOver = extent.closed() != null && !extent.closed().isAfter(oldest);
            // A shard outlives its parent, as where a shard ends is told by its children.
            if (isEmpty && isOver && !(shard.parent() != null && kept.contains(shard.parent()))) {
                store.store().write(transaction -> StreamShards.remove(transaction, keys, work.id(), shard));
            } else {
                kept.add(shard.number());
            }
        }
        if (kept.isEmpty()) {
            forget(work, keys);
        }
    }

    /** True when there is nothing left. */
    private boolean trim(TableKeys keys, String streamId, int number, Instant oldest) {
        Key records = keys.records(streamId, number);
        Page first = store.store().scan(Scan.under(records).limit(1));
        if (first.isEmpty()) {
            return true;
        }
        if (StreamRecords.timeOf(first.entries().getFirst()).isAfter(oldest)) {
            return false;
        }
        for (int step = 0; step < STEPS; step++) {
            Page page = store.store().scan(Scan.under(records).limit(AT_ONCE).maxBytes(BYTES));
            if (page.isEmpty()) {
                return true;
            }
            List<Entry> gone = page.entries().stream()
                    .takeWhile(entry -> !StreamRecords.timeOf(entry).isAfter(oldest))
                    .toList();
            if (gone.isEmpty()) {
                return false;
            }
            KeyRange range = KeyRange.under(records).through(gone.getLast().key());
            Position next =
                    StreamRecords.positionOf(records, gone.getLast().key()).next();
            store.store().write(transaction -> {
                transaction.deleteRange(range);
                StreamShards.trim(transaction, keys, streamId, number, next);
            });
        }
        return false;
    }

    private void forget(BackgroundWork work, TableKeys keys) {
        store.store().write(transaction -> {
            if (transaction.scan(Scan.under(keys.shards(work.id())).limit(1)).isEmpty()) {
                transaction.delete(keys.stream(work.id()));
                transaction.deleteRange(KeyRange.under(keys.records(work.id())));
                transaction.delete(work.key());
            }
        });
    }
}
