package dev.gust.functions.host;

import dev.gust.base.time.Clock;
import dev.gust.functions.pool.EnvironmentPool;
import dev.gust.functions.pool.PoolCommand;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Ticks the pool's rules as often as something can be due: soon after invocations, seldom at rest. */
final class Caretaker {
    private static final System.Logger LOG = System.getLogger(Caretaker.class.getName());
    private static final long FREEZE_CHECK_NANOS = 25_000_000;
    private static final long REST_CHECK_NANOS = 1_000_000_000;

    private final EnvironmentPool pool;
    private final ReentrantLock lock;
    private final Condition due;
    private final Clock clock;
    private final Work work;
    /** When it looks again by itself. */
    private long awakeAt;

    /** What is to be done when the rules have spoken. */
    interface Work {
        /** Whether there is nothing to take care of any more. Asked with the lock held. */
        boolean over();

        /** With the lock held, since the order counts. */
        void performLocked(List<PoolCommand> commands);

        /** The rest, without it. */
        void performUnlocked(List<PoolCommand> commands);
    }

    Caretaker(EnvironmentPool pool, ReentrantLock lock, Clock clock, Work work) {
        this.pool = pool;
        this.lock = lock;
        this.due = lock.newCondition();
        this.clock = clock;
        this.work = work;
    }

    void start() {
        Thread.ofPlatform().name("gust-fleet").daemon(true).start(this::takeCare);
    }

    /** There may be something to do before the time that it has set itself. With the lock held. */
    void wake() {
        long now = clock.nanoTime();
        if (now + untilDue(now) < awakeAt) {
            due.signal();
        }
    }

    /** With the lock held. */
    void wakeNow() {
        due.signal();
    }

    private void takeCare() {
        while (true) {
            List<PoolCommand> commands;
            lock.lock();
            try {
                if (work.over()) {
                    return;
                }
                commands = pool.tick(clock.nanoTime());
                work.performLocked(commands);
            } finally {
                lock.unlock();
            }
            try {
                work.performUnlocked(commands);
                rest();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "fleet=failed", e);
            }
        }
    }

    private long untilDue(long now) {
        long refill = pool.refillDue(now);
        long others = pool.freezing() ? FREEZE_CHECK_NANOS : REST_CHECK_NANOS;
        return refill < 0 ? others : Math.min(refill, others);
    }

    /** Waking up early does no harm: a tick finds nothing due then. */
    @SuppressWarnings("WaitNotInLoop")
    private void rest() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            if (!work.over()) {
                long now = clock.nanoTime();
                long nanos = untilDue(now);
                awakeAt = now + nanos;
                long left = due.awaitNanos(nanos);
                LOG.log(System.Logger.Level.TRACE, () -> "fleet=awake signalled=" + (left > 0));
            }
        } finally {
            lock.unlock();
        }
    }
}
