package dev.gust.storage;

import java.util.ArrayList;
import java.util.List;

/**
 * Writes to be made together, if the conditions hold. {@code readVersion} is the version of the snapshot at which the
 * conditions were seen to hold, or {@link #UNREAD} when the store is to look for itself.
 */
public record Commit(long readVersion, List<Condition> conditions, List<Write> writes, Durability durability) {
    /** No snapshot stands behind the conditions: the store reads what they speak of. Ranges need a snapshot. */
    public static final long UNREAD = -1;

    public static final int MAX_BYTES = 10 * 1024 * 1024;
    public static final int MAX_KEYS = 10_000;

    public Commit {
        conditions = List.copyOf(conditions);
        writes = List.copyOf(writes);
        if (writes.size() > MAX_KEYS || conditions.size() > MAX_KEYS) {
            throw new CommitTooLargeException(writes.size() + " writes and " + conditions.size()
                    + " conditions: a commit takes " + MAX_KEYS + " of each");
        }
        long bytes = size(writes);
        if (bytes > MAX_BYTES) {
            throw new CommitTooLargeException(bytes + " bytes of keys and values: a commit takes " + MAX_BYTES);
        }
    }

    /** Bytes of the keys and values that it writes. */
    public long bytes() {
        return size(writes);
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Writes without conditions, durable when acknowledged. */
    public static Commit of(Write... writes) {
        return new Commit(UNREAD, List.of(), List.of(writes), Durability.SYNC);
    }

    private static long size(List<Write> writes) {
        long bytes = 0;
        for (Write write : writes) {
            bytes += write.size();
        }
        return bytes;
    }

    /** Gathers a commit. */
    public static final class Builder {
        private long readVersion = UNREAD;
        private final List<Condition> conditions = new ArrayList<>();
        private final List<Write> writes = new ArrayList<>();
        private Durability durability = Durability.SYNC;

        private Builder() {}

        public Builder readAt(Snapshot snapshot) {
            readVersion = snapshot.version();
            return this;
        }

        public Builder keyAt(Key key, long version) {
            conditions.add(new Condition.KeyAt(key, version));
            return this;
        }

        public Builder keyAbsent(Key key) {
            conditions.add(new Condition.KeyAbsent(key));
            return this;
        }

        public Builder rangeUnchanged(KeyRange range) {
            conditions.add(new Condition.RangeUnchanged(range));
            return this;
        }

        public Builder put(Key key, byte[] value) {
            writes.add(Write.put(key, value));
            return this;
        }

        public Builder putStamped(StampedKey key, byte[] value) {
            writes.add(Write.putStamped(key, value));
            return this;
        }

        public Builder delete(Key key) {
            writes.add(Write.delete(key));
            return this;
        }

        public Builder deleteRange(KeyRange range) {
            writes.add(Write.deleteRange(range));
            return this;
        }

        public Builder relaxed() {
            durability = Durability.RELAXED;
            return this;
        }

        public Commit build() {
            return new Commit(readVersion, conditions, writes, durability);
        }
    }
}
