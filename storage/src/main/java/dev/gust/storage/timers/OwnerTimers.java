package dev.gust.storage.timers;

import dev.gust.base.time.Clock;
import dev.gust.storage.Entry;
import dev.gust.storage.Key;
import dev.gust.storage.KeyRange;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.Page;
import dev.gust.storage.Scan;
import dev.gust.storage.StorageException;
import dev.gust.storage.leases.Lease;
import dev.gust.storage.leases.LeaseLostException;
import dev.gust.storage.leases.Leases;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The rules of one owner's timers: whose turn it is, what is due, and what becomes of a timer whose handler fails. Plain code
 * that is given the time; {@link TimerService} runs it. One thread looks for what is due, several may fire.
 */
final class OwnerTimers {
    static final Duration LEASE = Duration.ofSeconds(15);

    /** How often to look from the very beginning, for timers that others set in the past. */
    static final Duration FULL_LOOK = Duration.ofSeconds(30);

    private static final System.Logger LOG = System.getLogger(OwnerTimers.class.getName());
    private static final int PER_LOOK = 128;
    private static final long FIRST_PAUSE_MILLIS = 1_000;
    private static final long LONGEST_PAUSE_MILLIS = Duration.ofMinutes(5).toMillis();

    private final OrderedStore store;
    private final Timers timers;
    private final Leases leases;
    private final Clock clock;
    private final String node;
    private final String owner;
    private final TimerHandler handler;
    private final AtomicLong earliestSetMillis = new AtomicLong(Long.MAX_VALUE);
    private volatile @Nullable Lease lease;

    /** All that was due before this is gone: what lies there are the traces of removed timers, slow to pass over. */
    private long goneBeforeMillis = Long.MIN_VALUE;

    private Instant fullLookAt = Instant.MIN;

    OwnerTimers(OrderedStore store, Timers timers, Clock clock, String node, String owner, TimerHandler handler) {
        this.store = store;
        this.timers = timers;
        this.leases = new Leases(store, clock);
        this.clock = clock;
        this.node = node;
        this.owner = owner;
        this.handler = handler;
    }

    /** This process has set a timer, which may be before all others. */
    void heardOf(long dueMillis) {
        earliestSetMillis.accumulateAndGet(dueMillis, Math::min);
    }

    /** Timers whose time has come, the first ones at most, if it is this node's turn. */
    List<Timer> due() {
        if (!hasLease()) {
            return List.of();
        }
        Instant now = clock.instant();
        forgetWhatIsGone(now);
        Page page = store.scan(
                Scan.of(range().before(dueKey(now.toEpochMilli() + 1))).limit(PER_LOOK));
        goneBeforeMillis =
                page.isEmpty() ? now.toEpochMilli() : dueMillis(page.entries().getFirst());
        return page.entries().stream().map(TimerRecords::timer).toList();
    }

    /** When the next timer is due, if there is one. */
    Optional<Instant> next() {
        return store.scan(Scan.of(range()).limit(1)).entries().stream()
                .findFirst()
                .map(entry -> Instant.ofEpochMilli(dueMillis(entry)));
    }

    /** Whether this node fires this owner's timers. */
    boolean isMyTurn() {
        return lease != null;
    }

    /**
     * Lets the timer take effect, unless it already has, was taken back, or is another node's by now. False when it could not
     * be settled and is still due.
     */
    boolean fire(Timer timer) {
        Lease held = lease;
        if (held == null) {
            return false;
        }
        try {
            store.write(tx -> {
                leases.guard(tx, held);
                if (timers.isSet(tx, timer)) {
                    timers.cancel(tx, owner, timer.id());
                    handler.fire(tx, timer);
                }
            });
            return true;
        } catch (LeaseLostException lost) {
            lease = null;
            return false;
        } catch (StorageException environment) {
            // Still set, and found again by the next look.
            LOG.log(
                    System.Logger.Level.WARNING,
                    "event=timer-delayed owner=" + owner + " id=" + timer.id(),
                    environment);
            return false;
        } catch (RuntimeException failure) {
            LOG.log(System.Logger.Level.ERROR, "event=timer-failed owner=" + owner + " id=" + timer.id(), failure);
            return postpone(timer, held);
        }
    }

    /** Lets another node have the turn at once; should that fail, it has it when the lease runs out. */
    void giveUp() {
        Lease held = lease;
        lease = null;
        if (held != null) {
            try {
                leases.giveUp(held);
            } catch (StorageException failure) {
                LOG.log(System.Logger.Level.DEBUG, "event=lease-not-given-up owner=" + owner, failure);
            }
        }
    }

    private boolean postpone(Timer timer, Lease held) {
        int failures = timer.failures() + 1;
        long pause = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(failures - 1, 20));
        Instant again = clock.instant().plusMillis(pause);
        try {
            store.write(tx -> {
                leases.guard(tx, held);
                if (timers.isSet(tx, timer)) {
                    timers.set(tx, owner, timer.id(), again, timer.payload(), failures);
                }
            });
            return true;
        } catch (StorageException environment) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "event=timer-delayed owner=" + owner + " id=" + timer.id(),
                    environment);
            return false;
        }
    }

    private boolean hasLease() {
        Instant now = clock.instant();
        Lease held = lease;
        if (held != null && now.isBefore(held.until().minus(LEASE.dividedBy(2)))) {
            return true;
        }
        Optional<Lease> next = held == null ? leases.take("timers/" + owner, node, LEASE) : leases.renew(held, LEASE);
        if (held == null && next.isPresent()) {
            // What happened while it was another's turn is not known here.
            fullLookAt = Instant.MIN;
        }
        lease = next.orElse(null);
        return next.isPresent();
    }

    private void forgetWhatIsGone(Instant now) {
        goneBeforeMillis = Math.min(goneBeforeMillis, earliestSetMillis.getAndSet(Long.MAX_VALUE));
        if (!now.isBefore(fullLookAt)) {
            goneBeforeMillis = Long.MIN_VALUE;
            fullLookAt = now.plus(FULL_LOOK);
        }
    }

    private KeyRange range() {
        KeyRange all = KeyRange.under(TimerRecords.BY_DUE.plus(owner));
        return goneBeforeMillis == Long.MIN_VALUE ? all : all.startingAt(dueKey(goneBeforeMillis));
    }

    private Key dueKey(long millis) {
        return TimerRecords.BY_DUE.plus(owner).plus(millis);
    }

    private static long dueMillis(Entry entry) {
        return entry.key().partsAfter(TimerRecords.BY_DUE).skip(1).number();
    }
}
