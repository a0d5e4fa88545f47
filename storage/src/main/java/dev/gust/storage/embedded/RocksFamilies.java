package dev.gust.storage.embedded;

import dev.gust.storage.Key;
import java.util.List;
import org.rocksdb.ColumnFamilyHandle;

/** The column family of each key space, at the index that is the space's code; at 0 the engine's own. */
record RocksFamilies(List<ColumnFamilyHandle> handles) {
    RocksFamilies {
        handles = List.copyOf(handles);
    }

    ColumnFamilyHandle meta() {
        return handles.getFirst();
    }

    ColumnFamilyHandle of(Key key) {
        return handles.get(key.space().code());
    }
}
