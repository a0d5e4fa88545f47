package dev.gust.services.dynamodb;

import dev.gust.services.dynamodb.table.BackgroundWork;
import dev.gust.services.dynamodb.table.ItemChange;
import dev.gust.services.dynamodb.table.ItemExpiry;
import dev.gust.services.dynamodb.table.TableDefinition;
import dev.gust.services.dynamodb.table.TableKeys;
import dev.gust.services.dynamodb.table.TableStore;
import dev.gust.services.dynamodb.value.ItemCodec;
import dev.gust.services.dynamodb.value.Value;
import dev.gust.storage.CommitTooLargeException;
import dev.gust.storage.Entry;
import dev.gust.storage.Key;
import dev.gust.storage.KeyRange;
import dev.gust.storage.Page;
import dev.gust.storage.Scan;
import dev.gust.storage.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Removes items whose time to live is over, with their stream record, as soon as it is. */
final class ItemExpiration {
    private static final int AT_ONCE = 100;
    /** Together in one commit, which may be too much for it where items are of the largest. */
    private static final int TOGETHER = 10;
    /** Items that should have expired longer ago are left alone, as DynamoDB does: a wrong unit is likelier. */
    private static final Duration OLDEST = Duration.ofDays(5 * 365);

    private final TableStore store;

    ItemExpiration(TableStore store) {
        this.store = store;
    }

    void removeExpired(BackgroundWork work) {
        TableKeys keys = work.keys();
        Instant now = store.clock().instant();
        Key due = keys.expiries(work.id());
        KeyRange range = new KeyRange(due.plus(now.minus(OLDEST).getEpochSecond()), due.plus(now.getEpochSecond() + 1));
        Page page;
        do {
            page = store.store().scan(Scan.of(range).limit(TOGETHER));
            try {
                remove(work, keys, page.entries());
            } catch (CommitTooLargeException together) {
                page.entries().forEach(entry -> remove(work, keys, List.of(entry)));
            }
        } while (page.rest().isPresent() && !page.isEmpty());
    }

    private void remove(BackgroundWork work, TableKeys keys, List<Entry> due) {
        if (due.isEmpty()) {
            return;
        }
        store.store().write(transaction -> {
            Optional<TableDefinition> table = store.table(transaction, keys, work.tableName())
                    .filter(found -> found.id().equals(work.id()));
            if (table.isEmpty()) {
                transaction.delete(work.key());
                due.forEach(entry -> transaction.delete(entry.key()));
                return;
            }
            for (int place = 0; place < due.size(); place++) {
                remove(transaction, keys, table.get(), due.get(place), place);
            }
        });
    }

    private void remove(Transaction transaction, TableKeys keys, TableDefinition table, Entry due, int place) {
        Map<String, Value> item = store.item(transaction, keys, table, ItemCodec.decode(due.value()));
        OptionalLong expiry = ItemExpiry.of(table, item);
        boolean isOver = expiry.isPresent()
                && expiry.getAsLong() <= store.clock().instant().getEpochSecond();
        if (item != null && isOver) {
            store.write(transaction, keys, new ItemChange(table, item, null), place, true);
        } else {
            transaction.delete(due.key());
        }
    }

    /** Notes when the items expire that were there before time to live was turned on. */
    void noteExisting(BackgroundWork work) {
        TableKeys keys = work.keys();
        Optional<TableDefinition> table = store.table(store.store(), keys, work.tableName())
                .filter(found -> found.id().equals(work.id()));
        if (table.isPresent() && table.get().timeToLive() != null) {
            KeyRange rest = KeyRange.under(keys.items(table.get()));
            while (true) {
                Page page = store.store().scan(Scan.of(rest).limit(AT_ONCE));
                note(work, keys, page);
                if (page.rest().isEmpty()) {
                    break;
                }
                rest = page.rest().get();
            }
        }
        store.store().write(transaction -> transaction.delete(work.key()));
    }

    private void note(BackgroundWork work, TableKeys keys, Page page) {
        store.store()
                .write(transaction -> store.table(transaction, keys, work.tableName())
                        .filter(found -> found.id().equals(work.id()))
                        .ifPresent(table -> page.entries()
                                .forEach(read -> transaction
                                        .get(read.key())
                                        .map(entry -> ItemCodec.decode(entry.value()))
                                        .ifPresent(item -> {
                                            OptionalLong expiry = ItemExpiry.of(table, item);
                                            if (expiry.isPresent()) {
                                                transaction.put(
                                                        keys.expiry(table, expiry.getAsLong(), item),
                                                        ItemCodec.encode(
                                                                table.keys().of(item)));
                                            }
                                        }))));
    }
}
