package dev.gust.services.ports;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How often and how long a delivery is tried. The pause doubles with each attempt.
 *
 * @param maximumAttempts the first one included
 * @param maximumAge after which no attempt begins
 */
public record RetryPolicy(int maximumAttempts, Duration maximumAge, Duration firstPause, Duration longestPause) {
    /** As EventBridge has it: a day and 185 retries. */
    public static final RetryPolicy PATIENT =
            new RetryPolicy(186, Duration.ofHours(24), Duration.ofSeconds(1), Duration.ofMinutes(10));

    private static final int LAST_DOUBLING = 30;

    public RetryPolicy {
        if (maximumAttempts < 1) {
            throw new IllegalArgumentException("a delivery is tried at least once, got " + maximumAttempts);
        }
    }

    /** How long to wait after this many attempts. */
    public Duration pauseAfter(int attempts) {
        int doublings = Math.clamp(attempts - 1L, 0, LAST_DOUBLING);
        Duration pause = firstPause.multipliedBy(1L << doublings);
        return pause.compareTo(longestPause) < 0 ? pause : longestPause;
    }

    /** The same with what a target's own policy sets of it: retries after the first attempt, and seconds. */
    public RetryPolicy limitedTo(@Nullable Integer retries, @Nullable Integer ageSeconds) {
        return within(
                retries == null ? maximumAttempts : 1 + retries,
                ageSeconds == null ? maximumAge : Duration.ofSeconds(ageSeconds));
    }

    /** The same within the limits that a user set. */
    public RetryPolicy within(int attempts, Duration age) {
        return new RetryPolicy(attempts, age, firstPause, longestPause);
    }
}
