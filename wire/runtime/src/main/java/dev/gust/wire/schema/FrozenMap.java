package dev.gust.wire.schema;

import java.util.AbstractMap;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A map that nobody can change, in the order it was filled. The map inside belongs to it from here on. */
public final class FrozenMap<K, V extends @Nullable Object> extends AbstractMap<K, V> {
    private final Map<K, V> entries;

    public FrozenMap(Map<K, V> entries) {
        this.entries = entries;
    }

    static <K, V extends @Nullable Object> FrozenMap<K, V> copyOf(Map<K, V> given) {
        return new FrozenMap<>(new LinkedHashMap<>(given));
    }

    @Override
    public @Nullable V get(@Nullable Object key) {
        return entries.get(key);
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return entries.containsKey(key);
    }

    @Override
    public int size() {
        return entries.size();
    }

    @Override
    public Set<K> keySet() {
        return Collections.unmodifiableSet(entries.keySet());
    }

    @Override
    public Set<Entry<K, V>> entrySet() {
        return Collections.unmodifiableMap(entries).entrySet();
    }
}
