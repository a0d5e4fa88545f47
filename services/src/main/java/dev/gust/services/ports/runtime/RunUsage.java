package dev.gust.services.ports.runtime;

import java.time.Duration;
import java.util.Optional;

/**
 * What a run used.
 *
 * @param initDuration how long loading the handler took, when the caller waited for it
 */
public record RunUsage(
        String logStream,
        Optional<Duration> initDuration,
        Duration duration,
        Duration billedDuration,
        int memoryMegabytes,
        int maxMemoryUsedMegabytes,
        Duration cpuTime) {}
