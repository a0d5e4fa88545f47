package dev.gust.services.dynamodb.table;

import dev.gust.base.time.Clock;
import dev.gust.services.dynamodb.value.ItemCodec;
import dev.gust.services.dynamodb.value.Value;
import dev.gust.storage.Key;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.Reader;
import dev.gust.storage.Transaction;
import dev.gust.storage.TransactionBody;
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

    public Optional<TableDefinition> table(Reader reader, TableKeys keys, String name) {
        return directory.find(reader, keys, name);
    }

    public @Nullable Map<String, Value> item(
            Reader reader, TableKeys keys, TableDefinition table, Map<String, Value> key) {
        return reader.get(keys.item(table, key))
                .map(entry -> ItemCodec.decode(entry.value()))
                .orElse(null);
    }

    /**
     * A transaction on one item. Taking turns is only for speed: another process may write the same item, and what
     * decides is the commit.
     */
    public <T extends @Nullable Object> T transactOn(Key item, TransactionBody<T> body) {
        ReentrantLock lock = locks[Math.floorMod(item.hashCode(), LOCKS)];
        lock.lock();
        try {
            return store.transact(body);
        } finally {
            lock.unlock();
        }
    }

    /** Writes a change with everything that hangs on it. */
    public void write(Transaction transaction, TableKeys keys, ItemChange change, int place, boolean expired) {
        change.write(transaction, keys, clock.instant(), place, expired);
        transaction.afterCommit(version -> counts.add(keys, change));
    }
}
