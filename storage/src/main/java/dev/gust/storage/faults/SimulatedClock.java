package dev.gust.storage.faults;

import dev.gust.base.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** A clock for one thread: it moves when told to, and when somebody sleeps. */
public final class SimulatedClock implements Clock {
    private final Instant start;
    private Instant now;

    public SimulatedClock(Instant start) {
        this.start = start;
        this.now = start;
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public long nanoTime() {
        return Duration.between(start, now).toNanos();
    }

    @Override
    public void sleep(Duration duration) {
        now = now.plus(duration);
    }
}
