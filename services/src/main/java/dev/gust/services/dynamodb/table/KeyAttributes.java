package dev.gust.services.dynamodb.table;

import dev.gust.services.dynamodb.value.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The attributes by which items of a table or an index are found: those whose equality makes a partition, and those
 * that order it. A table and a local index have one of each at most; a global index up to four.
 */
public record KeyAttributes(List<KeyAttribute> partition, List<KeyAttribute> sort) {
    public KeyAttributes {
        partition = List.copyOf(partition);
        sort = List.copyOf(sort);
    }

    public Stream<KeyAttribute> all() {
        return Stream.concat(partition.stream(), sort.stream());
    }

    public List<String> names() {
        return all().map(KeyAttribute::name).toList();
    }

    public Optional<KeyAttribute> find(String name) {
        return all().filter(attribute -> attribute.name().equals(name)).findFirst();
    }

    public int size() {
        return partition.size() + sort.size();
    }

    /** The item's key alone. Every attribute of it must be there. */
    public Map<String, Value> of(Map<String, Value> item) {
        Map<String, Value> key = new LinkedHashMap<>();
        all().forEach(attribute -> {
            Value value = item.get(attribute.name());
            if (value == null) {
                throw new IllegalStateException("an item without its key attribute " + attribute.name());
            }
            key.put(attribute.name(), value);
        });
        return key;
    }

    /** Whether the item has every attribute of this key, of the right type; only such items are in an index. */
    public boolean isIn(Map<String, Value> item) {
        return all().allMatch(attribute -> {
            Value value = item.get(attribute.name());
            return value != null && value.type() == attribute.type();
        });
    }
}
