package dev.gust.storage;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Appends key parts in an encoding whose byte order is the order of the parts (that of FoundationDB's tuple layer):
 * a type code, then text and bytes with 0x00 escaped as 0x00 0xFF and ended by 0x00, or whole numbers in as many
 * big-endian bytes as they need.
 */
final class KeyBuffer {
    static final byte BYTES = 0x01;
    static final byte TEXT = 0x02;
    static final byte ZERO = 0x14;
    static final byte VERSION = 0x33;
    static final byte END = 0x00;
    static final byte ESCAPE = (byte) 0xFF;

    private byte[] buffer;
    private int length;

    KeyBuffer(byte[] head, int room) {
        buffer = Arrays.copyOf(head, head.length + room);
        length = head.length;
    }

    int length() {
        return length;
    }

    byte[] toBytes() {
        return Arrays.copyOf(buffer, length);
    }

    KeyBuffer raw(byte value) {
        if (length == buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(16, buffer.length * 2));
        }
        buffer[length++] = value;
        return this;
    }

    KeyBuffer text(String text) {
        openText(text);
        return raw(END);
    }

    /** Text without its end, so that every longer text follows in a range. */
    KeyBuffer openText(String text) {
        refuseLoneSurrogates(text);
        raw(TEXT);
        return escaped(text.getBytes(StandardCharsets.UTF_8));
    }

    KeyBuffer bytes(byte[] bytes) {
        raw(BYTES);
        escaped(bytes);
        return raw(END);
    }

    KeyBuffer openBytes(byte[] bytes) {
        raw(BYTES);
        return escaped(bytes);
    }

    KeyBuffer number(long value) {
        if (value == 0) {
            return raw(ZERO);
        }
        // A negative number is stored as its one's complement, so that more negative sorts first.
        long magnitude = value > 0 ? value : -(value + 1) + 1;
        int size = value == Long.MIN_VALUE ? 8 : (64 - Long.numberOfLeadingZeros(magnitude) + 7) / 8;
        raw((byte) (value > 0 ? ZERO + size : ZERO - size));
        long stored = value > 0 ? value : value - 1;
        for (int shift = (size - 1) * 8; shift >= 0; shift -= 8) {
            raw((byte) (stored >>> shift));
        }
        return this;
    }

    KeyBuffer version(long version) {
        raw(VERSION);
        for (int shift = 56; shift >= 0; shift -= 8) {
            raw((byte) (version >>> shift));
        }
        return this;
    }

    private KeyBuffer escaped(byte[] bytes) {
        for (byte each : bytes) {
            raw(each);
            if (each == END) {
                raw(ESCAPE);
            }
        }
        return this;
    }

    // Encoding would turn each of them into '?', and two different keys into the same one.
    private static void refuseLoneSurrogates(String text) {
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            if (!Character.isSurrogate(each)) {
                continue;
            }
            if (Character.isHighSurrogate(each)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else {
                throw new IllegalArgumentException("a key's text holds half of a surrogate pair at index " + i);
            }
        }
    }
}
