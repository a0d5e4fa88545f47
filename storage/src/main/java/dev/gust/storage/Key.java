package dev.gust.storage;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * A key of the store: a space, then parts whose order is kept. By convention the parts are account / region / service /
 * collection / id / ..., and ids are never reused, so that whatever is left of a removed thing never shows in a new one.
 *
 * <pre>{@code
 * Key queues = Key.of(account, region, "sqs", "queues");
 * Key queue = queues.plus(queueId);
 * KeyRange all = KeyRange.under(queues);
 * }</pre>
 */
public final class Key implements Comparable<Key> {
    /** Longest encoded key: the longest keys of S3 and DynamoDB fit, also when every byte needs an escape. */
    public static final int MAX_LENGTH = 8 * 1024;

    private final byte[] bytes;

    private Key(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A key of the usual space ({@link KeySpace#RECORDS}). */
    public static Key of(String... parts) {
        return of(KeySpace.RECORDS, parts);
    }

    public static Key of(KeySpace space, String... parts) {
        KeyBuffer buffer = new KeyBuffer(new byte[] {space.code()}, 64);
        for (String part : parts) {
            buffer.text(part);
        }
        return checked(buffer);
    }

    /** The key with exactly these encoded bytes, as another key's {@link #toBytes} gave them. */
    public static Key ofBytes(byte[] encoded) {
        return new Key(encoded.clone());
    }

    /** As {@link #ofBytes} without a copy; the array must never change again. For engines. */
    public static Key wrap(byte[] encoded) {
        return new Key(encoded);
    }

    public Key plus(String text) {
        return checked(new KeyBuffer(bytes, text.length() + 8).text(text));
    }

    public Key plus(long number) {
        return checked(new KeyBuffer(bytes, 9).number(number));
    }

    public Key plus(byte[] part) {
        return checked(new KeyBuffer(bytes, part.length + 8).bytes(part));
    }

    /** A commit version as a part: what {@link #plusCommitVersion} left in a key that was committed at that version. */
    public Key plusVersion(long version) {
        return checked(new KeyBuffer(bytes, 9).version(version));
    }

    /** A part to be filled with the commit's version when it commits: the key of an append to a log. */
    public StampedKey plusCommitVersion() {
        return StampedKey.after(this);
    }

    public KeySpace space() {
        return KeySpace.ofCode(bytes[0]);
    }

    /** Reads this key's parts from the first. */
    public KeyReader parts() {
        return new KeyReader(bytes, 1);
    }

    /** Reads the parts that follow those of {@code prefix}. */
    public KeyReader partsAfter(Key prefix) {
        if (!startsWith(prefix)) {
            throw new IllegalArgumentException("key " + this + " is not under " + prefix);
        }
        return new KeyReader(bytes, prefix.bytes.length);
    }

    /** Whether this key's encoding begins with that of {@code prefix}. */
    public boolean startsWith(Key prefix) {
        int size = prefix.bytes.length;
        return bytes.length >= size && Arrays.equals(bytes, 0, size, prefix.bytes, 0, size);
    }

    public int length() {
        return bytes.length;
    }

    public byte[] toBytes() {
        return bytes.clone();
    }

    /** The encoded bytes themselves, which nobody may change. For engines. */
    public byte[] unsafeBytes() {
        return bytes;
    }

    @Override
    public int compareTo(Key other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Key key && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return KeyReader.describe(bytes).orElseGet(() -> HexFormat.of().formatHex(bytes));
    }

    static Key checked(KeyBuffer buffer) {
        if (buffer.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "a key of " + buffer.length() + " bytes is longer than the " + MAX_LENGTH + " that a store takes");
        }
        return new Key(buffer.toBytes());
    }
}
