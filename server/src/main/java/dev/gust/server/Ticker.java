package dev.gust.server;

import dev.gust.base.time.Clock;
import java.time.Duration;

/** Does something every second until it is closed, and once more then. */
final class Ticker implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Ticker.class.getName());

    private final Runnable work;
    private final Clock clock;
    private final Thread thread;

    Ticker(String name, Clock clock, Runnable work) {
        this.work = work;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name(name).start(this::run);
    }

    private void run() {
        try {
            while (true) {
                clock.sleep(Duration.ofSeconds(1));
                tick();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tick() {
        try {
            work.run();
        } catch (RuntimeException e) {
            // An edge: the next second tries again.
            LOG.log(System.Logger.Level.ERROR, "event=tick-failed name=" + thread.getName(), e);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        tick();
    }
}
