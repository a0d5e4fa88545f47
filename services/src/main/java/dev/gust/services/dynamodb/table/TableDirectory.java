package dev.gust.services.dynamodb.table;

import dev.gust.storage.Entry;
import dev.gust.storage.Key;
import dev.gust.storage.Reader;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds tables by name. The definition is read at every call, so that a transaction hangs on it; only its decoding is
 * remembered, by the version of the commit that wrote it.
 */
public final class TableDirectory {
    private static final int MOST_REMEMBERED = 10_000;

    private record Known(long version, TableDefinition table) {}

    private final ConcurrentHashMap<Key, Known> decoded = new ConcurrentHashMap<>();

    public Optional<TableDefinition> find(Reader reader, TableKeys keys, String name) {
        Key key = keys.table(name);
        return reader.get(key).map(entry -> decode(key, entry));
    }

    /** The table as it was when somebody last read it, which may be out of date, or null. */
    @Nullable
    TableDefinition remembered(TableKeys keys, String name) {
        Known known = decoded.get(keys.table(name));
        return known == null ? null : known.table();
    }

    public TableDefinition decode(Entry entry) {
        return decode(entry.key(), entry);
    }

    private TableDefinition decode(Key key, Entry entry) {
        Known known = decoded.get(key);
        if (known != null && known.version() == entry.version() && entry.version() != Entry.UNCOMMITTED) {
            return known.table();
        }
        TableDefinition table = TableCodec.TABLE.decode(entry.value());
        if (entry.version() != Entry.UNCOMMITTED) {
            if (decoded.size() >= MOST_REMEMBERED) {
                decoded.clear();
            }
            decoded.put(key, new Known(entry.version(), table));
        }
        return table;
    }

    public static byte[] encode(TableDefinition table) {
        return TableCodec.TABLE.encode(table);
    }
}
