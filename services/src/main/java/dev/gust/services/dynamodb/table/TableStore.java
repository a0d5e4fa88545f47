package dev.gust.services.dynamodb.table;

import dev.gust.base.time.Clock;
import dev.gust.services.dynamodb.value.ItemCodec;
import dev.gust.services.dynamodb.value.StoredItem;
import dev.gust.services.dynamodb.value.Value;
import dev.gust.storage.ConflictException;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.Reader;
import dev.gust.storage.StaleSnapshotException;
import dev.gust.storage.Transaction;
import dev.gust.storage.TransactionBody;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Tables and items in the ordered store. Writers of one item wait for one another here, so that few of them conflict. */
public final class TableStore {
    private static final int LOCKS = 1024;

    private final OrderedStore store;
    private final Clock clock;
    private final TableDirectory directory = new TableDirectory();
    private final TableCounts counts = new TableCounts();
    private final ShardLoads loads = new ShardLoads();
    private final ReentrantLock[] locks = new ReentrantLock[LOCKS];

    public TableStore(OrderedStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
        for (int i = 0; i < LOCKS; i++) {
            locks[i] = new ReentrantLock();
        }
    }

    public OrderedStore store() {
        return store;
    }

    public Clock clock() {
        return clock;
    }

    public TableDirectory directory() {
        return directory;
    }

    public TableCounts counts() {
        return counts;
    }

    public ShardLoads loads() {
        return loads;
    }

    public Optional<TableDefinition> table(Reader reader, TableKeys keys, String name) {
        return directory.find(reader, keys, name);
    }

    public @Nullable Map<String, Value> item(
            Reader reader, TableKeys keys, TableDefinition table, Map<String, Value> key) {
        return reader.get(keys.item(table, key))
                .map(entry -> ItemCodec.decode(entry.value()))
                .orElse(null);
    }

    /** The same as it is stored, for an answer that shows all of it. */
    public @Nullable StoredItem stored(Reader reader, TableKeys keys, TableDefinition table, Map<String, Value> key) {
        return reader.get(keys.item(table, key))
                .map(entry -> StoredItem.of(entry.value()))
                .orElse(null);
    }

    /**
     * A transaction on one item, told by the table's name and the item or its key as the request has it. Taking turns is only for
     * speed: another process may write the same item, and what decides is the commit.
     */
    public <T extends @Nullable Object> T transactOn(
            TableKeys keys, String table, Map<String, Value> item, TransactionBody<T> body) {
        ReentrantLock lock = locks[Math.floorMod(turn(keys, table, item), LOCKS)];
        lock.lock();
        try {
            return store.transact(body);
        } finally {
            lock.unlock();
        }
    }

    /** An item as a request names it: by its table's name, and its own attributes or its key. */
    public record Named(String table, Map<String, Value> item) {}

    /** A transaction on several items: as it comes and, where others always come first, once more in turn with those. */
    public <T extends @Nullable Object> T transactOnAll(TableKeys keys, List<Named> items, TransactionBody<T> body) {
        try {
            return store.transact(body);
        } catch (ConflictException | StaleSnapshotException lost) {
            return inTurn(keys, items, body);
        }
    }

    private <T extends @Nullable Object> T inTurn(TableKeys keys, List<Named> items, TransactionBody<T> body) {
        // All take their locks in the same order, so that none waits for one that waits for it.
        List<ReentrantLock> turns = items.stream()
                .mapToInt(each -> Math.floorMod(turn(keys, each.table(), each.item()), LOCKS))
                .distinct()
                .sorted()
                .mapToObj(each -> locks[each])
                .toList();
        turns.forEach(ReentrantLock::lock);
        try {
            return store.transact(body);
        } finally {
            turns.reversed().forEach(ReentrantLock::unlock);
        }
    }

    /** The same for every request that names the same item, as far as the table's definition is remembered. */
    private int turn(TableKeys keys, String table, Map<String, Value> item) {
        int turn = table.hashCode();
        TableDefinition known = directory.remembered(keys, table);
        if (known != null) {
            for (String name : known.keys().names()) {
                Value value = item.get(name);
                turn = 31 * turn + (value == null ? 0 : value.hashCode());
            }
        }
        return turn;
    }

    /** Writes a change with everything that hangs on it. */
    public void write(Transaction transaction, TableKeys keys, ItemChange change, int place, boolean expired) {
        Instant now = clock.instant();
        change.write(transaction, keys, now, place, expired);
        transaction.afterCommit(version -> {
            counts.add(keys, change);
            if (change.before() != null || change.after() != null) {
                change.table().openStream().ifPresent(stream -> loads.add(stream.id(), change.shard(stream), now));
            }
        });
    }
}
