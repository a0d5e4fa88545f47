package dev.gust.storage;

/** The snapshot is too old to read from, or to judge a commit by. Nothing was written; take a new one. */
public final class StaleSnapshotException extends StorageException {
    public StaleSnapshotException(String message) {
        super(message, null, true, false);
    }
}
