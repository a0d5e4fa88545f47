package dev.gust.storage.engine;

import dev.gust.storage.Reader;

/** One unchanging state of an engine. Released once, after which nobody reads it. */
public interface EngineView extends Reader {
    /** All commits up to this version are in it. */
    long version();

    void release();
}
