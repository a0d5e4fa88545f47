package dev.gust.storage;

import java.nio.ByteBuffer;

/**
 * A key with a gap for the version of the commit that writes it, so that a log's order is the order of commits. Entries
 * of one commit share its version: a part after it keeps them apart ({@code log.plusCommitVersion().plus(index)}).
 */
public final class StampedKey {
    private final byte[] bytes;
    private final int offset;

    private StampedKey(byte[] bytes, int offset) {
        this.bytes = bytes;
        this.offset = offset;
    }

    static StampedKey after(Key prefix) {
        Key placeholder = prefix.plusVersion(0);
        return new StampedKey(placeholder.unsafeBytes(), placeholder.length() - Long.BYTES);
    }

    public StampedKey plus(String text) {
        return new StampedKey(ofBytes().plus(text).unsafeBytes(), offset);
    }

    public StampedKey plus(long number) {
        return new StampedKey(ofBytes().plus(number).unsafeBytes(), offset);
    }

    /** The key as it is, or would be, when committed at this version. */
    public Key at(long version) {
        byte[] filled = bytes.clone();
        ByteBuffer.wrap(filled).putLong(offset, version);
        return Key.wrap(filled);
    }

    public int length() {
        return bytes.length;
    }

    @Override
    public String toString() {
        return ofBytes() + " (version to be filled in)";
    }

    private Key ofBytes() {
        return Key.wrap(bytes);
    }
}
