package dev.gust.storage.timers;

import dev.gust.base.time.Clock;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.StorageException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Fires timers. Handlers are registered before or while it runs; timers whose owner has no handler wait.
 *
 * <p>Each owner is looked after by a virtual thread, which sleeps until its next timer is due or somebody sets an earlier one,
 * and at most a second.
 */
public final class TimerService implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(TimerService.class.getName());
    private static final Duration LONGEST_SLEEP = Duration.ofSeconds(1);
    private static final Duration AFTER_FAILURE = Duration.ofMillis(500);
    private static final int FIRING_AT_ONCE = 64;

    private final OrderedStore store;
    private final Timers timers = new Timers();
    private final Clock clock;
    private final String node;
    private final Map<String, Attendant> attendants = new ConcurrentHashMap<>();
    private final Semaphore firing = new Semaphore(FIRING_AT_ONCE);
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("timers-", 0).factory());

    /** {@code node} names this process among those that share the store; a name is used by one process at a time. */
    public TimerService(OrderedStore store, Clock clock, String node) {
        this.store = store;
        this.clock = clock;
        this.node = node;
        timers.listen((owner, dueMillis) -> {
            Attendant attendant = attendants.get(owner);
            if (attendant != null) {
                attendant.heardOf(dueMillis);
            }
        });
    }

    /** For setting and cancelling timers. */
    public Timers timers() {
        return timers;
    }

    /** From now on this owner's timers fire. */
    public void handle(String owner, TimerHandler handler) {
        Attendant attendant = new Attendant(new OwnerTimers(store, timers, clock, node, owner, handler));
        if (attendants.putIfAbsent(owner, attendant) != null) {
            throw new IllegalStateException("the timers of " + owner + " have a handler already");
        }
        threads.execute(attendant::run);
    }

    @Override
    public void close() {
        threads.shutdownNow();
        threads.close();
    }

    /** Looks after one owner's timers. */
    private final class Attendant {
        private final OwnerTimers rules;
        private final Wakeup wakeup = new Wakeup();
        private @Nullable Class<?> told;

        Attendant(OwnerTimers rules) {
            this.rules = rules;
        }

        void heardOf(long dueMillis) {
            rules.heardOf(dueMillis);
            wakeup.wake();
        }

        void run() {
            try {
                while (true) {
                    wakeup.await(step());
                }
            } catch (InterruptedException closed) {
                rules.giveUp();
            }
        }

        /** How long there is nothing to do. */
        private Duration step() throws InterruptedException {
            try {
                List<Timer> due = rules.due();
                if (!due.isEmpty()) {
                    return fireAll(due) ? Duration.ZERO : AFTER_FAILURE;
                }
                boolean mine = rules.isMyTurn();
                told = null;
                return mine ? rules.next().map(this::untilThen).orElse(LONGEST_SLEEP) : LONGEST_SLEEP;
            } catch (StorageException failure) {
                tell(failure);
                return AFTER_FAILURE;
            }
        }

        /** Once for each way of failing: a full disk may last for days. */
        private void tell(StorageException failure) {
            if (!failure.getClass().equals(told)) {
                told = failure.getClass();
                LOG.log(
                        System.Logger.Level.WARNING,
                        () -> "event=timers-delayed reason=\"" + failure.getMessage() + '"');
            }
        }

        private Duration untilThen(Instant due) {
            Duration left = Duration.between(clock.instant(), due);
            if (left.isNegative()) {
                return Duration.ZERO;
            }
            return left.compareTo(LONGEST_SLEEP) < 0 ? left : LONGEST_SLEEP;
        }

        private boolean fireAll(List<Timer> due) throws InterruptedException {
            List<Future<Boolean>> fired = new ArrayList<>(due.size());
            for (Timer timer : due) {
                firing.acquire();
                fired.add(threads.submit(() -> {
                    try {
                        return rules.fire(timer);
                    } finally {
                        firing.release();
                    }
                }));
            }
            boolean all = true;
            for (Future<Boolean> each : fired) {
                try {
                    all &= each.get();
                } catch (ExecutionException failure) {
                    LOG.log(System.Logger.Level.ERROR, "event=timer-failed", failure.getCause());
                    all = false;
                }
            }
            return all;
        }
    }
}
