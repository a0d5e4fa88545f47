package dev.gust.storage.leases;

import dev.gust.storage.StorageException;

/** Somebody else has taken the lease since. Whatever the transaction was to do is the other's to do now. */
public final class LeaseLostException extends StorageException {
    public LeaseLostException(String message) {
        super(message, null, false, false);
    }
}
