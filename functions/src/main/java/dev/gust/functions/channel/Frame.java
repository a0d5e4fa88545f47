package dev.gust.functions.channel;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The frames of the channel: a 4-byte length, one byte that says what it is, and the body. */
public final class Frame {
    /** To the environment: take on a function. A JSON body. */
    public static final byte INITIALISE = 'I';
    /** To the environment: a 4-byte length of a JSON header, the header, the event. */
    public static final byte INVOKE = 'R';
    /** From the environment: it can take on a function at once. */
    public static final byte READY = 'p';
    /** From the environment: the handler is loaded. */
    public static final byte INITIALISED = 'i';
    /** From the environment: what the handler returned. */
    public static final byte RESULT = 'r';
    /** From the environment: the handler failed; JSON. */
    public static final byte ERROR = 'e';
    /** From the environment: the same, and the environment is of no further use. */
    public static final byte FATAL = 'x';
    /** From the environment: one log event, where it cannot stand between the lines that are printed. */
    public static final byte LOG = 'l';
    /** From the environment: a streamed response begins; its content type. */
    public static final byte STREAM = 's';
    /** From the environment: a piece of a streamed response. */
    public static final byte CHUNK = 'c';
    /** From the environment: a streamed response ends. */
    public static final byte STREAM_END = 'd';

    private Frame() {}

    public static ByteBuffer of(byte kind, String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(5 + body.length)
                .putInt(body.length + 1)
                .put(kind)
                .put(body)
                .flip();
    }

    /** An invocation's head; the event's bytes are to follow it. */
    public static ByteBuffer invocation(String header, int eventLength) {
        byte[] body = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(9 + body.length)
                .putInt(5 + body.length + eventLength)
                .put(INVOKE)
                .putInt(body.length)
                .put(body)
                .flip();
    }
}
