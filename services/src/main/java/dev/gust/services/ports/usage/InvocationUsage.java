package dev.gust.services.ports.usage;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What one invocation used.
 *
 * @param at when it ended
 * @param qualifier by which the caller named the function; empty when by none
 * @param version that ran
 * @param initDuration of loading the handler, when the caller waited for it
 * @param maxMemoryMegabytes the most that the environment had, so far
 * @param cpuTime of the environment since its invocation before, as the kernel counts it
 * @param responseBytes of a streamed response as well
 */
public record InvocationUsage(
        Instant at,
        String function,
        String qualifier,
        String version,
        Outcome outcome,
        Optional<Duration> initDuration,
        Duration duration,
        Duration billedDuration,
        int memoryMegabytes,
        int maxMemoryMegabytes,
        Duration cpuTime,
        long requestBytes,
        long responseBytes) {
    /** How it ended. */
    public enum Outcome {
        SUCCEEDED(1),
        FAILED(2),
        TIMED_OUT(3),
        /** No environment was to be had: nothing ran, nothing is billed. */
        THROTTLED(4);

        private final int code;

        Outcome(int code) {
            this.code = code;
        }

        /** How it is stored. */
        public int code() {
            return code;
        }

        public static Outcome ofCode(int code) {
            for (Outcome outcome : values()) {
                if (outcome.code == code) {
                    return outcome;
                }
            }
            throw new IllegalStateException("stored usage with unknown outcome " + code);
        }
    }
}
