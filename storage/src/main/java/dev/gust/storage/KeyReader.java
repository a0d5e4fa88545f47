package dev.gust.storage;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.StringJoiner;

/** Reads the parts of a key back, in order. */
public final class KeyReader {
    private final byte[] bytes;
    private int position;

    KeyReader(byte[] bytes, int position) {
        this.bytes = bytes;
        this.position = position;
    }

    public boolean hasNext() {
        return position < bytes.length;
    }

    public String text() {
        expect(KeyBuffer.TEXT, "text");
        return new String(unescape(), StandardCharsets.UTF_8);
    }

    public byte[] bytes() {
        expect(KeyBuffer.BYTES, "bytes");
        return unescape();
    }

    public long number() {
        int size = code() - KeyBuffer.ZERO;
        if (size < -8 || size > 8) {
            throw new IllegalStateException("expected a number at " + position + " of key " + hex());
        }
        position++;
        long value = size < 0 ? -1 : 0;
        for (int i = 0; i < Math.abs(size); i++) {
            value = value << 8 | (bytes[position++] & 0xFF);
        }
        return size < 0 ? value + 1 : value;
    }

    /** A commit version that was filled in at commit. */
    public long version() {
        expect(KeyBuffer.VERSION, "a version");
        long value = ByteBuffer.wrap(bytes, position, Long.BYTES).getLong();
        position += Long.BYTES;
        return value;
    }

    /** Passes over parts of any type. */
    public KeyReader skip(int count) {
        for (int i = 0; i < count; i++) {
            part();
        }
        return this;
    }

    /** A readable form for messages, or nothing when the bytes are no complete key. */
    static Optional<String> describe(byte[] bytes) {
        try {
            StringJoiner joiner = new StringJoiner("/", KeySpace.ofCode(bytes[0]) + ":", "");
            KeyReader reader = new KeyReader(bytes, 1);
            while (reader.hasNext()) {
                joiner.add(reader.part());
            }
            return Optional.of(joiner.toString());
        } catch (IllegalStateException | IllegalArgumentException | IndexOutOfBoundsException notComplete) {
            return Optional.empty();
        }
    }

    private String part() {
        byte code = code();
        if (code == KeyBuffer.TEXT) {
            return text();
        }
        if (code == KeyBuffer.BYTES) {
            return "x" + HexFormat.of().formatHex(bytes());
        }
        if (code == KeyBuffer.VERSION) {
            return "v" + version();
        }
        return Long.toString(number());
    }

    private byte code() {
        if (!hasNext()) {
            throw new IllegalStateException("key " + hex() + " has no more parts");
        }
        return bytes[position];
    }

    private void expect(byte code, String what) {
        if (code() != code) {
            throw new IllegalStateException("expected " + what + " at " + position + " of key " + hex());
        }
        position++;
    }

    private byte[] unescape() {
        byte[] part = new byte[bytes.length - position];
        int length = 0;
        while (true) {
            if (!hasNext()) {
                throw new IllegalStateException("key " + hex() + " ends within a part");
            }
            byte each = bytes[position++];
            if (each == KeyBuffer.END) {
                if (!hasNext() || bytes[position] != KeyBuffer.ESCAPE) {
                    return Arrays.copyOf(part, length);
                }
                position++;
            }
            part[length++] = each;
        }
    }

    private String hex() {
        return HexFormat.of().formatHex(bytes);
    }
}
