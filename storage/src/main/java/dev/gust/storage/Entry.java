package dev.gust.storage;

/** A key's value, and the version of the commit that wrote it. Nobody may change the value's bytes. */
public final class Entry {
    /** The version of a transaction's own write, before it is committed. */
    public static final long UNCOMMITTED = -1;

    private final Key key;
    private final byte[] value;
    private final long version;

    public Entry(Key key, byte[] value, long version) {
        this.key = key;
        this.value = value;
        this.version = version;
    }

    public Key key() {
        return key;
    }

    public byte[] value() {
        return value;
    }

    public long version() {
        return version;
    }

    @Override
    public String toString() {
        return key + "@" + version + " (" + value.length + " bytes)";
    }
}
