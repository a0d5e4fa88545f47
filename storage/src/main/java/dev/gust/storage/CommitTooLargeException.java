package dev.gust.storage;

/** A commit beyond the limits of {@link Commit}. Split it, or put bulk into the blob store. */
public final class CommitTooLargeException extends StorageException {
    public CommitTooLargeException(String message) {
        super(message, null, false, true);
    }
}
