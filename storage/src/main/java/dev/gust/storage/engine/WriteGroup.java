package dev.gust.storage.engine;

import dev.gust.storage.Key;
import dev.gust.storage.KeyRange;

/** The writes of one or more commits, made together or not at all. */
public interface WriteGroup {
    void put(Key key, long version, byte[] value);

    void delete(Key key);

    void deleteRange(KeyRange range);
}
