package dev.gust.functions.pool;

/**
 * The bounds within which the rules decide. Times in nanoseconds.
 *
 * @param together environments of one version that serve at once before its next invocations wait for their turn, if it is quick
 * @param poolSize environments without a function per profile, at rest
 * @param maximumPoolSize the same while demand is high
 * @param refillAfter for how long nobody must have asked before a pool that is not empty is filled up again: making an environment takes
 *     the processors from whoever has just got one
 */
public record PoolLimits(
        int maximumEnvironments,
        int together,
        long memoryMegabytes,
        long idleExpiry,
        long freezeAfter,
        long maximumAge,
        int poolSize,
        int maximumPoolSize,
        int warmingAtOnce,
        long refillAfter) {}
