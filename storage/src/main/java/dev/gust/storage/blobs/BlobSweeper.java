package dev.gust.storage.blobs;

import dev.gust.base.time.Clock;
import dev.gust.storage.Entry;
import dev.gust.storage.Key;
import dev.gust.storage.KeyRange;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.Page;
import dev.gust.storage.Scan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Removes files that nothing keeps. One step looks at one of 256 folders and at a page of freed blobs, so a step is short
 * however much there is.
 */
public final class BlobSweeper {
    /** Readers that were told of the file have opened it by then. */
    static final Duration BEFORE_REMOVAL = Duration.ofMinutes(2);

    /** Longer than anybody may wait to keep a blob. */
    static final Duration BEFORE_FORGETTING = FreshBlobs.WAIT_TO_BE_KEPT.plus(FreshBlobs.WAIT_TO_BE_KEPT);

    private static final int FREED_PER_STEP = 500;

    private final OrderedStore store;
    private final BlobFiles files;
    private final FreshBlobs fresh;
    private final Clock clock;
    private final List<String> shards = BlobFiles.shards();
    private final ReentrantReadWriteLock removal = new ReentrantReadWriteLock();
    private int nextShard;
    private KeyRange rest = KeyRange.under(BlobRecords.FREED);

    BlobSweeper(OrderedStore store, BlobFiles files, FreshBlobs fresh, Clock clock) {
        this.store = store;
        this.files = files;
        this.fresh = fresh;
        this.clock = clock;
    }

    /** No file is removed until the hold is closed. For backups. */
    public Hold hold() {
        removal.readLock().lock();
        return removal.readLock()::unlock;
    }

    /** Keeps files from being removed; closed by the thread that took it. */
    public interface Hold extends AutoCloseable {
        @Override
        void close();
    }

    /** One bounded piece of work. Nothing happens while a backup runs. */
    public synchronized void step() {
        fresh.forgetOld();
        freeUnkept(shards.get(nextShard));
        nextShard = (nextShard + 1) % shards.size();
        if (removal.writeLock().tryLock()) {
            try {
                removeFreed();
            } finally {
                removal.writeLock().unlock();
            }
        }
    }

    private void freeUnkept(String shard) {
        for (String id : files.ids(shard)) {
            if (!fresh.contains(id) && store.get(BlobRecords.KEPT.plus(id)).isEmpty()) {
                store.write(tx -> {
                    Key freed = BlobRecords.FREED.plus(id);
                    if (tx.get(BlobRecords.KEPT.plus(id)).isEmpty()
                            && tx.get(freed).isEmpty()) {
                        tx.put(freed, BlobRecords.time(clock.instant()));
                    }
                });
            }
        }
    }

    private void removeFreed() {
        Instant now = clock.instant();
        Page page = store.scan(Scan.of(rest).limit(FREED_PER_STEP));
        for (Entry entry : page.entries()) {
            Instant since = BlobRecords.time(entry.value());
            String id = entry.key().partsAfter(BlobRecords.FREED).text();
            if (!now.isBefore(since.plus(BEFORE_REMOVAL))) {
                files.remove(id);
            }
            if (!now.isBefore(since.plus(BEFORE_FORGETTING))) {
                store.write(tx -> tx.delete(entry.key()));
            }
        }
        rest = page.rest().orElseGet(() -> KeyRange.under(BlobRecords.FREED));
    }
}
