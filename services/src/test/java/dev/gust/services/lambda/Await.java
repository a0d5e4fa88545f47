package dev.gust.services.lambda;

import dev.gust.base.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/** Waits for what another thread is to do. */
final class Await {
    private static final Duration LONGEST = Duration.ofSeconds(20);

    private Await() {}

    static void until(BooleanSupplier condition) {
        Clock clock = Clock.system();
        Instant deadline = clock.instant().plus(LONGEST);
        while (!condition.getAsBoolean()) {
            if (clock.instant().isAfter(deadline)) {
                throw new AssertionError("did not happen within " + LONGEST);
            }
            try {
                clock.sleep(Duration.ofMillis(2));
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while waiting", interrupted);
            }
        }
    }
}
