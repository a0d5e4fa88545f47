package dev.gust.storage;

import org.jspecify.annotations.Nullable;

/** A finished blob: its id, its length, and the CRC-32C of its bytes. This much is what a record keeps of it. */
public final class Blob {
    public static final Codec<Blob> CODEC = Codec.of(
            1,
            1,
            (out, blob) -> out.text(blob.id).number(blob.length).number(blob.crc32c),
            in -> new Blob(in.text(), in.number(), (int) in.number(), null));

    private final String id;
    private final long length;
    private final int crc32c;
    private final byte @Nullable [] pending;

    /** {@code pending}: the bytes of a small blob between its writing and the commit that keeps it. For blob stores. */
    public Blob(String id, long length, int crc32c, byte @Nullable [] pending) {
        this.id = id;
        this.length = length;
        this.crc32c = crc32c;
        this.pending = pending;
    }

    public String id() {
        return id;
    }

    public long length() {
        return length;
    }

    public int crc32c() {
        return crc32c;
    }

    /** For blob stores. */
    public byte @Nullable [] pending() {
        return pending;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Blob blob && id.equals(blob.id) && length == blob.length && crc32c == blob.crc32c;
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return "blob " + id + " (" + length + " bytes)";
    }
}
