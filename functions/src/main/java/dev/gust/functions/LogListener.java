package dev.gust.functions;

/**
 * Hears what a function writes. Called by one thread at a time for an invocation and must not block for long: the
 * function's output waits meanwhile.
 */
public interface LogListener {
    /** An environment was found for the invocation; called before any line. */
    void started(EnvironmentDescription environment);

    /** The environment has loaded the function and has the event. What came before is of the loading. */
    default void begun() {}

    void line(LogLine line);

    /** Output that went beyond the bounds on rate or size, and was thrown away. */
    void dropped(long bytes);

    /** Hears nothing. */
    static LogListener none() {
        return Silence.INSTANCE;
    }

    /** The listener that hears nothing. */
    enum Silence implements LogListener {
        INSTANCE;

        @Override
        public void started(EnvironmentDescription environment) {}

        @Override
        public void line(LogLine line) {}

        @Override
        public void dropped(long bytes) {}
    }
}
