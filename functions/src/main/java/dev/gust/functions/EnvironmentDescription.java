package dev.gust.functions;

/**
 * An environment as others may know it.
 *
 * @param id unique for all time
 * @param logStream the stream that its output belongs to: {@code 2026/01/31/[$LATEST]0123456789abcdef...}
 */
public record EnvironmentDescription(String id, String logStream, InitializationType initialization) {
    /** Why an environment was started. */
    public enum InitializationType {
        ON_DEMAND,
        PROVISIONED
    }
}
