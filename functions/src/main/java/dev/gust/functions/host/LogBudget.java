package dev.gust.functions.host;

/** How much an environment may write: a burst, then a steady rate. For one thread. */
final class LogBudget {
    private static final long BURST_BYTES = 16L * 1024 * 1024;
    private static final long BYTES_PER_SECOND = 4L * 1024 * 1024;

    private long left = BURST_BYTES;
    private long lastNanos;

    LogBudget(long now) {
        lastNanos = now;
    }

    boolean spend(int bytes, long now) {
        long earned = (now - lastNanos) / 1000 * BYTES_PER_SECOND / 1_000_000;
        if (earned > 0) {
            left = Math.min(BURST_BYTES, left + earned);
            lastNanos = now;
        }
        if (bytes > left) {
            return false;
        }
        left -= bytes;
        return true;
    }
}
