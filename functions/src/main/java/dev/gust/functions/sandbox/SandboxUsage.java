package dev.gust.functions.sandbox;

import java.time.Duration;

/** Over the life of a sandbox. */
public record SandboxUsage(long peakBytes, Duration cpuTime) {}
