package dev.gust.functions.channel;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Cuts what a function's processes write into log events of bounded length. For one thread.
 *
 * <p>What they print is cut into lines. What a runtime logs as one event may have line breaks inside and stands between the lines as
 * it was written: {@code FF 6C}, four bytes of length of which the first bit says that more of the same event follows, and as many bytes
 * of text. No text has a byte {@code FF}; one that is printed all the same, with something else behind it, is part of its line.
 */
public final class OutputReader {
    private static final byte MARK = (byte) 0xFF;
    private static final int LENGTH_BYTES = 4;

    private enum State {
        LINE,
        MARKED,
        LENGTH,
        EVENT
    }

    private final int maximumBytes;
    private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
    private final ByteArrayOutputStream event = new ByteArrayOutputStream();
    private State state = State.LINE;
    private int number;
    private int left;

    public OutputReader(int maximumBytes) {
        this.maximumBytes = maximumBytes;
    }

    /** Takes all bytes of the buffer. */
    public void read(ByteBuffer bytes, Consumer<String> events) {
        while (bytes.hasRemaining()) {
            switch (state) {
                case LINE -> character(bytes.get(), events);
                case MARKED -> marked(bytes.get(), events);
                case LENGTH -> length(bytes.get(), events);
                case EVENT -> event(bytes, events);
            }
        }
    }

    /** What was written without a line end. */
    public void flush(Consumer<String> events) {
        emit(event, events);
        emit(partial, events);
    }

    private void character(byte next, Consumer<String> events) {
        if (next == MARK) {
            state = State.MARKED;
        } else {
            append(next, events);
        }
    }

    private void append(byte next, Consumer<String> events) {
        if (next == '\n') {
            String line = text(partial);
            events.accept(line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
            return;
        }
        partial.write(next);
        if (partial.size() == maximumBytes) {
            emit(partial, events);
        }
    }

    private void marked(byte next, Consumer<String> events) {
        if (next == 'l') {
            state = State.LENGTH;
            number = 0;
            left = LENGTH_BYTES;
        } else {
            state = State.LINE;
            append(MARK, events);
            character(next, events);
        }
    }

    private void length(byte next, Consumer<String> events) {
        number = (number << 8) | (next & 0xFF);
        if (--left == 0) {
            left = number & Integer.MAX_VALUE;
            state = State.EVENT;
            endOfPiece(events);
        }
    }

    private void event(ByteBuffer bytes, Consumer<String> events) {
        int count = Math.min(Math.min(left, bytes.remaining()), maximumBytes - event.size());
        byte[] piece = new byte[count];
        bytes.get(piece);
        event.writeBytes(piece);
        left -= count;
        if (event.size() == maximumBytes) {
            emit(event, events);
        }
        endOfPiece(events);
    }

    private void endOfPiece(Consumer<String> events) {
        if (left > 0) {
            return;
        }
        state = State.LINE;
        if (number >= 0) {
            emit(event, events);
        }
    }

    private static void emit(ByteArrayOutputStream bytes, Consumer<String> events) {
        if (bytes.size() > 0) {
            events.accept(text(bytes));
        }
    }

    private static String text(ByteArrayOutputStream bytes) {
        String text = bytes.toString(StandardCharsets.UTF_8);
        bytes.reset();
        return text;
    }
}
