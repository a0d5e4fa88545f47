package dev.gust.storage.embedded;

import dev.gust.storage.StorageException;
import dev.gust.storage.StorageFailedException;
import dev.gust.storage.StorageFullException;
import java.util.Optional;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** What a failure of RocksDB means to the store's users. */
final class RocksFailure {
    private RocksFailure() {}

    static StorageException of(String what, RocksDBException failure) {
        if (isFull(failure)) {
            return new StorageFullException(what + ": the disk is full; free some space and try again", failure);
        }
        return new StorageFailedException(what + ": " + failure.getMessage(), failure);
    }

    /** What is asked for is in no cache, and the read was not to wait for the disk. */
    static boolean isNotCached(RocksDBException failure) {
        return code(failure).filter(Status.Code.Incomplete::equals).isPresent();
    }

    private static boolean isFull(RocksDBException failure) {
        Optional<Status> status = Optional.ofNullable(failure.getStatus());
        return status.isPresent() && status.get().getSubCode() == Status.SubCode.NoSpace;
    }

    private static Optional<Status.Code> code(RocksDBException failure) {
        return Optional.ofNullable(failure.getStatus()).map(Status::getCode);
    }
}
