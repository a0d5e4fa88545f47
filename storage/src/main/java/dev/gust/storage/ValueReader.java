package dev.gust.storage;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads what a {@link ValueWriter} wrote. Damaged bytes are an IllegalStateException and never read beyond. */
public final class ValueReader {
    private final byte[] stored;
    private final int version;
    private int position;

    public ValueReader(byte[] stored, int kind, int newestVersion) {
        if (stored.length < 2 || (stored[0] & 0xFF) != kind) {
            throw new IllegalStateException("a stored value is not of kind " + kind + ": "
                    + (stored.length == 0 ? "it is empty" : "it is of kind " + (stored[0] & 0xFF)));
        }
        this.stored = stored;
        this.version = stored[1] & 0xFF;
        this.position = 2;
        if (version > newestVersion) {
            throw new FormatTooNewException(
                    "a value of kind " + kind + " has version " + version + " and this Gust reads up to "
                            + newestVersion + ": the data was written by a newer Gust; run that one");
        }
    }

    /** The version of the layout that this value was written in. */
    public int version() {
        return version;
    }

    public boolean hasNext() {
        return position < stored.length;
    }

    public long number() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte each = next();
            value |= (each & 0x7FL) << shift;
            if (each >= 0) {
                return (value >>> 1) ^ -(value & 1);
            }
        }
        throw new IllegalStateException("a stored number has no end at " + position);
    }

    public boolean bool() {
        return next() != 0;
    }

    public String text() {
        int size = size();
        String text = new String(stored, position, size, StandardCharsets.UTF_8);
        position += size;
        return text;
    }

    public byte[] bytes() {
        int size = size();
        byte[] bytes = Arrays.copyOfRange(stored, position, position + size);
        position += size;
        return bytes;
    }

    public Instant instant() {
        return Instant.ofEpochSecond(number(), number());
    }

    public @Nullable String optionalText() {
        return optional(ValueReader::text);
    }

    public @Nullable Long optionalNumber() {
        return optional(ValueReader::number);
    }

    public @Nullable Instant optionalInstant() {
        return optional(ValueReader::instant);
    }

    public <T> T value(Codec<T> codec) {
        return codec.decode(bytes());
    }

    public <T> @Nullable T optional(Function<ValueReader, T> reader) {
        return bool() ? reader.apply(this) : null;
    }

    public <T> List<T> list(Function<ValueReader, T> reader) {
        int size = size();
        List<T> values = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            values.add(reader.apply(this));
        }
        return values;
    }

    public List<String> texts() {
        return list(ValueReader::text);
    }

    public Map<String, String> textMap() {
        int size = size();
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < size; i++) {
            values.put(text(), text());
        }
        return values;
    }

    // A count or length is never more than the bytes that are left, as each item takes at least one.
    private int size() {
        long size = number();
        if (size < 0 || size > stored.length - position) {
            throw new IllegalStateException("a stored size of " + size + " at " + position + " goes beyond the value");
        }
        return (int) size;
    }

    private byte next() {
        if (position >= stored.length) {
            throw new IllegalStateException("a stored value ends at " + position + ", before its last field");
        }
        return stored[position++];
    }
}
