package dev.gust.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads of one consistent state of the store: a {@link Snapshot}'s, or a {@link Transaction}'s with its own writes. */
public interface Reader {
    /** The key's entry, if it is there. */
    Optional<Entry> get(Key key);

    /** One page of a range. */
    Page scan(Scan scan);

    /** Several keys at once, in their order. */
    default List<Optional<Entry>> getAll(List<Key> keys) {
        List<Optional<Entry>> entries = new ArrayList<>(keys.size());
        for (Key key : keys) {
            entries.add(get(key));
        }
        return entries;
    }

    /** The key's value, decoded. */
    default <T> Optional<T> get(Key key, Codec<T> codec) {
        return get(key).map(entry -> codec.decode(entry.value()));
    }
}
