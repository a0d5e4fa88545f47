package dev.gust.wire.schema;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Events that are sent as they come. Read by one thread, once; closed by whoever reads it. */
public interface EventStream<E> extends Closeable {
    /** Waits for the next event; null after the last one. */
    @Nullable
    E next() throws IOException, InterruptedException;

    @Override
    default void close() throws IOException {
        // Most streams hold nothing that has to be given back.
    }
}
