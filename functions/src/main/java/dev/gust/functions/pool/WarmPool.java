package dev.gust.functions.pool;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Environments without a function, of one profile. Those of an eager pool are there before anybody asks; others are kept from when
 * one was asked for, until nobody has for a while. How many are kept follows demand: as many as were taken within the busiest of the
 * last few moments, within bounds, so that a burst finds them and silence lets them go.
 */
final class WarmPool {
    private static final long MOMENT = 2_000_000_000L;
    private static final int MOMENTS = 5;

    private static final long REMEMBERED = 600_000_000_000L;
    private static final int KEPT_WHEN_ASKED = 2;
    private static final int LONGEST_PATIENCE = 25;

    final boolean eager;
    /** Like those that boot, in the order of their coming, the latest first. */
    final Deque<PoolEnvironment> ready = new ArrayDeque<>();

    final Deque<PoolEnvironment> booting = new ArrayDeque<>();
    int warming;
    private final int[] taken = new int[MOMENTS];
    private long moment;
    private long failedAt = Long.MIN_VALUE;
    private long askedAt = Long.MIN_VALUE;

    WarmPool(boolean eager) {
        this.eager = eager;
    }

    /** Whether it can be forgotten. */
    boolean unused(long now, PoolLimits limits) {
        return !eager && filling() == 0 && ready.isEmpty() && target(now, limits) == 0;
    }

    /** How many are being made. */
    int filling() {
        return warming + booting.size();
    }

    /** One was asked for, whether or not there was one. */
    void asked(long now) {
        move(now);
        taken[0]++;
        askedAt = now;
    }

    /** One could not be made: no more attempts for a while. */
    void failed(long now) {
        failedAt = now;
    }

    /**
     * How long filling up should wait still, so that whoever has just got an environment has the processors to himself until his function
     * is loaded. An empty pool cannot wait.
     */
    long patience(long now, boolean somebodyStarts, PoolLimits limits) {
        if (ready.isEmpty() || askedAt == Long.MIN_VALUE) {
            return 0;
        }
        long patience = somebodyStarts ? LONGEST_PATIENCE * limits.refillAfter() : limits.refillAfter();
        return Math.max(0, askedAt + patience - now);
    }

    int target(long now, PoolLimits limits) {
        move(now);
        if (failedAt != Long.MIN_VALUE && now - failedAt < MOMENT) {
            return 0;
        }
        if (!eager && (askedAt == Long.MIN_VALUE || now - askedAt > REMEMBERED)) {
            return 0;
        }
        int least = eager ? limits.poolSize() : Math.min(limits.poolSize(), KEPT_WHEN_ASKED);
        int most = 0;
        for (int count : taken) {
            most = Math.max(most, count);
        }
        return Math.min(limits.maximumPoolSize(), Math.max(least, most));
    }

    private void move(long now) {
        long current = now / MOMENT;
        long passed = Math.min(MOMENTS, current - moment);
        for (long i = 0; i < passed; i++) {
            System.arraycopy(taken, 0, taken, 1, MOMENTS - 1);
            taken[0] = 0;
        }
        moment = Math.max(moment, current);
    }
}
