package dev.gust.storage.blobs;

import dev.gust.base.Ids;
import dev.gust.base.time.Clock;
import dev.gust.storage.Blob;
import dev.gust.storage.BlobStore;
import dev.gust.storage.BlobWriter;
import dev.gust.storage.Entry;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.StorageFailedException;
import dev.gust.storage.Transaction;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Blobs in a folder, and small ones in the store. */
public final class FolderBlobStore implements BlobStore {
    private final OrderedStore store;
    private final BlobFiles files;
    private final BlobIds ids;
    private final Clock clock;
    private final FreshBlobs fresh;
    private final BlobSweeper sweeper;

    /** {@code reserveBytes}: free space below which no larger blob is taken. The folder belongs to this object alone. */
    public FolderBlobStore(Path folder, OrderedStore store, Ids ids, Clock clock, long reserveBytes) {
        this.store = store;
        this.files = new BlobFiles(folder, reserveBytes);
        this.ids = new BlobIds(ids);
        this.clock = clock;
        this.fresh = new FreshBlobs(clock);
        this.sweeper = new BlobSweeper(store, files, fresh, clock);
    }

    /** Frees what nobody keeps, step by step. */
    public BlobSweeper sweeper() {
        return sweeper;
    }

    /** Where finished blobs lie; a backup copies these, under a {@link BlobSweeper#hold}. */
    public List<String> shards() {
        return BlobFiles.shards();
    }

    public Path folder() {
        return files.folder();
    }

    @Override
    public BlobWriter writer() {
        return new SpillingWriter(files, ids, fresh::add);
    }

    @Override
    public Blob write(InputStream content) {
        try (BlobWriter writer = writer()) {
            content.transferTo(writer);
            return writer.finish();
        } catch (IOException failure) {
            throw new StorageFailedException(
                    "the content of a blob could not be read: " + failure.getMessage(), failure);
        }
    }

    @Override
    public Blob copy(Blob blob) {
        if (BlobIds.isFile(blob.id())) {
            String id = ids.file();
            fresh.add(id);
            if (files.link(blob.id(), id)) {
                return new Blob(id, blob.length(), blob.crc32c(), null);
            }
            fresh.remove(id);
        }
        return write(read(blob));
    }

    @Override
    public InputStream read(Blob blob) {
        return new VerifyingStream(read(blob, 0, blob.length()), blob);
    }

    @Override
    public InputStream read(Blob blob, long offset, long length) {
        Objects.checkFromIndexSize(offset, length, blob.length());
        byte[] pending = blob.pending();
        if (pending != null) {
            return new ByteArrayInputStream(pending, (int) offset, (int) length);
        }
        if (!BlobIds.isFile(blob.id())) {
            Entry entry = store.get(BlobRecords.CONTENT.plus(blob.id())).orElseThrow(() -> gone(blob, null));
            return new ByteArrayInputStream(entry.value(), (int) offset, (int) length);
        }
        try {
            FileChannel channel = FileChannel.open(files.path(blob.id()), StandardOpenOption.READ);
            return new FileSlice(channel, offset, length);
        } catch (IOException failure) {
            throw gone(blob, failure);
        }
    }

    @Override
    public Optional<Path> file(Blob blob) {
        return BlobIds.isFile(blob.id()) ? Optional.of(files.path(blob.id())) : Optional.empty();
    }

    @Override
    public void keep(Transaction transaction, Blob blob) {
        byte[] pending = blob.pending();
        if (pending != null) {
            transaction.put(BlobRecords.CONTENT.plus(blob.id()), pending);
        } else if (BlobIds.isFile(blob.id())) {
            // Read as a condition: so either this commit comes before the sweeper's, or it fails.
            if (transaction.get(BlobRecords.FREED.plus(blob.id())).isPresent()) {
                throw new IllegalStateException(blob + " was freed: it waited too long to be kept, or was released");
            }
            transaction.put(BlobRecords.KEPT.plus(blob.id()), BlobRecords.NOTHING);
            transaction.afterCommit(version -> fresh.remove(blob.id()));
        }
    }

    @Override
    public void release(Transaction transaction, Blob blob) {
        if (BlobIds.isFile(blob.id())) {
            transaction.delete(BlobRecords.KEPT.plus(blob.id()));
            transaction.put(BlobRecords.FREED.plus(blob.id()), BlobRecords.time(clock.instant()));
        } else {
            transaction.delete(BlobRecords.CONTENT.plus(blob.id()));
        }
    }

    private static StorageFailedException gone(Blob blob, @Nullable IOException failure) {
        return new StorageFailedException(
                blob + " is not there: it was released, or its file was removed by hand", failure);
    }
}
