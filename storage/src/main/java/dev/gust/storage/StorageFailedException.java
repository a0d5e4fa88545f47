package dev.gust.storage;

import org.jspecify.annotations.Nullable;

/**
 * The disk or the engine failed, or the store is closed. A commit that ends so may or may not have been made, and is
 * never repeated blindly.
 */
public final class StorageFailedException extends StorageException {
    public StorageFailedException(String message, @Nullable Throwable cause) {
        super(message, cause, false, true);
    }
}
