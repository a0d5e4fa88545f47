package dev.gust.services.dynamodb;

import dev.gust.services.dynamodb.expression.Condition;
import dev.gust.services.dynamodb.expression.ConditionEvaluator;
import dev.gust.services.dynamodb.expression.DocumentPath;
import dev.gust.services.dynamodb.expression.Projection;
import dev.gust.services.dynamodb.table.IndexDefinition;
import dev.gust.services.dynamodb.table.IndexProjection;
import dev.gust.services.dynamodb.table.TableDefinition;
import dev.gust.services.dynamodb.table.TableKeys;
import dev.gust.services.dynamodb.table.TableStore;
import dev.gust.services.dynamodb.value.ItemCodec;
import dev.gust.services.dynamodb.value.ItemSize;
import dev.gust.services.dynamodb.value.StoredItem;
import dev.gust.services.dynamodb.value.Value;
import dev.gust.storage.Entry;
import dev.gust.storage.KeyRange;
import dev.gust.storage.Page;
import dev.gust.storage.Reader;
import dev.gust.storage.Scan;
import dev.gust.wire.model.dynamodb.AttributeValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A range of a table or an index to be read: one page of at most a megabyte, of which the filter leaves some.
 *
 * @param index the index that is read, or null for the table
 * @param fetches whether items are looked up in the table, as a local index does not have what is asked for
 */
record ReadPlan(
        TableDefinition table,
        @Nullable IndexDefinition index,
        KeyRange range,
        boolean forward,
        int limit,
        @Nullable Condition filter,
        @Nullable Projection projection,
        boolean countsOnly,
        boolean showsWhole,
        boolean consistent,
        boolean fetches) {
    private static final int PAGE_BYTES = 1024 * 1024;
    private static final int MOST_AT_ONCE = 1000;

    /** A page, and where to go on. */
    record Result(
            List<Map<String, AttributeValue>> items,
            int count,
            int scanned,
            @Nullable Map<String, AttributeValue> lastKey) {}

    Result read(TableStore store, Reader reader, TableKeys keys, Capacity capacity) {
        List<Map<String, AttributeValue>> items = new ArrayList<>();
        int count = 0;
        int scanned = 0;
        long bytes = 0;
        Entry last = null;
        KeyRange rest = range;
        boolean isFull = false;
        while (!isFull && !rest.isEmpty()) {
            Page page = reader.scan(new Scan(
                    rest,
                    forward ? Scan.Direction.FORWARD : Scan.Direction.BACKWARD,
                    Math.min(limit - scanned, MOST_AT_ONCE),
                    PAGE_BYTES));
            for (Entry entry : page.entries()) {
                Seen seen = isWhole() ? whole(entry) : part(entry, store, reader, keys, capacity);
                scanned++;
                bytes += seen.size();
                last = entry;
                if (seen.shown() != null) {
                    count++;
                    if (!countsOnly) {
                        items.add(seen.shown());
                    }
                }
                isFull = scanned >= limit || bytes >= PAGE_BYTES;
                if (isFull) {
                    break;
                }
            }
            if (page.rest().isEmpty()) {
                break;
            }
            rest = page.rest().get();
        }
        capacity.readBytes(index, bytes, consistent);
        return new Result(items, count, scanned, isFull && last != null ? lastKey(last) : null);
    }

    /** An entry's size, and what is shown of it; null where the filter leaves it out. */
    private record Seen(int size, @Nullable Map<String, AttributeValue> shown) {}

    /** Whether entries are shown as they are stored. */
    private boolean isWhole() {
        return filter == null && projection == null && !fetches;
    }

    private static Seen whole(Entry entry) {
        StoredItem item = StoredItem.of(entry.value());
        return new Seen(item.size(), new StoredAttributes(item));
    }

    private Seen part(Entry entry, TableStore store, Reader reader, TableKeys keys, Capacity capacity) {
        Map<String, Value> item = ItemCodec.decode(entry.value());
        Map<String, Value> whole = fetches ? fetched(store, reader, keys, capacity, item) : item;
        int size = ItemSize.of(item);
        if (filter != null && !ConditionEvaluator.matches(filter, whole)) {
            return new Seen(size, null);
        }
        Map<String, Value> shown = showsWhole ? whole : item;
        return new Seen(size, AttributeValues.toWire(projection == null ? shown : projection.apply(whole)));
    }

    private Map<String, AttributeValue> lastKey(Entry last) {
        return AttributeValues.toWire(keyOf(ItemCodec.decode(last.value())));
    }

    /** The table's key and the index's: what says where a page ended. */
    private Map<String, Value> keyOf(Map<String, Value> item) {
        Map<String, Value> key = new LinkedHashMap<>();
        if (index != null) {
            key.putAll(index.keys().of(item));
        }
        key.putAll(table.keys().of(item));
        return key;
    }

    private Map<String, Value> fetched(
            TableStore store, Reader reader, TableKeys keys, Capacity capacity, Map<String, Value> entry) {
        Map<String, Value> item = store.item(reader, keys, table, table.keys().of(entry));
        capacity.readItem(item, consistent);
        return item == null ? entry : item;
    }

    /** The attributes that paths need and the index does not have. */
    static List<String> missing(TableDefinition table, IndexDefinition index, List<DocumentPath> paths) {
        if (index.projection().kind() == IndexProjection.Kind.ALL) {
            return List.of();
        }
        return paths.stream()
                .map(DocumentPath::attribute)
                .filter(name -> table.keys().find(name).isEmpty()
                        && index.keys().find(name).isEmpty()
                        && !index.projection().attributes().contains(name))
                .distinct()
                .sorted()
                .toList();
    }
}
