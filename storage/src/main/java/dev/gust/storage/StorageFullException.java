package dev.gust.storage;

import org.jspecify.annotations.Nullable;

/** The disk is full. Nothing was written, reads go on, and writes succeed again once there is room. */
public final class StorageFullException extends StorageException {
    public StorageFullException(String message, @Nullable Throwable cause) {
        super(message, cause, true, false);
    }
}
