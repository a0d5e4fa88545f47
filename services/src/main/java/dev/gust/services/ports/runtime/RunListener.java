package dev.gust.services.ports.runtime;

import java.time.Instant;

/** Hears what a function writes. One thread at a time; the function's output waits meanwhile. */
public interface RunListener {
    /** An environment was found; before any line. */
    void started(String logStream);

    /** The function is loaded and has the event; what it wrote before belongs to its loading. Not heard of one that cannot be loaded. */
    void begun();

    /** One event of output, without its line end. */
    void line(Instant time, String text);

    /** Output beyond the bounds that was thrown away. */
    void dropped(long bytes);
}
