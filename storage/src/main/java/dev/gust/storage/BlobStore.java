package dev.gust.storage;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Large immutable bytes, named by ids that are never used again. A blob belongs to one record, which holds its {@link Blob}:
 *
 * <pre>{@code
 * Blob blob = blobs.write(body);
 * store.write(tx -> {
 *     blobs.keep(tx, blob);
 *     tx.put(key, OBJECT, new StoredObject(blob, ...));
 * });
 * }</pre>
 *
 * <p>What was written and never kept is swept after a while; what was kept stays until {@link #release}.
 */
public interface BlobStore {
    /** Blobs up to this size lie in the ordered store, larger ones are files. */
    int INLINE_LIMIT = 64 * 1024;

    /** A blob that is written step by step; closed before it is finished it leaves nothing. */
    BlobWriter writer();

    /**
     * Takes a stream to its end, never holding more than {@link #INLINE_LIMIT} of it in memory.
     *
     * @throws StorageFullException when it does not fit; nothing of it stays
     */
    Blob write(InputStream content);

    /** Another blob of the same bytes, without copying them where the file system can share them. */
    Blob copy(Blob blob);

    /** All bytes; a mismatch with the checksum is an error at the end of the stream, or before it. */
    InputStream read(Blob blob);

    /** {@code length} bytes from {@code offset} on. */
    InputStream read(Blob blob, long offset, long length);

    /** The file that holds exactly the blob's bytes, when it is one: for sending it without copying. Never write to it. */
    Optional<Path> file(Blob blob);

    /** From this commit on the blob stays. To be called by the transaction that commits the record which holds the blob. */
    void keep(Transaction transaction, Blob blob);

    /** From this commit on nothing holds the blob, and it is freed in time: later than readers and backups need it. */
    void release(Transaction transaction, Blob blob);
}
