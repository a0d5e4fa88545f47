package dev.gust.functions.telemetry;

import java.util.concurrent.atomic.AtomicLong;

/** The memory that waiting events of all environments may take together, whatever each of them may. */
public final class TelemetryBudget {
    private static final long MOST = 64L * 1024 * 1024;

    private final AtomicLong taken = new AtomicLong();

    boolean take(int bytes) {
        if (taken.addAndGet(bytes) <= MOST) {
            return true;
        }
        taken.addAndGet(-bytes);
        return false;
    }

    void give(long bytes) {
        taken.addAndGet(-bytes);
    }

    /** What is waiting now. */
    public long taken() {
        return taken.get();
    }
}
