package dev.gust.services.dynamodb.value;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads what {@link ByteWriter} wrote. Damaged bytes are our fault, never the caller's. */
public final class ByteReader {
    private final byte[] bytes;
    private int position;

    public ByteReader(byte[] bytes) {
        this.bytes = bytes;
    }

    public int read() {
        if (position >= bytes.length) {
            throw damaged();
        }
        return bytes[position++] & 0xFF;
    }

    public long readCount() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = read();
            value |= (long) (next & 0x7F) << shift;
            if ((next & 0x80) == 0) {
                return value;
            }
        }
        throw damaged();
    }

    public long readSigned() {
        long value = readCount();
        return (value >>> 1) ^ -(value & 1);
    }

    public String readText() {
        int length = readLength();
        String text = new String(bytes, position, length, StandardCharsets.UTF_8);
        position += length;
        return text;
    }

    public byte[] readBlock() {
        int length = readLength();
        byte[] block = Arrays.copyOfRange(bytes, position, position + length);
        position += length;
        return block;
    }

    /** Reads a text without decoding it, into JSON as a string; says how many bytes it has. */
    int copyText(JsonBytes json) {
        int length = readLength();
        json.text(bytes, position, length);
        position += length;
        return length;
    }

    /** A count of bytes or entries that can still follow. */
    public int readLength() {
        long length = readCount();
        if (length < 0 || length > bytes.length - position) {
            throw damaged();
        }
        return (int) length;
    }

    public boolean isAtEnd() {
        return position == bytes.length;
    }

    private IllegalStateException damaged() {
        return new IllegalStateException("a stored record of " + bytes.length + " bytes ends or breaks at byte "
                + position + "; it was written by something else or was damaged");
    }
}
