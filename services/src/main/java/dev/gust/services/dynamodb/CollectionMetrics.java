package dev.gust.services.dynamodb;

import dev.gust.services.dynamodb.table.ItemChange;
import dev.gust.services.dynamodb.table.TableDefinition;
import dev.gust.services.dynamodb.value.Value;
import dev.gust.wire.model.dynamodb.ItemCollectionMetrics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Item collections: all items of one partition key, in the table and its local indexes. DynamoDB limits them to 10 GB
 * and answers an estimate; a collection is not limited here, and the estimate always is the lowest.
 */
final class CollectionMetrics {
    private static final List<Double> ESTIMATE_GIGABYTES = List.of(0.0, 1.0);

    private CollectionMetrics() {}

    /** The metrics of the collection that the change was in; only tables with local indexes have any. */
    static @Nullable ItemCollectionMetrics of(ItemChange change) {
        TableDefinition table = change.table();
        Map<String, Value> item = change.after() == null ? change.before() : change.after();
        if (item == null || table.indexes().stream().allMatch(index -> index.isGlobal())) {
            return null;
        }
        Map<String, Value> key = new LinkedHashMap<>();
        table.keys().partition().forEach(attribute -> {
            Value value = item.get(attribute.name());
            if (value != null) {
                key.put(attribute.name(), value);
            }
        });
        return new ItemCollectionMetrics(AttributeValues.toWire(key), ESTIMATE_GIGABYTES);
    }
}
