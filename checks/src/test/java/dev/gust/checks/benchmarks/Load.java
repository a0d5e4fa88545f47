package dev.gust.checks.benchmarks;

import dev.gust.base.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/** Many threads that do the same thing over and over. */
final class Load {
    private static final Duration WARM_UP = Duration.ofSeconds(2);

    /** One turn of one worker. */
    @FunctionalInterface
    interface Turn {
        void take(long worker, long turn) throws Exception;
    }

    private Load() {}

    /** Turns a second, over the measured time, after a time of warming up. */
    static double rate(int workers, ThreadFactory threads, Duration measured, Turn turn) throws Exception {
        AtomicBoolean running = new AtomicBoolean(true);
        AtomicReference<Exception> failure = new AtomicReference<>();
        LongAdder turns = new LongAdder();
        List<Thread> started = new ArrayList<>();
        for (int i = 0; i < workers; i++) {
            long worker = i;
            Thread thread = threads.newThread(() -> {
                try {
                    for (long count = 0; running.get(); count++) {
                        turn.take(worker, count);
                        turns.increment();
                    }
                } catch (Exception e) {
                    failure.compareAndSet(null, e);
                    running.set(false);
                }
            });
            thread.start();
            started.add(thread);
        }
        Clock clock = Clock.system();
        clock.sleep(WARM_UP);
        long before = turns.sum();
        long from = clock.nanoTime();
        clock.sleep(measured);
        long made = turns.sum() - before;
        double seconds = (clock.nanoTime() - from) / 1e9;
        running.set(false);
        for (Thread thread : started) {
            thread.join();
        }
        if (failure.get() != null) {
            throw failure.get();
        }
        return made / seconds;
    }
}
