package dev.gust.services.dynamodb;

import dev.gust.services.dynamodb.table.BackgroundWork;
import dev.gust.services.dynamodb.table.StreamDefinition;
import dev.gust.services.dynamodb.table.StreamRecords;
import dev.gust.services.dynamodb.table.TableKeys;
import dev.gust.services.dynamodb.table.TableStore;
import dev.gust.storage.Entry;
import dev.gust.storage.Key;
import dev.gust.storage.KeyRange;
import dev.gust.storage.Page;
import dev.gust.storage.Scan;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Drops stream records after a day, and a closed stream with its last record. */
final class StreamTrimming {
    static final Duration KEPT = Duration.ofHours(24);
    private static final int AT_ONCE = 1000;

    private final TableStore store;

    StreamTrimming(TableStore store) {
        this.store = store;
    }

    void trim(BackgroundWork work) {
        TableKeys keys = work.keys();
        Key records = keys.records(work.id());
        Instant oldest = store.clock().instant().minus(KEPT);
        Page first = store.store().scan(Scan.under(records).limit(1));
        if (first.isEmpty()) {
            dropClosed(work, keys, oldest);
            return;
        }
        if (isKept(first.entries().getFirst(), oldest)) {
            return;
        }
        Page page = store.store().scan(Scan.under(records).limit(AT_ONCE));
        Entry last = first.entries().getFirst();
        for (Entry entry : page.entries()) {
            if (isKept(entry, oldest)) {
                break;
            }
            last = entry;
        }
        KeyRange gone = KeyRange.under(records).through(last.key());
        store.store().write(transaction -> transaction.deleteRange(gone));
    }

    private static boolean isKept(Entry entry, Instant oldest) {
        return StreamRecords.timeOf(entry).isAfter(oldest);
    }

    private void dropClosed(BackgroundWork work, TableKeys keys, Instant oldest) {
        store.store().write(transaction -> {
            Optional<StreamDefinition> stream =
                    transaction.get(keys.stream(work.id())).map(entry -> StreamDefinition.decode(entry.value()));
            Instant closed = stream.map(found -> found.settings().closed()).orElse(null);
            if (stream.isEmpty() || (closed != null && closed.isBefore(oldest))) {
                transaction.delete(keys.stream(work.id()));
                transaction.delete(work.key());
            }
        });
    }
}
