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
import java.util.List;
import java.util.Optional;

/** Drops stream records after a day, and a closed stream with its last record. */
final class StreamTrimming {
    static final Duration KEPT = Duration.ofHours(24);
    private static final int AT_ONCE = 1000;
    private static final int BYTES = 1024 * 1024;
    /** In one round, a second after the last: far more than can be written in a second. */
    private static final int STEPS = 100;

    private final TableStore store;

    StreamTrimming(TableStore store) {
        this.store = store;
    }

    void trim(BackgroundWork work) {
        TableKeys keys = work.keys();
        Key records = keys.records(work.id());
        Instant oldest = store.clock().instant().minus(KEPT);
        for (int step = 0; step < STEPS; step++) {
            Page page = store.store().scan(Scan.under(records).limit(AT_ONCE).maxBytes(BYTES));
            if (page.isEmpty()) {
                dropClosed(work, keys, oldest);
                return;
            }
            List<Entry> gone = page.entries().stream()
                    .takeWhile(entry -> !isKept(entry, oldest))
                    .toList();
            if (gone.isEmpty()) {
                return;
            }
            KeyRange range = KeyRange.under(records).through(gone.getLast().key());
            store.store().write(transaction -> transaction.deleteRange(range));
        }
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
