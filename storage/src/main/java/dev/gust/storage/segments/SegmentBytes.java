package dev.gust.storage.segments;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;

/** Bytes of a segment's file, up to where it is known to be good. */
record SegmentBytes(FileChannel channel, long length) {
    /** So many bytes, or nothing when there are fewer. */
    Optional<ByteBuffer> read(long offset, int count) throws IOException {
        if (offset + count > length) {
            return Optional.empty();
        }
        ByteBuffer buffer = ByteBuffer.allocate(count);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, offset + buffer.position()) < 0) {
                return Optional.empty();
            }
        }
        return Optional.of(buffer.flip());
    }
}
