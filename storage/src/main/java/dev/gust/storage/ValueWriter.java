package dev.gust.storage;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Writes a stored value: kind, version, then fields in order, each compact. {@link ValueReader} reads them in the same order. */
public final class ValueWriter {
    private byte[] buffer = new byte[64];
    private int length;

    public ValueWriter(int kind, int version) {
        single(kind);
        single(version);
    }

    /** A whole number; small ones, also negative, take little room. */
    public ValueWriter number(long value) {
        long rest = (value << 1) ^ (value >> 63);
        while ((rest & ~0x7FL) != 0) {
            raw((byte) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        raw((byte) rest);
        return this;
    }

    public ValueWriter bool(boolean value) {
        raw((byte) (value ? 1 : 0));
        return this;
    }

    public ValueWriter text(String value) {
        return bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    public ValueWriter bytes(byte[] value) {
        number(value.length);
        room(value.length);
        System.arraycopy(value, 0, buffer, length, value.length);
        length += value.length;
        return this;
    }

    public ValueWriter instant(Instant value) {
        return number(value.getEpochSecond()).number(value.getNano());
    }

    public ValueWriter optionalText(@Nullable String value) {
        return optional(value, ValueWriter::text);
    }

    public ValueWriter optionalNumber(@Nullable Long value) {
        return optional(value, ValueWriter::number);
    }

    public ValueWriter optionalInstant(@Nullable Instant value) {
        return optional(value, ValueWriter::instant);
    }

    public <T> ValueWriter optional(@Nullable T value, BiConsumer<ValueWriter, T> writer) {
        bool(value != null);
        if (value != null) {
            writer.accept(this, value);
        }
        return this;
    }

    public <T> ValueWriter list(Collection<T> values, BiConsumer<ValueWriter, T> writer) {
        number(values.size());
        for (T value : values) {
            writer.accept(this, value);
        }
        return this;
    }

    public ValueWriter texts(Collection<String> values) {
        return list(values, ValueWriter::text);
    }

    public ValueWriter texts(Map<String, String> values) {
        return list(values.entrySet(), (out, entry) -> out.text(entry.getKey()).text(entry.getValue()));
    }

    /** A value with a codec of its own, which may change its layout independently. */
    public <T> ValueWriter value(Codec<T> codec, T value) {
        return bytes(codec.encode(value));
    }

    public byte[] toBytes() {
        return Arrays.copyOf(buffer, length);
    }

    private void single(int value) {
        if (value < 0 || value > 255) {
            throw new IllegalArgumentException("kind and version are one byte each: " + value);
        }
        raw((byte) value);
    }

    private void raw(byte value) {
        room(1);
        buffer[length++] = value;
    }

    private void room(int more) {
        if (buffer.length - length < more) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
        }
    }
}
