package dev.gust.services.dynamodb;

import dev.gust.services.dynamodb.table.BackgroundWork;
import dev.gust.services.dynamodb.table.IndexDefinition;
import dev.gust.services.dynamodb.table.TableDefinition;
import dev.gust.services.dynamodb.table.TableDirectory;
import dev.gust.services.dynamodb.table.TableKeys;
import dev.gust.services.dynamodb.table.TableStore;
import dev.gust.services.dynamodb.value.ItemCodec;
import dev.gust.services.dynamodb.value.Value;
import dev.gust.storage.ConflictException;
import dev.gust.storage.Entry;
import dev.gust.storage.KeyRange;
import dev.gust.storage.Page;
import dev.gust.storage.Scan;
import dev.gust.storage.Transaction;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Fills a new index with the items that were in the table before it. From the commit on that made the index, every
 * write of an item writes its entry; so only items that nobody writes are put here, each on the condition that it is
 * still what was read.
 */
final class IndexBackfill {
    private static final int ITEMS = 2000;
    private static final int CROWDED_ITEMS = 100;
    private static final int BYTES = 1024 * 1024;

    private final TableStore store;

    IndexBackfill(TableStore store) {
        this.store = store;
    }

    void fill(BackgroundWork work) {
        TableKeys keys = work.keys();
        Optional<TableDefinition> table = store.table(store.store(), keys, work.tableName());
        if (table.flatMap(found -> index(found, work)).isEmpty()) {
            store.store().write(transaction -> transaction.delete(work.key()));
            return;
        }
        Optional<KeyRange> rest = Optional.of(KeyRange.under(keys.items(table.get())));
        while (rest.isPresent()) {
            Step step = put(work, keys, rest.get());
            if (!step.wanted()) {
                return;
            }
            rest = step.rest();
        }
        finish(work, keys);
    }

    /**
     * What one commit came to.
     *
     * @param wanted whether the index is still to be filled
     * @param rest what is left to be read
     */
    private record Step(boolean wanted, Optional<KeyRange> rest) {
        static final Step UNWANTED = new Step(false, Optional.empty());
    }

    private static Optional<IndexDefinition> index(TableDefinition table, BackgroundWork work) {
        return table.indexes().stream()
                .filter(index -> index.id().equals(work.id()) && index.state() == IndexDefinition.State.CREATING)
                .findFirst();
    }

    /** Reads the items on the condition that none of them, and none between them, changes before the commit. */
    private Step put(BackgroundWork work, TableKeys keys, KeyRange range) {
        try {
            return store.store().transact(transaction -> {
                Page page = transaction.scan(Scan.of(range).limit(ITEMS).maxBytes(BYTES));
                return put(work, keys, transaction, page.entries()) ? new Step(true, page.rest()) : Step.UNWANTED;
            });
        } catch (ConflictException crowded) {
            // Where others write all the time, only what an item itself was may be a condition.
            Page page = store.store().scan(Scan.of(range).limit(CROWDED_ITEMS).maxBytes(BYTES));
            return store.store().transact(transaction -> {
                List<Entry> present = page.entries().stream()
                        .flatMap(read -> transaction.get(read.key()).stream())
                        .toList();
                return put(work, keys, transaction, present) ? new Step(true, page.rest()) : Step.UNWANTED;
            });
        }
    }

    /** Whether the index is still wanted. */
    private boolean put(BackgroundWork work, TableKeys keys, Transaction transaction, List<Entry> entries) {
        Optional<TableDefinition> table = store.table(transaction, keys, work.tableName());
        Optional<IndexDefinition> index = table.flatMap(found -> index(found, work));
        if (table.isEmpty() || index.isEmpty()) {
            return false;
        }
        for (Entry entry : entries) {
            Map<String, Value> item = ItemCodec.decode(entry.value());
            if (index.get().keys().isIn(item)) {
                Map<String, Value> kept = index.get().project(item, table.get().keys());
                transaction.put(keys.entry(table.get(), index.get(), kept), ItemCodec.encode(kept));
            }
        }
        return true;
    }

    private void finish(BackgroundWork work, TableKeys keys) {
        store.store().write(transaction -> {
            transaction.delete(work.key());
            store.table(transaction, keys, work.tableName()).ifPresent(table -> {
                List<IndexDefinition> indexes = table.indexes().stream()
                        .map(index ->
                                index.id().equals(work.id()) ? index.withState(IndexDefinition.State.ACTIVE) : index)
                        .toList();
                transaction.put(
                        keys.table(table.name()),
                        TableDirectory.encode(table.toBuilder().indexes(indexes).build()));
            });
        });
    }
}
