package dev.gust.storage.folder;

import dev.gust.storage.StorageException;

/** A copy that is not begun: what it would be made of, or where it would go, is not fit for it. */
public final class CopyRefusedException extends StorageException {
    CopyRefusedException(String message) {
        super(message, null, false, false);
    }
}
