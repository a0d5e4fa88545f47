package dev.gust.storage.folder;

import dev.gust.base.time.Clock;
import dev.gust.storage.StorageException;
import java.time.Duration;

/** Does a small piece of work now and then, until it is closed. */
final class Housekeeping implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Housekeeping.class.getName());

    private final String name;
    private final Runnable step;
    private final Duration pause;
    private final Clock clock;
    private final Thread thread;

    private Housekeeping(String name, Runnable step, Duration pause, Clock clock) {
        this.name = name;
        this.step = step;
        this.pause = pause;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("storage-" + name).unstarted(this::run);
    }

    static Housekeeping start(String name, Runnable step, Duration pause, Clock clock) {
        Housekeeping housekeeping = new Housekeeping(name, step, pause, clock);
        housekeeping.thread.start();
        return housekeeping;
    }

    @Override
    public void close() {
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (true) {
                clock.sleep(pause);
                try {
                    step.run();
                } catch (StorageException failure) {
                    LOG.log(System.Logger.Level.WARNING, "event=housekeeping-failed task=" + name, failure);
                }
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }
}
