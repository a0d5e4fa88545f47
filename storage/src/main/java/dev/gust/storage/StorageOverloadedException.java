package dev.gust.storage;

/** More commits are waiting than the store takes. Nothing was written; try again with back-off. */
public final class StorageOverloadedException extends StorageException {
    public StorageOverloadedException(String message) {
        super(message, null, true, false);
    }
}
