package dev.gust.functions.channel;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Cuts a stream of bytes into lines of bounded length. For one thread. */
public final class LineReader {
    private final int maximumBytes;
    private final ByteArrayOutputStream partial = new ByteArrayOutputStream();

    public LineReader(int maximumBytes) {
        this.maximumBytes = maximumBytes;
    }

    /** Takes all bytes of the buffer. */
    public void read(ByteBuffer bytes, Consumer<String> lines) {
        while (bytes.hasRemaining()) {
            byte next = bytes.get();
            if (next == '\n') {
                emit(lines);
                continue;
            }
            partial.write(next);
            if (partial.size() == maximumBytes) {
                emit(lines);
            }
        }
    }

    /** What was written without a line end. */
    public void flush(Consumer<String> lines) {
        if (partial.size() > 0) {
            emit(lines);
        }
    }

    private void emit(Consumer<String> lines) {
        String line = partial.toString(StandardCharsets.UTF_8);
        partial.reset();
        lines.accept(line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
    }
}
