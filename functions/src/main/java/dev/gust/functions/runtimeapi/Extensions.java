package dev.gust.functions.runtimeapi;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The extensions of one environment: programs beside the runtime that hear of its invocations and of its end, and for which both its first
 * invocation and its rest wait. External ones were started with the environment, internal ones are part of the runtime's process.
 */
public final class Extensions {
    /** As on AWS. */
    static final int MAXIMUM = 10;

    static final String INVOKE = "INVOKE";
    static final String SHUTDOWN = "SHUTDOWN";

    private static final int MAXIMUM_WAITING_EVENTS = 4;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, Extension> extensions = new LinkedHashMap<>();
    private final Set<String> expected;
    private final String environment;
    private final Runnable whenReady;
    private boolean ready;
    private boolean closed;
    private boolean ending;

    private static final class Extension {
        private final Set<String> events;
        private final Deque<String> waiting = new ArrayDeque<>();
        /** It has asked for its next event, and there is none. */
        private boolean idle;

        private Extension(Set<String> events) {
            this.events = Set.copyOf(events);
        }
    }

    /**
     * @param environment makes identifiers unique
     * @param expected the names of those that were started with the environment
     * @param whenReady told once, when all of them are idle for the first time; at once when there are none
     */
    public Extensions(String environment, Set<String> expected, Runnable whenReady) {
        this.environment = environment;
        this.expected = new LinkedHashSet<>(expected);
        this.whenReady = whenReady;
        this.ready = expected.isEmpty();
    }

    /** The identifier of a new one; empty when it may not be one. */
    Optional<String> register(String name, Set<String> events) {
        lock.lock();
        try {
            boolean external = expected.contains(name);
            String identifier = UUID.nameUUIDFromBytes((environment + '/' + name).getBytes(StandardCharsets.UTF_8))
                    .toString();
            boolean refused = extensions.containsKey(identifier)
                    || extensions.size() == MAXIMUM
                    || (!external && events.contains(SHUTDOWN));
            if (closed || refused) {
                return Optional.empty();
            }
            expected.remove(name);
            extensions.put(identifier, new Extension(events));
            return Optional.of(identifier);
        } finally {
            lock.unlock();
        }
    }

    boolean knows(String identifier) {
        lock.lock();
        try {
            return extensions.containsKey(identifier);
        } finally {
            lock.unlock();
        }
    }

    /** Waits for its next event, and so tells that it is done with the last; empty when the environment ends. */
    Optional<String> next(String identifier) throws InterruptedException {
        boolean first = false;
        lock.lockInterruptibly();
        try {
            Extension extension = extensions.get(identifier);
            if (extension == null) {
                return Optional.empty();
            }
            extension.idle = extension.waiting.isEmpty();
            if (!ready && expected.isEmpty() && idle()) {
                ready = true;
                first = true;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (first) {
            whenReady.run();
        }
        return await(identifier);
    }

    private Optional<String> await(String identifier) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            Extension extension = extensions.get(identifier);
            while (extension != null && extension.waiting.isEmpty() && !closed) {
                changed.await();
            }
            return extension == null ? Optional.empty() : Optional.ofNullable(extension.waiting.poll());
        } finally {
            lock.unlock();
        }
    }

    /** Whether invocations may begin. */
    public boolean ready() {
        lock.lock();
        try {
            return ready;
        } finally {
            lock.unlock();
        }
    }

    /** Whether anybody has to be told, or waited for. */
    public boolean present() {
        lock.lock();
        try {
            return !extensions.isEmpty() || !expected.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Tells those who want to know. */
    public void invoke(String event) {
        tell(INVOKE, event);
    }

    /** Whether anybody wanted to know. */
    public boolean shutdown(String event) {
        lock.lock();
        try {
            ending = true;
        } finally {
            lock.unlock();
        }
        return tell(SHUTDOWN, event);
    }

    private boolean tell(String kind, String event) {
        boolean wanted = false;
        lock.lock();
        try {
            for (Extension extension : extensions.values()) {
                if (extension.events.contains(kind) && extension.waiting.size() < MAXIMUM_WAITING_EVENTS) {
                    extension.waiting.add(event);
                    extension.idle = false;
                    wanted = true;
                }
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        return wanted;
    }

    /** Waits until all are done with the last invocation; whether they were. */
    public boolean awaitIdle(Duration patience) throws InterruptedException {
        return await(this::idle, patience);
    }

    /** Waits until the environment is gone; whether it was in time. */
    public boolean awaitGone(Duration patience) throws InterruptedException {
        return await(() -> false, patience);
    }

    private boolean await(java.util.function.BooleanSupplier wanted, Duration patience) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = patience.toNanos();
            while (!wanted.getAsBoolean() && !closed) {
                if (left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** One that was started with the environment has ended; whether that is a surprise. */
    boolean crashed() {
        lock.lock();
        try {
            return !closed && !ending;
        } finally {
            lock.unlock();
        }
    }

    private boolean idle() {
        return extensions.values().stream().allMatch(extension -> extension.idle);
    }
}
