package dev.gust.functions.pool;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Environments without a function, of one profile. How many are kept follows demand: as many as were taken within the busiest of the
 * last few moments, within bounds, so that a burst finds them and silence lets them go.
 */
final class WarmPool {
    private static final long MOMENT = 2_000_000_000L;
    private static final int MOMENTS = 5;

    final Deque<PoolEnvironment> ready = new ArrayDeque<>();
    int warming;
    private final int[] taken = new int[MOMENTS];
    private long moment;
    private long failedAt = Long.MIN_VALUE;

    /** One was asked for, whether or not there was one. */
    void asked(long now) {
        move(now);
        taken[0]++;
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
        int most = 0;
        for (int count : taken) {
            most = Math.max(most, count);
        }
        return Math.min(limits.maximumPoolSize(), Math.max(limits.poolSize(), most));
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
