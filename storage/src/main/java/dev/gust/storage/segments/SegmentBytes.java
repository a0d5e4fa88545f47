package dev.gust.storage.segments;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Bytes of a segment's file, up to where it is known to be good. */
record SegmentBytes(Source source, long length) {
    /** Where they are read: as many as there are, at most as many as there is room for, and a negative number at the end. */
    interface Source {
        int read(ByteBuffer buffer, long position) throws IOException;
    }

    /** So many bytes, or nothing when there are fewer. */
    Optional<ByteBuffer> read(long offset, int count) throws IOException {
        if (offset + count > length) {
            return Optional.empty();
        }
        ByteBuffer buffer = ByteBuffer.allocate(count);
        while (buffer.hasRemaining()) {
            if (source.read(buffer, offset + buffer.position()) < 0) {
                return Optional.empty();
            }
        }
        return Optional.of(buffer.flip());
    }
}
