package dev.gust.services.dynamodb.table;

import dev.gust.services.dynamodb.value.Value;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A secondary index.
 *
 * @param id where its entries are; never used again, also not for an index of the same name
 * @param maximum what a global index of an on-demand table takes at most
 * @param state whether queries may use it: entries are written from the moment the definition is there
 */
public record IndexDefinition(
        String name,
        String id,
        boolean isGlobal,
        KeyAttributes keys,
        IndexProjection projection,
        Throughput throughput,
        Throughput maximum,
        State state) {
    /** The life of an index. */
    public enum State {
        /** Filled in the background with the items that were there before it. */
        CREATING,
        ACTIVE
    }

    public IndexDefinition withState(State changed) {
        return new IndexDefinition(name, id, isGlobal, keys, projection, throughput, maximum, changed);
    }

    public IndexDefinition withThroughput(Throughput changed) {
        return new IndexDefinition(name, id, isGlobal, keys, projection, changed, maximum, state);
    }

    public IndexDefinition withMaximum(Throughput changed) {
        return new IndexDefinition(name, id, isGlobal, keys, projection, throughput, changed, state);
    }

    /** What the index keeps of an item. */
    public Map<String, Value> project(Map<String, Value> item, KeyAttributes tableKeys) {
        if (projection.kind() == IndexProjection.Kind.ALL) {
            return item;
        }
        Map<String, Value> kept = new LinkedHashMap<>();
        item.forEach((name, value) -> {
            boolean isKey = tableKeys.find(name).isPresent() || keys.find(name).isPresent();
            if (isKey || projection.attributes().contains(name)) {
                kept.put(name, value);
            }
        });
        return kept;
    }
}
