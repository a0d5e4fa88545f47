package dev.gust.storage.engine;

import dev.gust.storage.Entry;
import dev.gust.storage.Key;
import dev.gust.storage.Page;
import dev.gust.storage.Scan;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A view that the snapshots of one version share. It is released when the last of them is closed or all have expired, and
 * never while somebody reads: a native engine would crash the process.
 */
final class SharedView {
    private final EngineView view;
    private final long lastUseNanos;
    private int snapshots;
    private int readers;
    private boolean current = true;
    private boolean expired;
    private boolean released;

    /** {@code lastUseNanos}: after this no snapshot of the view may read. */
    SharedView(EngineView view, long lastUseNanos) {
        this.view = view;
        this.lastUseNanos = lastUseNanos;
    }

    long version() {
        return view.version();
    }

    long lastUseNanos() {
        return lastUseNanos;
    }

    /** One more snapshot on this view, unless it is on its way out. */
    synchronized boolean open() {
        if (!current || expired) {
            return false;
        }
        snapshots++;
        return true;
    }

    synchronized void closeOne() {
        snapshots--;
        releaseIfUnused();
    }

    /** No new snapshots: a newer view has taken its place. */
    synchronized void retire() {
        current = false;
        releaseIfUnused();
    }

    /** Its time is over, whatever snapshots somebody forgot to close. */
    synchronized void expire() {
        current = false;
        expired = true;
        releaseIfUnused();
    }

    synchronized boolean isReleased() {
        return released;
    }

    Optional<Entry> get(Key key) {
        return reading(() -> view.get(key));
    }

    Page scan(Scan scan) {
        return reading(() -> view.scan(scan));
    }

    private <T> T reading(Supplier<T> read) {
        synchronized (this) {
            if (expired || released) {
                throw StoreSnapshot.expired(view.version());
            }
            readers++;
        }
        try {
            return read.get();
        } finally {
            synchronized (this) {
                readers--;
                releaseIfUnused();
            }
        }
    }

    private void releaseIfUnused() {
        if (!released && readers == 0 && !current && (snapshots == 0 || expired)) {
            released = true;
            view.release();
        }
    }
}
