package dev.gust.services.cloudformation.stacks;

import dev.gust.base.Ids;
import dev.gust.base.time.Clock;
import java.lang.System.Logger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Runs the operations of stacks, each on a virtual thread of its own, and takes them up again after a restart. */
public final class StackEngine implements AutoCloseable {
    private static final Logger LOGGER = System.getLogger(StackEngine.class.getName());
    private static final int STEPS_AT_ONCE = 32;
    private static final Duration TIME_TO_STOP = Duration.ofSeconds(3);

    private final StackStore store;
    private final ResourceTypes types;
    private final Clock clock;
    private final Journal journal;
    private final HandlerCall calls;
    private final ParallelSteps steps = new ParallelSteps(STEPS_AT_ONCE);
    private final Map<StackId, Thread> runners = new ConcurrentHashMap<>();
    private volatile boolean closing;

    public StackEngine(StackStore store, ResourceTypes types, Clock clock, Ids ids) {
        this.store = store;
        this.types = types;
        this.clock = clock;
        this.journal = new Journal(clock, ids);
        this.calls = new HandlerCall(clock, () -> closing);
    }

    Journal journal() {
        return journal;
    }

    public ResourceTypes types() {
        return types;
    }

    /** Goes on with what a stop or a crash cut short. */
    public void resume() {
        store.running(store.store()).forEach(this::start);
    }

    /** Sees that the stack's operation runs. */
    void start(StackId id) {
        if (closing) {
            return;
        }
        runners.compute(id, (key, running) -> {
            if (running != null && running.isAlive()) {
                // It looks at the stack's status again before it ends.
                return running;
            }
            return Thread.ofVirtual().name("stack-" + id.name()).start(() -> run(id));
        });
    }

    private void run(StackId id) {
        try {
            new StackRunner(store, types, journal, calls, steps, () -> closing, id).run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        } catch (RuntimeException e) {
            // The stack keeps its status: the next start of the server takes it up again.
            LOGGER.log(Logger.Level.ERROR, "event=stack-operation-broke stack=" + id.arn(), e);
            return;
        } finally {
            runners.remove(id, Thread.currentThread());
        }
        // An operation that began while this thread was ending relied on it.
        if (isRunning(id)) {
            start(id);
        }
    }

    private boolean isRunning(StackId id) {
        return !closing
                && store.stack(store.store(), id)
                        .filter(stack -> stack.status().isRunning())
                        .isPresent();
    }

    /** Waits until the stack's operation is over, and answers whether it is. */
    public boolean await(StackId id, Duration longest) throws InterruptedException {
        long deadline = clock.nanoTime() + longest.toNanos();
        while (isRunning(id)) {
            Thread runner = runners.get(id);
            long left = deadline - clock.nanoTime();
            if (left <= 0) {
                return false;
            }
            if (runner != null && !runner.join(Duration.ofNanos(left))) {
                return false;
            }
        }
        return true;
    }

    /** Waits until nothing runs, whatever the stacks' statuses say. */
    void quiesce() throws InterruptedException {
        for (Thread runner : List.copyOf(runners.values())) {
            runner.join();
        }
    }

    /** No step begins any more, and what fails from now on is left to the next start. */
    public void stopBeginning() {
        closing = true;
    }

    /** Steps that run are given a moment, and are found cut short at the next start. */
    @Override
    public void close() {
        stopBeginning();
        List<Thread> running = List.copyOf(runners.values());
        long deadline = clock.nanoTime() + TIME_TO_STOP.toNanos();
        try {
            for (Thread runner : running) {
                if (!runner.join(Duration.ofNanos(Math.max(1, deadline - clock.nanoTime())))) {
                    runner.interrupt();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
