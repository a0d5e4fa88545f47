package dev.gust.storage;

import java.util.function.LongConsumer;

/**
 * Reads of one snapshot, and writes that are committed together if nothing that was read has changed by then. Every read
 * becomes a condition; a read sees the transaction's own writes, except those whose key awaits its version.
 *
 * <p>It belongs to the thread that runs the body, and ends with it.
 */
public interface Transaction extends Reader {
    /** The state that it reads, without making conditions of the reads: for what the decision does not hang on. */
    Snapshot snapshot();

    void put(Key key, byte[] value);

    default <T> void put(Key key, Codec<T> codec, T value) {
        put(key, codec.encode(value));
    }

    /** Sets a key that is to hold this commit's version. */
    void put(StampedKey key, byte[] value);

    default <T> void put(StampedKey key, Codec<T> codec, T value) {
        put(key, codec.encode(value));
    }

    void delete(Key key);

    /** Removes every key of the range in one step, also such as are added to it before the commit. */
    void deleteRange(KeyRange range);

    /** A number that this transaction has not given yet: keeps keys apart that hold the version of the same commit. */
    int nextOrdinal();

    /** Makes the whole commit {@link Durability#RELAXED}: for what may be lost with the last second before a crash. */
    void relaxed();

    /**
     * Runs after the commit is durable, with its version; not at all if it fails. For memory that mirrors the store. What
     * must happen because of a commit goes into the outbox, as a crash may come between the commit and this.
     */
    void afterCommit(LongConsumer action);
}
