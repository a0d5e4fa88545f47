package dev.gust.functions.pool;

import dev.gust.functions.FunctionKey;
import org.jspecify.annotations.Nullable;

/** One environment as the rules see it. Belongs to {@link EnvironmentPool}. */
final class PoolEnvironment {
    final long id;
    final String profile;
    final long born;

    @Nullable
    FunctionKey key;

    int memoryMegabytes;
    /** Said by its program before anybody else had told that it runs. */
    boolean ready;

    EnvironmentState state;

    PoolEnvironment(long id, String profile, long born, EnvironmentState state) {
        this.id = id;
        this.profile = profile;
        this.born = born;
        this.state = state;
    }

    boolean serving() {
        return switch (state) {
            case EnvironmentState.Busy busy -> true;
            case EnvironmentState.Draining draining -> true;
            case EnvironmentState.Starting starting -> starting.forInvocation();
            case EnvironmentState.Warming warming -> false;
            case EnvironmentState.Booting booting -> false;
            case EnvironmentState.Pooled pooled -> false;
            case EnvironmentState.Idle idle -> false;
            case EnvironmentState.Dead dead -> false;
        };
    }

    /** Whether its program is not ready yet for any function. */
    boolean unfinished() {
        return state instanceof EnvironmentState.Warming || state instanceof EnvironmentState.Booting;
    }
}
