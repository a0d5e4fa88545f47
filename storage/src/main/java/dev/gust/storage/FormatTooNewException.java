package dev.gust.storage;

/** Data written by a newer Gust. This one does not know how to read it, and leaves it untouched. */
public final class FormatTooNewException extends StorageException {
    public FormatTooNewException(String message) {
        super(message, null, false, true);
    }
}
