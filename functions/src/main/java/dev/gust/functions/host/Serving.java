package dev.gust.functions.host;

import dev.gust.functions.Invocation;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One invocation in an environment: what is asked, and where the answers go. */
final class Serving {
    final Invocation invocation;
    final Duration timeout;
    final Mailbox mailbox = new Mailbox();
    /** The same on the wall. */
    volatile @Nullable Instant begunAt;
    /** When the event was handed over, in monotonic nanoseconds; 0 before that. */
    volatile long begunNanos;
    /** The environment that whoever had it before handed over, for an invocation that waited for its turn. */
    volatile @Nullable LiveEnvironment handedOver;
    /** Whether its invocation has taken that. Guarded by the fleet's lock. */
    boolean placed;
    /** How long the function's loading took, where the invocation waited for it. */
    volatile long initNanos = -1;
    /** Since when its function is loaded for it; 0 before that. */
    volatile long loadingFromNanos;

    Serving(Invocation invocation, Duration timeout) {
        this.invocation = invocation;
        this.timeout = timeout;
    }
}
