package dev.gust.storage.engine;

import dev.gust.base.time.Clock;
import dev.gust.storage.Snapshot;
import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Hands out snapshots, those of one version on one view, and takes views back that were forgotten. */
final class Snapshots {
    private final Engine engine;
    private final Clock clock;
    private final long lifeNanos;
    private final ArrayDeque<SharedView> retired = new ArrayDeque<>();
    private volatile @Nullable SharedView current;
    private boolean closed;

    Snapshots(Engine engine, Clock clock, Duration life) {
        this.engine = engine;
        this.clock = clock;
        this.lifeNanos = life.toNanos();
    }

    Snapshot open() {
        long expires = clock.nanoTime() + lifeNanos;
        SharedView view = current;
        if (view != null && view.version() == engine.version() && expires - view.lastUseNanos() <= 0 && view.open()) {
            return new StoreSnapshot(view, clock, expires);
        }
        return new StoreSnapshot(openFresh(), clock, expires);
    }

    private synchronized SharedView openFresh() {
        if (closed) {
            throw CommittingStore.closed();
        }
        long now = clock.nanoTime();
        SharedView before = current;
        if (before != null
                && before.version() == engine.version()
                && now + lifeNanos - before.lastUseNanos() <= 0
                && before.open()) {
            return before;
        }
        // A view serves new snapshots for as long as each of them lives, when no commit comes in between.
        SharedView fresh = new SharedView(engine.view(), now + 2 * lifeNanos);
        fresh.open();
        current = fresh;
        if (before != null) {
            retire(before);
        }
        while (!retired.isEmpty() && isOver(retired.peekFirst(), now)) {
            retired.removeFirst().expire();
        }
        return fresh;
    }

    /** Ends every view, so that the engine may close. */
    synchronized void close() {
        closed = true;
        SharedView last = current;
        if (last != null) {
            last.expire();
        }
        retired.forEach(SharedView::expire);
        retired.clear();
    }

    private void retire(SharedView before) {
        before.retire();
        if (!before.isReleased()) {
            retired.addLast(before);
        }
    }

    private static boolean isOver(SharedView view, long now) {
        return view.isReleased() || now - view.lastUseNanos() > 0;
    }
}
