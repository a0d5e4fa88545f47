package dev.gust.services.dynamodb;

import dev.gust.services.dynamodb.expression.Projection;
import dev.gust.services.dynamodb.value.StoredItem;
import dev.gust.wire.model.dynamodb.AttributeValue;
import dev.gust.wire.schema.JsonForm;
import java.util.AbstractMap;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A stored item in an answer: written as it is, and taken apart only for whoever looks into it. */
final class StoredAttributes extends AbstractMap<String, AttributeValue> implements JsonForm {
    private final StoredItem item;
    private volatile @Nullable Map<String, AttributeValue> attributes;

    StoredAttributes(StoredItem item) {
        this.item = item;
    }

    /** What an answer shows of an item. */
    static Map<String, AttributeValue> of(StoredItem item, @Nullable Projection projection) {
        return projection == null
                ? new StoredAttributes(item)
                : AttributeValues.toWire(projection.apply(item.decode()));
    }

    @Override
    public byte[] json() {
        return item.json();
    }

    @Override
    public Set<Entry<String, AttributeValue>> entrySet() {
        return attributes().entrySet();
    }

    @Override
    public @Nullable AttributeValue get(@Nullable Object name) {
        return attributes().get(name);
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
        return attributes().containsKey(name);
    }

    // Two threads may both take it apart, and come to the same.
    private Map<String, AttributeValue> attributes() {
        Map<String, AttributeValue> known = attributes;
        if (known == null) {
            known = Collections.unmodifiableMap(AttributeValues.toWire(item.decode()));
            attributes = known;
        }
        return known;
    }
}
