package dev.gust.storage;

import org.jspecify.annotations.Nullable;

/** Why the store could not do what was asked. */
public abstract class StorageException extends RuntimeException {
    private final boolean retriable;

    protected StorageException(String message, @Nullable Throwable cause, boolean retriable, boolean withStack) {
        super(message, cause, false, withStack);
        this.retriable = retriable;
    }

    /** Whether the same request may succeed later, nothing having been changed by this one. */
    public boolean retriable() {
        return retriable;
    }
}
