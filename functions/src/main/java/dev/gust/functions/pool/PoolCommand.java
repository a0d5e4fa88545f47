package dev.gust.functions.pool;

import dev.gust.functions.FunctionKey;

/** What the rules want done, in this order. */
public sealed interface PoolCommand {
    long environment();

    /** Make an environment without a function. */
    record Warm(long environment, String profile) implements PoolCommand {}

    /** Make an environment and load the function in it. */
    record Start(long environment, FunctionKey key) implements PoolCommand {}

    /** Load the function in an environment of the pool. */
    record Assign(long environment, FunctionKey key) implements PoolCommand {}

    /** Let the environment serve whoever waits with the ticket. */
    record HandOver(long environment, long ticket) implements PoolCommand {}

    record Freeze(long environment) implements PoolCommand {}

    record End(long environment, EndReason reason) implements PoolCommand {}

    /** Why an idle environment is ended. */
    enum EndReason {
        EXPIRED,
        EVICTED,
        TOO_OLD,
        RETIRED,
        POOL_SHRINKS,
        NO_LONGER_PROVISIONED,
        NEVER_READY
    }
}
