package dev.gust.functions.runtimeapi;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

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
    private final Set<String> started;
    private final Set<String> expected;
    private final Set<String> ended = new HashSet<>();
    private final String environment;
    private final Runnable whenReady;
    private boolean initialised;
    private boolean runtimeEnded;
    private boolean closed;
    private boolean ending;

    private static final class Extension {
        private final String name;
        private final Set<String> events;
        private final boolean external;
        private final Deque<String> waiting = new ArrayDeque<>();
        private boolean asked;
        /** It has asked for its next event, and there is none. */
        private boolean idle;
        /** It told of an error, or is no more. */
        private boolean failed;

        private boolean ended;

        private Extension(String name, Set<String> events, boolean external) {
            this.name = name;
            this.events = new LinkedHashSet<>(events);
            this.external = external;
        }

        private boolean wantsEnd() {
            return external && !ended && events.contains(SHUTDOWN);
        }
    }

    /**
     * One that is ready, as is told of it.
     *
     * @param events that it wants to hear of
     */
    public record Ready(String name, List<String> events) {
        public Ready {
            events = List.copyOf(events);
        }
    }

    /**
     * @param environment makes identifiers unique
     * @param expected the names of those that were started with the environment
     * @param whenReady told when all of them are idle, until {@link #initialised}
     */
    public Extensions(String environment, Set<String> expected, Runnable whenReady) {
        this.environment = environment;
        this.started = Set.copyOf(expected);
        this.expected = new LinkedHashSet<>(expected);
        this.whenReady = whenReady;
    }

    Registration register(String name, Set<String> events) {
        lock.lock();
        try {
            boolean external = started.contains(name);
            String identifier = UUID.nameUUIDFromBytes((environment + '/' + name).getBytes(StandardCharsets.UTF_8))
                    .toString();
            if (extensions.containsKey(identifier)) {
                return new Registration.Refused(
                        "Extension.InvalidExtensionState", "Extension with this name already registered");
            }
            if (initialised || closed || ending) {
                return new Registration.Refused(
                        "Extension.RegistrationClosed", "Extension registration closed already");
            }
            // Those that were started count, also before they register.
            if (!external && extensions.size() + expected.size() >= MAXIMUM) {
                return new Registration.Refused(
                        "Extension.TooManyExtensions", "Extension limit (" + MAXIMUM + ") reached");
            }
            if (!external && events.contains(SHUTDOWN)) {
                return new Registration.Refused(
                        "Extension.InvalidEventType", SHUTDOWN + ": an internal extension can not hear of it");
            }
            expected.remove(name);
            extensions.put(identifier, new Extension(name, events, external));
            return new Registration.Registered(identifier);
        } finally {
            lock.unlock();
        }
    }

    /** Its name, when there is one of this identifier. */
    Optional<String> name(String identifier) {
        lock.lock();
        try {
            return Optional.ofNullable(extensions.get(identifier)).map(extension -> extension.name);
        } finally {
            lock.unlock();
        }
    }

    /** Whether it has told of an error: it is to say nothing any more. */
    boolean failed(String identifier) {
        lock.lock();
        try {
            Extension extension = extensions.get(identifier);
            return extension != null && extension.failed;
        } finally {
            lock.unlock();
        }
    }

    /** It tells of an error, for the first time; one of its initialisation may only come before it has asked for an event. */
    boolean fail(String identifier, boolean initialisation) {
        lock.lock();
        try {
            Extension extension = extensions.get(identifier);
            if (extension == null || extension.failed || (initialisation && extension.asked)) {
                return false;
            }
            extension.failed = true;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for its next event, and so tells that it is done with the last; empty when the environment ends. */
    Optional<String> next(String identifier) throws InterruptedException {
        boolean ready;
        lock.lockInterruptibly();
        try {
            Extension extension = extensions.get(identifier);
            if (extension == null) {
                return Optional.empty();
            }
            extension.asked = true;
            extension.idle = extension.waiting.isEmpty();
            ready = !initialised && allReady();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (ready) {
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
            return allReady();
        } finally {
            lock.unlock();
        }
    }

    private boolean allReady() {
        return initialised || (expected.isEmpty() && idle());
    }

    /** Invocations begin: nobody may register any more. Those that have, in their order. */
    public List<Ready> initialised() {
        lock.lock();
        try {
            initialised = true;
            return extensions.values().stream()
                    .map(extension -> new Ready(extension.name, List.copyOf(extension.events)))
                    .toList();
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

    /** Whether some were started beside the runtime. */
    public boolean external() {
        return !started.isEmpty();
    }

    /** Tells those who want to know. */
    public void invoke(String event) {
        tell(INVOKE, event);
    }

    public void shutdown(String event) {
        lock.lock();
        try {
            ending = true;
        } finally {
            lock.unlock();
        }
        tell(SHUTDOWN, event);
    }

    private void tell(String kind, String event) {
        lock.lock();
        try {
            for (Extension extension : extensions.values()) {
                if (extension.events.contains(kind) && extension.waiting.size() < MAXIMUM_WAITING_EVENTS) {
                    extension.waiting.add(event);
                    extension.idle = false;
                }
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until all are done with the last invocation; whether they were. */
    public boolean awaitIdle(Duration patience) throws InterruptedException {
        return await(this::idle, patience);
    }

    /** Waits until those that were told of the end have ended; whether they were in time. */
    public boolean awaitEnd(Duration patience) throws InterruptedException {
        return await(() -> extensions.values().stream().noneMatch(Extension::wantsEnd), patience);
    }

    /** Waits until the runtime has ended; whether it was in time. */
    public boolean awaitRuntimeEnd(Duration patience) throws InterruptedException {
        return await(() -> runtimeEnded, patience);
    }

    private boolean await(BooleanSupplier wanted, Duration patience) throws InterruptedException {
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

    public void runtimeEnded() {
        lock.lock();
        try {
            runtimeEnded = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The environment is about to be ended: the end of an extension is no surprise any more. */
    public void ending() {
        lock.lock();
        try {
            ending = true;
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
    boolean ended(String name) {
        lock.lock();
        try {
            boolean told = !ended.add(name);
            for (Extension extension : extensions.values()) {
                if (extension.external && extension.name.equals(name)) {
                    told |= extension.failed;
                    extension.ended = true;
                    extension.failed = true;
                }
            }
            changed.signalAll();
            return !closed && !ending && !told && started.contains(name);
        } finally {
            lock.unlock();
        }
    }

    private boolean idle() {
        return extensions.values().stream().allMatch(extension -> extension.idle);
    }
}
