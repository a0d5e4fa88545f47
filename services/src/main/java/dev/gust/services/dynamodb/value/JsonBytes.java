package dev.gust.services.dynamodb.value;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** JSON on its way into bytes, from texts that are UTF-8 already: most of them hold nothing to escape and are copied whole. */
final class JsonBytes {
    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long EACH = 0x0101_0101_0101_0101L;
    private static final long HIGH = 0x8080_8080_8080_8080L;
    private static final long SPACES = EACH * ' ';
    private static final long QUOTES = EACH * '"';
    private static final long BACKSLASHES = EACH * '\\';
    private static final String HEX = "0123456789ABCDEF";

    private final ByteWriter writer;

    JsonBytes(int expectedSize) {
        writer = new ByteWriter(expectedSize);
    }

    /** Punctuation and words, as they are. */
    JsonBytes raw(String ascii) {
        writer.writeAscii(ascii);
        return this;
    }

    JsonBytes raw(char ascii) {
        writer.write(ascii);
        return this;
    }

    /** A text as a string. */
    void text(byte[] utf8, int from, int length) {
        writer.write('"');
        int end = from + length;
        int copied = from;
        int at = from;
        while (at < end) {
            if (at + Long.BYTES <= end && !hasEscape((long) WORD.get(utf8, at))) {
                at += Long.BYTES;
                continue;
            }
            int last = Math.min(end, at + Long.BYTES);
            for (; at < last; at++) {
                byte b = utf8[at];
                if (b == '"' || b == '\\' || (b >= 0 && b < ' ')) {
                    writer.write(utf8, copied, at - copied);
                    escape(b);
                    copied = at + 1;
                }
            }
        }
        writer.write(utf8, copied, end - copied).write('"');
    }

    byte[] toByteArray() {
        return writer.toByteArray();
    }

    /** Whether one of eight bytes is a control character, a quote or a backslash. */
    private static boolean hasEscape(long word) {
        long quote = word ^ QUOTES;
        long backslash = word ^ BACKSLASHES;
        long found = ((word - SPACES) & ~word) | ((quote - EACH) & ~quote) | ((backslash - EACH) & ~backslash);
        return (found & HIGH) != 0;
    }

    private void escape(byte b) {
        switch (b) {
            case '"' -> raw("\\\"");
            case '\\' -> raw("\\\\");
            case '\b' -> raw("\\b");
            case '\t' -> raw("\\t");
            case '\n' -> raw("\\n");
            case '\f' -> raw("\\f");
            case '\r' -> raw("\\r");
            default -> raw("\\u00").raw(HEX.charAt(b >> 4)).raw(HEX.charAt(b & 0xF));
        }
    }
}
