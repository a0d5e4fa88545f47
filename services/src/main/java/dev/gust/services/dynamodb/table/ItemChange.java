package dev.gust.services.dynamodb.table;

import dev.gust.services.dynamodb.value.ItemCodec;
import dev.gust.services.dynamodb.value.ItemSize;
import dev.gust.services.dynamodb.value.Value;
import dev.gust.storage.Key;
import dev.gust.storage.Transaction;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A change of one item: from what was there, or nothing, to what is to be there, or nothing. Writing it is the only way
 * in which items change, so that index entries and stream records are always part of the same commit.
 */
public record ItemChange(
        TableDefinition table,
        @Nullable Map<String, Value> before,
        @Nullable Map<String, Value> after) {
    /** Writes the item, its index entries and its stream record, all or nothing with the transaction. */
    public void write(Transaction transaction, TableKeys keys, Instant now, int place, boolean expired) {
        Map<String, Value> present = after == null ? before : after;
        if (present == null) {
            return;
        }
        Key key = keys.item(table, present);
        if (after == null) {
            transaction.delete(key);
        } else {
            transaction.put(key, ItemCodec.encode(after));
        }
        table.indexes().forEach(index -> writeEntry(transaction, keys, index));
        writeExpiry(transaction, keys);
        table.openStream().ifPresent(stream -> {
            StreamRecord record = record(stream.view(), now, expired);
            if (record != null) {
                transaction.put(
                        keys.records(stream.id(), shard(stream).number())
                                .plusCommitVersion()
                                .plus(place),
                        StreamRecordCodec.encode(record));
            }
        });
    }

    /** The shard that takes this change's record. */
    StreamShard shard(StreamSettings stream) {
        return stream.shardFor(() -> TableKeys.partitionHash(
                table.keys(), Objects.requireNonNull(after == null ? before : after, "a change of nothing")));
    }

    /** The capacity each index's change costs in write units, of the indexes that change. */
    public Map<IndexDefinition, Integer> indexUnits() {
        Map<IndexDefinition, Integer> units = new LinkedHashMap<>();
        for (IndexDefinition index : table.indexes()) {
            Map<String, Value> old = projected(index, before);
            Map<String, Value> next = projected(index, after);
            int cost;
            if (Objects.equals(old, next)) {
                cost = 0;
            } else if (old == null || next == null) {
                cost = units(old == null ? next : old);
            } else if (index.keys().of(old).equals(index.keys().of(next))) {
                cost = Math.max(units(old), units(next));
            } else {
                cost = units(old) + units(next);
            }
            if (cost > 0) {
                units.put(index, cost);
            }
        }
        return units;
    }

    /** The write units of the item itself: the larger of before and after, in kilobytes begun. */
    public int tableUnits() {
        return Math.max(units(before), units(after));
    }

    private static int units(@Nullable Map<String, Value> item) {
        return item == null ? 1 : Math.max(1, (ItemSize.of(item) + 1023) / 1024);
    }

    /** What an index has of an item, or null for nothing. */
    @Nullable
    Map<String, Value> projected(IndexDefinition index, @Nullable Map<String, Value> item) {
        return item == null || !index.keys().isIn(item) ? null : index.project(item, table.keys());
    }

    private void writeEntry(Transaction transaction, TableKeys keys, IndexDefinition index) {
        Map<String, Value> old = projected(index, before);
        Map<String, Value> next = projected(index, after);
        Key nextKey = next == null ? null : keys.entry(table, index, next);
        if (old != null) {
            Key oldKey = keys.entry(table, index, old);
            if (nextKey == null || !oldKey.equals(nextKey)) {
                transaction.delete(oldKey);
            }
        }
        // An index that is being filled may not have the entry yet, even where nothing changes.
        boolean stale = index.state() == IndexDefinition.State.CREATING || !Objects.equals(old, next);
        if (next != null && nextKey != null && stale) {
            transaction.put(nextKey, ItemCodec.encode(next));
        }
    }

    private void writeExpiry(Transaction transaction, TableKeys keys) {
        OptionalLong old = ItemExpiry.of(table, before);
        OptionalLong next = ItemExpiry.of(table, after);
        if (before != null && old.isPresent() && !old.equals(next)) {
            transaction.delete(keys.expiry(table, old.getAsLong(), before));
        }
        if (after != null && next.isPresent() && !old.equals(next)) {
            transaction.put(
                    keys.expiry(table, next.getAsLong(), after),
                    ItemCodec.encode(table.keys().of(after)));
        }
    }

    private @Nullable StreamRecord record(StreamSettings.View view, Instant now, boolean expired) {
        StreamRecord.Kind kind;
        if (before == null) {
            kind = StreamRecord.Kind.INSERT;
        } else if (after == null) {
            kind = StreamRecord.Kind.REMOVE;
        } else if (before.equals(after)) {
            // A write that changes nothing leaves no record.
            return null;
        } else {
            kind = StreamRecord.Kind.MODIFY;
        }
        Map<String, Value> present = after == null ? before : after;
        if (present == null) {
            return null;
        }
        return new StreamRecord(
                kind,
                now,
                table.keys().of(present),
                view.showsOld() ? before : null,
                view.showsNew() ? after : null,
                expired);
    }
}
