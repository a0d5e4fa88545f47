package dev.gust.services.dynamodb.value;

import java.util.Arrays;
import java.util.HexFormat;

/** Bytes with the equality and the unsigned order that binary attributes have. The array is never changed. */
@SuppressWarnings("ArrayRecordComponent")
public record Bytes(byte[] array) implements Comparable<Bytes> {
    public int size() {
        return array.length;
    }

    public boolean startsWith(Bytes prefix) {
        return prefix.array.length <= array.length
                && Arrays.equals(array, 0, prefix.array.length, prefix.array, 0, prefix.array.length);
    }

    public boolean contains(Bytes part) {
        for (int start = 0; start + part.array.length <= array.length; start++) {
            if (Arrays.equals(array, start, start + part.array.length, part.array, 0, part.array.length)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public int compareTo(Bytes other) {
        return Arrays.compareUnsigned(array, other.array);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes bytes && Arrays.equals(array, bytes.array);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(array);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(array);
    }
}
