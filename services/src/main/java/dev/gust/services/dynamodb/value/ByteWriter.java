package dev.gust.services.dynamodb.value;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing array of bytes with the few number formats that stored items use. */
public final class ByteWriter {
    private byte[] bytes;
    private int size;

    public ByteWriter(int expectedSize) {
        bytes = new byte[Math.max(16, expectedSize)];
    }

    public ByteWriter write(int value) {
        reserve(1);
        bytes[size++] = (byte) value;
        return this;
    }

    public ByteWriter write(byte[] array) {
        return write(array, 0, array.length);
    }

    ByteWriter write(byte[] array, int from, int length) {
        reserve(length);
        System.arraycopy(array, from, bytes, size, length);
        size += length;
        return this;
    }

    /** Text that is known to be ASCII, without its length. */
    @SuppressWarnings("deprecation") // the one way to take the bytes of such a text without an array in between
    ByteWriter writeAscii(String text) {
        int length = text.length();
        reserve(length);
        text.getBytes(0, length, bytes, size);
        size += length;
        return this;
    }

    /** Seven bits at a time, the lowest first. */
    public ByteWriter writeCount(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            write((int) (rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        return write((int) rest);
    }

    /** A number of either sign; small magnitudes are short. */
    public ByteWriter writeSigned(long value) {
        return writeCount((value << 1) ^ (value >> 63));
    }

    public ByteWriter writeText(String text) {
        int length = ItemSize.utf8Length(text);
        writeCount(length);
        if (length == text.length()) {
            reserve(length);
            for (int i = 0; i < length; i++) {
                bytes[size++] = (byte) text.charAt(i);
            }
            return this;
        }
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        if (encoded.length != length) {
            // Half of a surrogate pair becomes one '?', and nobody could read what was meant, or what follows.
            throw new InvalidInputException("One or more parameter values were invalid: A string holds half of a "
                    + "surrogate pair, which is no text in UTF-8");
        }
        return write(encoded);
    }

    public ByteWriter writeBlock(byte[] array) {
        return writeCount(array.length).write(array);
    }

    public int size() {
        return size;
    }

    public byte[] toByteArray() {
        return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
    }

    private void reserve(int count) {
        if (size + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + count));
        }
    }
}
