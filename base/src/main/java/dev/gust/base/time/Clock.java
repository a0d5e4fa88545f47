package dev.gust.base.time;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Time as the rest of the project sees it, so that a simulation can own it. */
public interface Clock extends InstantSource {
    /** The wall clock. Durable order never comes from it: see commit versions. */
    @Override
    Instant instant();

    /** A monotonic reading for measuring how long something took. */
    long nanoTime();

    /** Waits on the calling thread. */
    void sleep(Duration duration) throws InterruptedException;

    /** The machine's clock. */
    static Clock system() {
        return SystemClock.INSTANCE;
    }
}
