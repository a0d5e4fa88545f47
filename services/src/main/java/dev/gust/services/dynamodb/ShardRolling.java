package dev.gust.services.dynamodb;

import dev.gust.services.dynamodb.table.BackgroundWork;
import dev.gust.services.dynamodb.table.StreamSettings;
import dev.gust.services.dynamodb.table.StreamShard;
import dev.gust.services.dynamodb.table.StreamShards;
import dev.gust.services.dynamodb.table.TableDefinition;
import dev.gust.services.dynamodb.table.TableDirectory;
import dev.gust.services.dynamodb.table.TableKeys;
import dev.gust.services.dynamodb.table.TableStore;
import dev.gust.storage.Transaction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Ends shards of streams and opens their children, as AWS does: after some hours one that goes on with it, and two where it
 * takes many writes.
 */
final class ShardRolling {
    /** Shards of one stream that are kept, so that short lives do not make them without end. */
    private static final int MOST_KEPT = 1000;

    private final TableStore store;
    private final TableSettings settings;

    ShardRolling(TableStore store, TableSettings settings) {
        this.store = store;
        this.settings = settings;
    }

    void roll(BackgroundWork work) {
        TableKeys keys = work.keys();
        Instant now = store.clock().instant();
        boolean isDue = open(store.table(store.store(), keys, work.tableName()), work)
                .filter(stream -> stream.open().stream().anyMatch(shard -> isOver(stream, shard, now)))
                .isPresent();
        if (isDue) {
            store.store().write(transaction -> roll(transaction, work, keys, now));
        }
    }

    private void roll(Transaction transaction, BackgroundWork work, TableKeys keys, Instant now) {
        Optional<TableDefinition> table = store.table(transaction, keys, work.tableName());
        Optional<StreamSettings> found = open(table, work);
        if (table.isEmpty() || found.isEmpty()) {
            return;
        }
        StreamSettings stream = found.get();
        if (StreamShards.of(transaction.snapshot(), keys, stream.id()).size() >= MOST_KEPT) {
            return;
        }
        int next =
                1 + stream.open().stream().mapToInt(StreamShard::number).max().orElse(0);
        int lanes = stream.open().size();
        List<StreamShard> open = new ArrayList<>();
        for (StreamShard shard : stream.open()) {
            if (!isOver(stream, shard, now)) {
                open.add(shard);
                continue;
            }
            boolean splits = lanes < settings.mostShards() && isHot(stream, shard) && shard.canSplit();
            List<StreamShard> children = splits ? shard.split(next, now) : shard.continued(next, now);
            StreamShards.add(transaction, keys, stream.id(), children);
            open.addAll(children);
            next += children.size();
            lanes += children.size() - 1;
            transaction.afterCommit(version -> store.loads().forget(stream.id(), shard));
        }
        StreamSettings rolled = stream.withOpen(open);
        TableDefinition changed = table.get().toBuilder().stream(rolled).build();
        transaction.put(keys.table(changed.name()), TableDirectory.encode(changed));
        StreamDirectory.put(transaction, keys, changed, rolled);
    }

    private boolean isOver(StreamSettings stream, StreamShard shard, Instant now) {
        return !shard.opened().plus(settings.shardLife()).isAfter(now)
                || (stream.open().size() < settings.mostShards() && isHot(stream, shard));
    }

    private boolean isHot(StreamSettings stream, StreamShard shard) {
        return store.loads().reaches(stream.id(), shard, settings.shardWrites());
    }

    /** The stream that the work is about, if its table still writes to it. */
    private static Optional<StreamSettings> open(Optional<TableDefinition> table, BackgroundWork work) {
        return table.flatMap(TableDefinition::openStream)
                .filter(stream -> stream.id().equals(work.id()));
    }
}
