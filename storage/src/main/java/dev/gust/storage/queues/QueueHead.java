package dev.gust.storage.queues;

import dev.gust.storage.Entry;
import dev.gust.storage.KeyRange;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.Page;
import dev.gust.storage.Scan;
import dev.gust.storage.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What a process knows of one queue: the windows of its lanes, and who waits for it. */
final class QueueHead {
    /** How often to look at everything anew, as other processes may work on the queue too. */
    static final Duration FULL_LOOK = Duration.ofSeconds(30);

    private final OrderedStore store;
    private final QueueKeys keys;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final int most;
    private final LaneWindow ready;
    private final LaneWindow waiting;
    private Instant fullLookAt = Instant.MIN;
    private long arrivals;

    /** {@code most}: entries of each lane to know. */
    QueueHead(OrderedStore store, QueueKeys keys, int most) {
        this.store = store;
        this.keys = keys;
        this.most = most;
        this.ready = new LaneWindow(most);
        this.waiting = new LaneWindow(most);
    }

    QueueKeys keys() {
        return keys;
    }

    /** Candidates for a claim, which are this claimant's until it gives them back. Those that waited come first. */
    List<LaneEntry> take(int most, Instant now) {
        lock.lock();
        try {
            if (!now.isBefore(fullLookAt)) {
                ready.forget();
                waiting.forget();
                fullLookAt = now.plus(FULL_LOOK);
            }
            List<LaneEntry> taken = new ArrayList<>();
            take(waiting, keys.waiting(), most, now, taken);
            take(ready, keys.ready(), most, now, taken);
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** An entry that its taker has no use for. */
    void giveBack(LaneEntry entry) {
        offer(entry, 0);
    }

    /** An entry that a commit of this version has added. */
    void offer(LaneEntry entry, long version) {
        lock.lock();
        try {
            (entry.untilMillis() == 0 ? ready : waiting).offer(entry, version);
            arrivals++;
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Everything is to be looked at anew. */
    void forget() {
        lock.lock();
        try {
            fullLookAt = Instant.MIN;
        } finally {
            lock.unlock();
        }
    }

    /** A number that changes with every arrival. */
    long arrivals() {
        lock.lock();
        try {
            return arrivals;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until something arrives that had not when {@link #arrivals} was asked, or until the time is over. */
    void awaitArrival(long seen, Duration longest) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long nanos = longest.toNanos();
            while (arrivals == seen && nanos > 0) {
                nanos = arrived.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    /** When the first of those that wait becomes ready, as far as is known. */
    Optional<Instant> nextWaiting() {
        lock.lock();
        try {
            return waiting.first().map(entry -> Instant.ofEpochMilli(entry.untilMillis()));
        } finally {
            lock.unlock();
        }
    }

    private void take(LaneWindow window, KeyRange lane, int most, Instant now, List<LaneEntry> taken) {
        while (taken.size() < most) {
            Optional<LaneEntry> entry = window.take(now.toEpochMilli());
            if (entry.isPresent()) {
                taken.add(entry.get());
            } else if (window.first().isPresent() || !window.needsFilling() || !fill(window, lane)) {
                return;
            }
        }
    }

    /** Reads on behind the window's end. False when there was nothing. */
    private boolean fill(LaneWindow window, KeyRange lane) {
        @Nullable LaneEntry end = window.end();
        boolean isReady = window.equals(ready);
        KeyRange rest = end == null ? lane : lane.after(keys.lane(end.id(), isReady ? null : end.untilMillis()));
        try (Snapshot snapshot = store.snapshot()) {
            Page page = snapshot.scan(Scan.of(rest).limit(Math.max(1, most / 2)));
            List<LaneEntry> found = new ArrayList<>();
            for (Entry entry : page.entries()) {
                found.add(isReady ? keys.readyEntry(entry) : keys.waitingEntry(entry));
            }
            window.fill(found, page.rest().isPresent(), snapshot.version());
            return !found.isEmpty();
        }
    }
}
