package dev.gust.services.ports.usage;

/** Takes what invocations used. Never waits for the disk: what is recorded is on it within a second. */
@FunctionalInterface
public interface UsageSink {
    void record(String account, String region, InvocationUsage usage);
}
