package dev.gust.storage;

/** Another commit changed what this one had read. Nothing was written; read again and decide again. */
public final class ConflictException extends StorageException {
    public ConflictException(String message) {
        super(message, null, true, false);
    }
}
