package dev.gust.storage.folder;

import dev.gust.storage.StorageException;

/** Another process has the data folder open. */
public final class FolderInUseException extends StorageException {
    public FolderInUseException(String message) {
        super(message, null, false, false);
    }
}
