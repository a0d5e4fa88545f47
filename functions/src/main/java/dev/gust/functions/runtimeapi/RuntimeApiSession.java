package dev.gust.functions.runtimeapi;

import dev.gust.functions.channel.Frame;
import dev.gust.functions.telemetry.Telemetry;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One environment's conversation over the runtime API; what its runtime says goes on as frames, as other runtimes send them. */
public final class RuntimeApiSession {
    private static final byte[] NOTHING = new byte[0];

    private final SessionListener listener;
    private final boolean driving;
    private final Extensions extensions;
    private final Telemetry telemetry;
    private final Map<String, String> about;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Semaphore responses = new Semaphore(1);
    private @Nullable ApiInvocation waiting;
    private @Nullable String current;
    private boolean asked;
    private boolean closed;

    /**
     * @param driving whether the runtime fetches its invocations here; others are sent them over their channel
     * @param about what extensions are told of the function when they register
     */
    public RuntimeApiSession(
            SessionListener listener,
            boolean driving,
            Extensions extensions,
            Telemetry telemetry,
            Map<String, String> about) {
        this.listener = listener;
        this.driving = driving;
        this.extensions = extensions;
        this.telemetry = telemetry;
        this.about = Collections.unmodifiableMap(new LinkedHashMap<>(about));
    }

    public boolean driving() {
        return driving;
    }

    public Extensions extensions() {
        return extensions;
    }

    Telemetry telemetry() {
        return telemetry;
    }

    void extensionFailed(String type, String reason) {
        listener.extensionFailed(type, reason);
    }

    void note(String line) {
        listener.note(line);
    }

    Map<String, String> about() {
        return about;
    }

    /** Hands an invocation to whoever asks next. */
    public void invoke(ApiInvocation invocation) {
        lock.lock();
        try {
            waiting = invocation;
            current = invocation.invocation().requestId();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    public void close() {
        extensions.close();
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The runtime asks for its next invocation, and so tells that it is initialised; empty when the environment ends. */
    Optional<ApiInvocation> next() throws InterruptedException {
        boolean first;
        lock.lock();
        try {
            first = !asked;
            asked = true;
        } finally {
            lock.unlock();
        }
        if (first) {
            listener.frame(Frame.INITIALISED, NOTHING);
        }
        lock.lockInterruptibly();
        try {
            while (waiting == null && !closed) {
                changed.await();
            }
            ApiInvocation invocation = waiting;
            waiting = null;
            return Optional.ofNullable(invocation);
        } finally {
            lock.unlock();
        }
    }

    /** Whether this invocation is the one under way. */
    boolean serves(String requestId) {
        lock.lock();
        try {
            return requestId.equals(current);
        } finally {
            lock.unlock();
        }
    }

    /** Held while a response is being read, of which there is one at a time, however many connections send some. */
    Semaphore responses() {
        return responses;
    }

    /** Whether this invocation is the one under way, which then ends with what follows. */
    boolean finish(String requestId) {
        lock.lock();
        try {
            if (!requestId.equals(current)) {
                return false;
            }
            current = null;
            return true;
        } finally {
            lock.unlock();
        }
    }

    void tell(byte kind, byte[] body) {
        listener.frame(kind, body);
    }
}
