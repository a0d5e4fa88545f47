package dev.gust.functions.pool;

import dev.gust.functions.FunctionUsage;
import dev.gust.functions.InvocationResult.ThrottleReason;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The environments of one version. The idle ones stand in the order of their last use, the latest first. */
final class FunctionEnvironments {
    final Deque<PoolEnvironment> idle = new ArrayDeque<>();
    final Turns turns = new Turns();
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
        return idle.isEmpty() && turns.empty() && starting == 0 && serving == 0 && provisioned == 0;
    }

    /** All that may serve now or soon. */
    int alive() {
        return idle.size() + starting + serving;
    }

    FunctionUsage usage() {
        int ready = Math.min(provisioned, idle.size() + serving);
        return new FunctionUsage(
                starting,
                idle.size(),
                serving,
                provisioned,
                ready,
                Optional.ofNullable(noRoom).map(FunctionEnvironments::lacking));
    }

    private static String lacking(ThrottleReason reason) {
        return reason == ThrottleReason.HOST_MEMORY
                ? "The memory set aside for functions is in use."
                : "Every environment that this host may have is in use.";
    }
}
