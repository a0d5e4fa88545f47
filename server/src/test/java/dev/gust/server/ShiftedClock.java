package dev.gust.server;

import dev.gust.base.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** The machine's clock, some time ahead: for what happens only after hours, on a server that really runs. */
final class ShiftedClock implements Clock {
    private volatile Duration ahead = Duration.ZERO;

    void advance(Duration by) {
        ahead = ahead.plus(by);
    }

    @Override
    public Instant instant() {
        return Clock.system().instant().plus(ahead);
    }

    @Override
    public long nanoTime() {
        return Clock.system().nanoTime();
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        Clock.system().sleep(duration);
    }
}
