package dev.gust.functions.runtimeapi;

import dev.gust.functions.channel.FrameReader;

/** Hears what is said over the runtime API of an environment. */
public interface SessionListener extends FrameReader.Receiver {
    /** The environment can serve nothing any more. */
    void extensionFailed(String type, String reason);

    /** A line for the function's log that none of its programs wrote. */
    void note(String line);
}
