package dev.gust.storage.embedded;

import dev.gust.storage.KeyRange;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.rocksdb.CompactRangeOptions;
import org.rocksdb.Range;
import org.rocksdb.RocksDBException;
import org.rocksdb.SizeApproximationFlag;
import org.rocksdb.Slice;

/**
 * Gives back the space of removed ranges. Removing a range is a mark; the entries go when the files that hold them are next
 * rewritten, which for a range that nobody writes to any more may be never. So it is asked for: in the background, file by file,
 * and only where it is worth it. What is not done before the end of the process comes with ordinary compaction.
 */
final class Reclaimer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Reclaimer.class.getName());
    private static final int WAITING = 256;
    private static final long WORTH_IT_BYTES = 4 * 1024 * 1024;

    private final RocksDatabase database;
    private final CompactRangeOptions gently = new CompactRangeOptions()
            .setExclusiveManualCompaction(false)
            .setAllowWriteStall(false)
            .setMaxSubcompactions(1);
    private final ThreadPoolExecutor thread;

    Reclaimer(RocksDatabase database) {
        this.database = database;
        this.thread = new ThreadPoolExecutor(
                1,
                1,
                5,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING),
                Thread.ofPlatform().name("store-reclaimer").daemon().factory());
        thread.allowCoreThreadTimeOut(true);
    }

    void removed(KeyRange range) {
        try {
            thread.execute(() -> reclaim(range));
        } catch (RejectedExecutionException busy) {
            LOG.log(System.Logger.Level.DEBUG, "event=reclaim-left-to-compaction");
        }
    }

    @Override
    public void close() {
        gently.setCanceled(true);
        thread.shutdownNow();
        boolean interrupted = false;
        while (!thread.isTerminated()) {
            try {
                thread.awaitTermination(1, TimeUnit.SECONDS);
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        gently.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void reclaim(KeyRange range) {
        byte[] from = range.from().unsafeBytes();
        byte[] to = range.to().unsafeBytes();
        var family = database.families().of(range.from());
        try (Slice start = new Slice(from);
                Slice end = new Slice(to)) {
            long[] sizes = database.handle()
                    .getApproximateSizes(
                            family,
                            List.of(new Range(start, end)),
                            SizeApproximationFlag.INCLUDE_FILES,
                            SizeApproximationFlag.INCLUDE_MEMTABLES);
            if (sizes[0] >= WORTH_IT_BYTES) {
                database.handle().compactRange(family, from, to, gently);
            }
        } catch (RocksDBException failure) {
            // Also when it is cut short by closing.
            LOG.log(System.Logger.Level.DEBUG, "event=reclaim-left-to-compaction", failure);
        }
    }
}
