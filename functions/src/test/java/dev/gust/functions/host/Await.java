package dev.gust.functions.host;

import dev.gust.base.time.Clock;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for something to become true, for a while. */
public final class Await {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private Await() {}

    public static void until(String what, BooleanSupplier condition) {
        until(what, condition, () -> "");
    }

    /** For what takes longer than most. */
    static void until(String what, Duration patience, BooleanSupplier condition) {
        until(what, patience, condition, () -> "");
    }

    /**
     * @param seen tells how it was instead
     */
    static void until(String what, BooleanSupplier condition, Supplier<String> seen) {
        until(what, PATIENCE, condition, seen);
    }

    private static void until(String what, Duration patience, BooleanSupplier condition, Supplier<String> seen) {
        Clock clock = Clock.system();
        long end = clock.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (clock.nanoTime() > end) {
                throw new AssertionError("not so after " + patience + ": " + what + ' ' + seen.get());
            }
            try {
                clock.sleep(Duration.ofMillis(5));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted waiting: " + what, e);
            }
        }
    }
}
