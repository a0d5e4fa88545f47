package dev.gust.services.dynamodb;

import dev.gust.base.time.Clock;
import dev.gust.services.dynamodb.table.BackgroundWork;
import dev.gust.services.dynamodb.table.TableStore;
import dev.gust.storage.Entry;
import dev.gust.storage.Scan;
import dev.gust.storage.StorageException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * What goes on behind the requests, found again from the store after a crash: expiring items, filling new indexes,
 * rolling and trimming streams, writing counts. All of it is safe to do twice or by two servers at once, as each step is a
 * transaction that looks at what is there.
 */
public final class TableBackground implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(TableBackground.class.getName());
    private static final Duration BETWEEN_ROUNDS = Duration.ofSeconds(1);

    private final TableStore store;
    private final IndexBackfill indexes;
    private final ItemExpiration expiration;
    private final ShardRolling rolling;
    private final StreamTrimming trimming;
    private final Semaphore wake = new Semaphore(0);
    private final Thread thread;
    private volatile boolean closed;

    public TableBackground(TableStore store, TableSettings settings) {
        this.store = store;
        this.indexes = new IndexBackfill(store);
        this.expiration = new ItemExpiration(store);
        this.rolling = new ShardRolling(store, settings);
        this.trimming = new StreamTrimming(store);
        this.thread = Thread.ofVirtual().name("dynamodb-background").unstarted(this::run);
    }

    /** Begins; until then only {@link #round()} does anything. */
    public TableBackground start() {
        thread.start();
        return this;
    }

    /** There is something new to do. */
    public void wake() {
        wake.release();
    }

    /** Everything there is to do now. */
    public void round() {
        Scan scan = Scan.under(BackgroundWork.all());
        while (true) {
            var page = store.store().scan(scan);
            for (Entry entry : page.entries()) {
                look(BackgroundWork.decode(entry.value()));
            }
            if (page.rest().isEmpty()) {
                break;
            }
            scan = scan.over(page.rest().get());
        }
        RequestTokens.forgetOld(store.store(), store.clock().instant());
        store.counts().flush(store.store());
    }

    private void look(BackgroundWork work) {
        switch (work.kind()) {
            case EXPIRY -> expiration.removeExpired(work);
            case EXPIRY_BACKFILL -> expiration.noteExisting(work);
            case INDEX_BACKFILL -> indexes.fill(work);
            case STREAM -> {
                rolling.roll(work);
                trimming.trim(work);
            }
        }
    }

    private void run() {
        Clock clock = store.clock();
        while (!closed) {
            try {
                round();
                if (wake.tryAcquire(BETWEEN_ROUNDS.toMillis(), TimeUnit.MILLISECONDS)) {
                    wake.drainPermits();
                }
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return;
            } catch (StorageException failure) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "dynamodb background round failed, tried again in a second",
                        failure);
                pause(clock);
            }
        }
    }

    private void pause(Clock clock) {
        try {
            clock.sleep(BETWEEN_ROUNDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            closed = true;
        }
    }

    @Override
    public void close() {
        closed = true;
        wake.release();
        try {
            if (thread.isAlive()) {
                thread.join(Duration.ofSeconds(10));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        store.counts().flush(store.store());
    }
}
