package dev.gust.wire.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * A body: bytes in memory, a slice of a file, or a stream that is read once. Large bodies are never gathered in
 * memory; whoever needs bytes asks for them with a limit.
 */
public sealed interface Payload {
    /** The number of bytes, where it is known before the end. */
    OptionalLong length();

    /** Opens the bytes for reading; a stream can be opened once. */
    InputStream open() throws IOException;

    /** Bytes in memory. The array belongs to the payload from here on. */
    @SuppressWarnings("ArrayRecordComponent")
    record Bytes(byte[] bytes) implements Payload {
        @Override
        public OptionalLong length() {
            return OptionalLong.of(bytes.length);
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(bytes);
        }
    }

    /** Part of a file that does not change while it is read; the adapter may hand it to the kernel as it is. */
    record FileSlice(Path file, long offset, long size) implements Payload {
        @Override
        public OptionalLong length() {
            return OptionalLong.of(size);
        }

        @Override
        public InputStream open() throws IOException {
            return FileSliceStream.open(file, offset, size);
        }
    }

    /** Bytes that come as they come; a response sends on each read at once. */
    record Stream(InputStream stream, OptionalLong length) implements Payload {
        @Override
        public InputStream open() {
            return stream;
        }
    }

    static Payload empty() {
        return EmptyPayload.INSTANCE;
    }

    static Payload of(byte[] bytes) {
        return new Bytes(bytes);
    }

    static Payload utf8(String text) {
        return new Bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    static Payload of(InputStream stream) {
        return new Stream(stream, OptionalLong.empty());
    }

    /** All bytes, or {@link PayloadTooLargeException} when there are more than the limit. */
    default byte[] readAll(int limit) throws IOException {
        if (this instanceof Bytes(byte[] bytes) && bytes.length <= limit) {
            return bytes;
        }
        try (InputStream in = open()) {
            byte[] read = in.readNBytes(limit);
            if (read.length == limit && in.read() >= 0) {
                throw new PayloadTooLargeException(limit);
            }
            return read;
        }
    }
}
