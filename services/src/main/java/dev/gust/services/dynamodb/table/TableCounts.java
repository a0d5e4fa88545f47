package dev.gust.services.dynamodb.table;

import dev.gust.services.dynamodb.value.ItemSize;
import dev.gust.services.dynamodb.value.Value;
import dev.gust.storage.Codec;
import dev.gust.storage.Key;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.Reader;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * How many items tables and indexes have, and their bytes. DynamoDB's own numbers are hours old and approximate; these
 * are gathered in memory and written down every second, so that a crash may make them differ by what changed within
 * its last second.
 */
public final class TableCounts {
    private static final int LARGEST_BACKLOG = 100_000;

    private static final Codec<Count> COUNT = Codec.of(
            4,
            1,
            (out, count) -> out.number(count.items()).number(count.bytes()),
            in -> new Count(in.number(), in.number()));

    /** A number of items and the sum of their sizes. */
    public record Count(long items, long bytes) {
        Count plus(Count other) {
            return new Count(items + other.items, bytes + other.bytes);
        }
    }

    private record Pending(LongAdder items, LongAdder bytes) {
        Count count() {
            return new Count(items.sum(), bytes.sum());
        }
    }

    private final ConcurrentHashMap<Key, Pending> pending = new ConcurrentHashMap<>();

    /** Counts a change that is durable. */
    public void add(TableKeys keys, ItemChange change) {
        add(keys.count(change.table().id()), change.before(), change.after());
        for (IndexDefinition index : change.table().indexes()) {
            add(
                    keys.count(index.id()),
                    change.projected(index, change.before()),
                    change.projected(index, change.after()));
        }
    }

    private void add(Key key, @Nullable Map<String, Value> before, @Nullable Map<String, Value> after) {
        long items = (after == null ? 0L : 1L) - (before == null ? 0L : 1L);
        long bytes = (after == null ? 0L : ItemSize.of(after)) - (before == null ? 0L : ItemSize.of(before));
        if ((items != 0 || bytes != 0) && pending.size() < LARGEST_BACKLOG) {
            Pending counts = pending.computeIfAbsent(key, absent -> new Pending(new LongAdder(), new LongAdder()));
            counts.items().add(items);
            counts.bytes().add(bytes);
        }
    }

    public Count read(Reader reader, TableKeys keys, String id) {
        Key key = keys.count(id);
        Count stored = reader.get(key, COUNT).orElse(new Count(0, 0));
        Pending unwritten = pending.get(key);
        Count all = unwritten == null ? stored : stored.plus(unwritten.count());
        return new Count(Math.max(0, all.items()), Math.max(0, all.bytes()));
    }

    /** Writes down what has been counted. */
    public void flush(OrderedStore store) {
        for (Key key : pending.keySet()) {
            Pending counts = pending.remove(key);
            if (counts == null) {
                continue;
            }
            Count delta = counts.count();
            store.write(transaction -> {
                Count stored = transaction.get(key, COUNT).orElse(new Count(0, 0));
                transaction.put(key, COUNT, stored.plus(delta));
                transaction.relaxed();
            });
        }
    }

    /** Forgets a table or index that is gone. */
    public void forget(TableKeys keys, String id) {
        pending.remove(keys.count(id));
    }
}
