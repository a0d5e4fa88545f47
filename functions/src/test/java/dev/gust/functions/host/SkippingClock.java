package dev.gust.functions.host;

import dev.gust.base.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** The machine's clock, of which stretches can be left out: what is due after minutes of silence is due at once. */
final class SkippingClock implements Clock {
    private final Clock machine = Clock.system();
    private final AtomicLong skipped = new AtomicLong();

    void skip(Duration duration) {
        skipped.addAndGet(duration.toNanos());
    }

    @Override
    public Instant instant() {
        return machine.instant().plusNanos(skipped.get());
    }

    @Override
    public long nanoTime() {
        return machine.nanoTime() + skipped.get();
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        machine.sleep(duration);
    }
}
