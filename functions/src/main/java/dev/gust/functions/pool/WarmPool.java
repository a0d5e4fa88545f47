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

    final boolean eager;
    final Deque<PoolEnvironment> ready = new ArrayDeque<>();
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
        return !eager && warming == 0 && ready.isEmpty() && target(now, limits) == 0;
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
