package dev.gust.storage;

import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The durable, ordered, transactional store that every service keeps its state in.
 *
 * <pre>{@code
 * Queue queue = store.transact(tx -> {
 *     if (tx.get(key).isPresent()) {
 *         throw new QueueNameExists(name);
 *     }
 *     tx.put(key, QUEUE, created);
 *     return created;
 * });
 * }</pre>
 *
 * <p>Each read directly on the store is of a snapshot of its own.
 *
 * <p>Nothing here assumes one process: several may work on one distributed store.
 */
public interface OrderedStore extends Reader, AutoCloseable {
    /** The state of now. Close it; it does not live long. */
    Snapshot snapshot();

    /**
     * Makes the writes if the conditions hold, and answers the commit's version once it is as durable as asked.
     *
     * @throws ConflictException when a condition does not hold
     * @throws StaleSnapshotException when the snapshot is too old to tell
     * @throws StorageFullException when the disk is full
     */
    long commit(Commit commit);

    /**
     * Runs the body on a fresh snapshot and commits its writes under its reads; on conflict it starts again, a bounded
     * number of times with growing random pauses. What the body throws comes out, and nothing is written.
     */
    <T extends @Nullable Object> T transact(TransactionBody<T> body);

    /** A transaction without a result. */
    default void write(Consumer<Transaction> body) {
        transact(transaction -> {
            body.accept(transaction);
            return null;
        });
    }

    /** Reads of one snapshot, which ends with the body. */
    default <T extends @Nullable Object> T read(SnapshotBody<T> body) {
        try (Snapshot snapshot = snapshot()) {
            return body.run(snapshot);
        }
    }

    @Override
    default Optional<Entry> get(Key key) {
        return read(snapshot -> snapshot.get(key));
    }

    @Override
    default Page scan(Scan scan) {
        return read(snapshot -> snapshot.scan(scan));
    }

    /** What reads from a snapshot. */
    @FunctionalInterface
    interface SnapshotBody<T extends @Nullable Object> {
        T run(Snapshot snapshot);
    }

    /**
     * Hints that something at or below {@code prefix} was committed and is durable. Hints are coalesced and may be lost,
     * so a watcher also looks on a deadline of its own. The action runs on the store's thread: it only wakes somebody.
     */
    Watch watch(Key prefix, Runnable hint);

    /** The version of the last commit. */
    long version();

    @Override
    void close();
}
