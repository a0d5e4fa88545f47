package dev.gust.functions;

import java.time.Duration;
import java.util.Optional;

/**
 * What an invocation used.
 *
 * @param environment the environment that served it
 * @param initDuration how long the handler's loading took, when this invocation was the first of an environment started
 *     on demand
 * @param duration from handing over the event until the result
 * @param billedDuration the duration, with initialisation where it was part of it, in whole milliseconds
 * @param cpuTime of the environment since the invocation before, when the kernel tells
 */
public record Metering(
        EnvironmentDescription environment,
        Optional<Duration> initDuration,
        Duration duration,
        Duration billedDuration,
        int memoryMegabytes,
        int maxMemoryUsedMegabytes,
        Duration cpuTime) {
    /** Whether the caller waited for an environment to start. */
    public boolean cold() {
        return initDuration.isPresent();
    }
}
