package dev.gust.functions.pool;

/**
 * The bounds within which the rules decide. Times in nanoseconds.
 *
 * @param poolSize environments without a function per profile, at rest
 * @param maximumPoolSize the same while demand is high
 */
public record PoolLimits(
        int maximumEnvironments,
        long memoryMegabytes,
        long idleExpiry,
        long freezeAfter,
        long maximumAge,
        int poolSize,
        int maximumPoolSize,
        int warmingAtOnce) {}
