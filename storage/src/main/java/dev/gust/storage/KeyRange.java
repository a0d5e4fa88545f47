package dev.gust.storage;

import java.util.Arrays;

/** Keys from {@code from} (included) to {@code to} (excluded), both in the same {@link KeySpace}. */
public record KeyRange(Key from, Key to) {
    public KeyRange {
        if (from.length() == 0 || to.length() == 0 || from.unsafeBytes()[0] != to.unsafeBytes()[0]) {
            throw new IllegalArgumentException("a range stays within one key space: " + from + " to " + to);
        }
    }

    /** Every key with further parts below {@code prefix}; {@code prefix} itself is not in it. */
    public static KeyRange under(Key prefix) {
        return new KeyRange(suffixed(prefix, (byte) 0x00), end(prefix));
    }

    /** {@code prefix} and every key below it. */
    public static KeyRange including(Key prefix) {
        return new KeyRange(prefix, end(prefix));
    }

    /** Keys whose part after {@code parent} is a text that begins with {@code beginning}. */
    public static KeyRange textPrefix(Key parent, String beginning) {
        byte[] from = new KeyBuffer(parent.unsafeBytes(), beginning.length() + 8)
                .openText(beginning)
                .toBytes();
        return new KeyRange(Key.wrap(from), Key.wrap(successor(from)));
    }

    /** Keys whose part after {@code parent} are bytes that begin with {@code beginning}. */
    public static KeyRange bytesPrefix(Key parent, byte[] beginning) {
        byte[] from = new KeyBuffer(parent.unsafeBytes(), beginning.length + 8)
                .openBytes(beginning)
                .toBytes();
        return new KeyRange(Key.wrap(from), Key.wrap(successor(from)));
    }

    /** The same range without {@code key} and what is before it. */
    public KeyRange after(Key key) {
        return startingAt(suffixed(key, (byte) 0x00));
    }

    /** The same range without {@code key}, all keys below it, and what is before it. */
    public KeyRange afterAllUnder(Key key) {
        return startingAt(end(key));
    }

    /** The same range without {@code key} and what follows it. */
    public KeyRange before(Key key) {
        return key.compareTo(to) < 0 ? new KeyRange(from, key) : this;
    }

    /** The same range, from {@code key} on. */
    public KeyRange startingAt(Key key) {
        return key.compareTo(from) > 0 ? new KeyRange(key, to) : this;
    }

    /** The same range up to {@code key}, itself included. */
    public KeyRange through(Key key) {
        return before(suffixed(key, (byte) 0x00));
    }

    public boolean contains(Key key) {
        return key.compareTo(from) >= 0 && key.compareTo(to) < 0;
    }

    public boolean overlaps(KeyRange other) {
        return from.compareTo(other.to) < 0 && other.from.compareTo(to) < 0;
    }

    public boolean isEmpty() {
        return from.compareTo(to) >= 0;
    }

    // Parts begin with codes below 0xFF, and an escape is 0xFF: so this ends what is below the key, and takes nothing
    // else.
    private static Key end(Key prefix) {
        return suffixed(prefix, (byte) 0xFF);
    }

    private static Key suffixed(Key key, byte suffix) {
        return Key.wrap(new KeyBuffer(key.unsafeBytes(), 1).raw(suffix).toBytes());
    }

    /** The first encoding after all that begin with these bytes, which never are all 0xFF (the space's code is not). */
    private static byte[] successor(byte[] prefix) {
        byte[] next = prefix.clone();
        int last = next.length - 1;
        while (next[last] == (byte) 0xFF) {
            last--;
        }
        next[last]++;
        return Arrays.copyOf(next, last + 1);
    }
}
