package dev.gust.functions.pool;

import dev.gust.functions.InvocationResult.ThrottleReason;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The environments of one version. The idle ones stand in the order of their last use, the latest first. */
final class FunctionEnvironments {
    final Deque<PoolEnvironment> idle = new ArrayDeque<>();
    int starting;
    int serving;
    int provisioned;
    /** When one ended before its function was loaded; 0 when none did. */
    long failedAt;
    /** What the last one that could not even be begun lacked. */
    @Nullable
    ThrottleReason noRoom;
    /** Kept while environments are provisioned, to start more of them. */
    @Nullable
    Needs needs;

    boolean unused() {
        return idle.isEmpty() && starting == 0 && serving == 0 && provisioned == 0;
    }

    /** All that may serve now or soon. */
    int alive() {
        return idle.size() + starting + serving;
    }
}
