package dev.gust.functions.channel;

import java.nio.ByteBuffer;

/** Hears a connection, on the loop's thread. What it does must be short and must not block. */
public interface ConnectionListener {
    /** Bytes came; the buffer is valid during the call only, and is to be read to its end. */
    void received(ByteBuffer bytes);

    /** The other side is gone. Called once. */
    void closed();
}
