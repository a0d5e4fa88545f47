package dev.gust.storage.engine;

import dev.gust.base.time.Clock;
import dev.gust.storage.Entry;
import dev.gust.storage.Key;
import dev.gust.storage.Page;
import dev.gust.storage.Scan;
import dev.gust.storage.Snapshot;
import dev.gust.storage.StaleSnapshotException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** A snapshot with its own end of life, on a view that it may share. */
final class StoreSnapshot implements Snapshot {
    private final SharedView view;
    private final Clock clock;
    private final long expiresNanos;
    private final AtomicBoolean closed = new AtomicBoolean();

    StoreSnapshot(SharedView view, Clock clock, long expiresNanos) {
        this.view = view;
        this.clock = clock;
        this.expiresNanos = expiresNanos;
    }

    @Override
    public long version() {
        return view.version();
    }

    @Override
    public Optional<Entry> get(Key key) {
        check();
        return view.get(key);
    }

    @Override
    public Page scan(Scan scan) {
        check();
        return view.scan(scan);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            view.closeOne();
        }
    }

    static StaleSnapshotException expired(long version) {
        return new StaleSnapshotException("the snapshot of version " + version
                + " has reached the end of its life: read in smaller steps, each on a snapshot of its own");
    }

    private void check() {
        if (closed.get()) {
            throw new IllegalStateException("the snapshot is closed");
        }
        if (clock.nanoTime() - expiresNanos > 0) {
            throw expired(view.version());
        }
    }
}
