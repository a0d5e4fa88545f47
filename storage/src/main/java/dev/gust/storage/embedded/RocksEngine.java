package dev.gust.storage.embedded;

import dev.gust.storage.Commit;
import dev.gust.storage.FormatTooNewException;
import dev.gust.storage.StorageException;
import dev.gust.storage.StorageFailedException;
import dev.gust.storage.engine.Engine;
import dev.gust.storage.engine.EngineView;
import dev.gust.storage.engine.WriteGroup;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Checkpoint;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/** RocksDB as an engine. All writing is the committer's. */
final class RocksEngine implements Engine {
    /** Raised when an older Gust could not read what this one writes. */
    static final long FORMAT = 1;

    private static final byte[] FORMAT_KEY = "format".getBytes(StandardCharsets.UTF_8);
    private static final byte[] VERSION_KEY = "version".getBytes(StandardCharsets.UTF_8);
    private static final long LONGEST_READ_SECONDS = 10;

    private final RocksDatabase database;
    private final DiskReads diskReads;
    private final FreeSpace freeSpace;
    private final Reclaimer reclaimer;
    private final WriteBatch batch = new WriteBatch();
    private final WriteOptions syncing = new WriteOptions().setSync(true);
    private final WriteOptions unsynced = new WriteOptions().setSync(false);
    /** One party for the engine, and one for every view that is in use. */
    private final Phaser views = new Phaser(1);

    private volatile long version;
    /** The number of the last write that is on disk, as RocksDB counts them. */
    private long synced;

    private RocksEngine(RocksDatabase database, DiskReads diskReads, FreeSpace freeSpace) throws RocksDBException {
        this.database = database;
        this.diskReads = diskReads;
        this.freeSpace = freeSpace;
        this.reclaimer = new Reclaimer(database);
        this.version = number(database, VERSION_KEY).orElse(0L);
        this.synced = database.handle().getLatestSequenceNumber();
    }

    static RocksEngine open(Path folder, EmbeddedStoreSettings settings) {
        RocksDatabase database = null;
        try {
            Files.createDirectories(folder);
            Optional<String> damage = LogDamage.in(folder);
            if (damage.isPresent()) {
                throw new IOException(damage.get());
            }
            database = RocksDatabase.open(folder, settings);
            checkFormat(database, folder);
            FreeSpace freeSpace = new FreeSpace(folder, settings.reserveBytes());
            return new RocksEngine(database, new DiskReads(settings.readThreads()), freeSpace);
        } catch (IOException | RocksDBException failure) {
            closeAfter(failure, database);
            throw new StorageFailedException(
                    "the store in " + folder + " could not be opened: " + failure.getMessage(), failure);
        } catch (StorageException failure) {
            closeAfter(failure, database);
            throw failure;
        }
    }

    @Override
    public long version() {
        return version;
    }

    @Override
    public EngineView view() {
        views.register();
        // The version first: a group that lands in between is then in the view, and not promised.
        long promised = version;
        return new RocksView(database, diskReads, promised, views::arriveAndDeregister);
    }

    @Override
    public WriteGroup newGroup() {
        freeSpace.look();
        batch.clear();
        mark();
        return new RocksGroup(database.families(), batch);
    }

    /** First of all in the batch: {@link LogDamage} reads it. */
    private void mark() {
        try {
            batch.putLogData(LogDamage.mark(synced));
        } catch (RocksDBException failure) {
            throw RocksFailure.of("beginning a batch failed", failure);
        }
    }

    @Override
    public Optional<StorageException> refusal(Commit commit) {
        return freeSpace.refusal(commit);
    }

    @Override
    public void write(WriteGroup group, long newVersion, boolean sync) {
        try {
            batch.put(database.families().meta(), VERSION_KEY, bytes(newVersion));
            database.handle().write(sync ? syncing : unsynced, batch);
            synced = sync ? database.handle().getLatestSequenceNumber() : synced;
        } catch (RocksDBException failure) {
            throw RocksFailure.of("writing a group of commits failed", failure);
        }
        version = newVersion;
        ((RocksGroup) group).removedRanges().forEach(reclaimer::removed);
    }

    @Override
    public void sync() {
        try {
            long written = database.handle().getLatestSequenceNumber();
            database.handle().flushWal(true);
            synced = written;
        } catch (RocksDBException failure) {
            throw RocksFailure.of("putting the log on disk failed", failure);
        }
    }

    /** Links or copies the present state into a folder that does not exist yet, while everything goes on. */
    void checkpoint(Path folder) {
        try (Checkpoint checkpoint = Checkpoint.create(database.handle())) {
            checkpoint.createCheckpoint(folder.toString());
        } catch (RocksDBException failure) {
            throw RocksFailure.of("copying the store to " + folder + " failed", failure);
        }
    }

    @Override
    public void close() {
        diskReads.close();
        reclaimer.close();
        try {
            views.awaitAdvanceInterruptibly(views.arrive(), LONGEST_READ_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | InterruptedException stuck) {
            // Closing under a native read would take the whole process down; at its end the system closes everything.
            throw new StorageFailedException("the store cannot be closed: somebody is still reading from it", stuck);
        }
        batch.close();
        syncing.close();
        unsynced.close();
        database.close();
    }

    private static void checkFormat(RocksDatabase database, Path folder) throws RocksDBException {
        Optional<Long> found = number(database, FORMAT_KEY);
        if (found.isEmpty()) {
            try (WriteOptions options = new WriteOptions().setSync(true)) {
                database.handle().put(database.families().meta(), options, FORMAT_KEY, bytes(FORMAT));
            }
        } else if (found.get() > FORMAT) {
            throw new FormatTooNewException("the store in " + folder + " has format " + found.get()
                    + " and this Gust reads up to " + FORMAT
                    + ": it was written by a newer Gust; run that one, or choose another data folder");
        }
    }

    private static Optional<Long> number(RocksDatabase database, byte[] key) throws RocksDBException {
        byte[] stored = database.handle().get(database.families().meta(), key);
        return stored == null
                ? Optional.empty()
                : Optional.of(ByteBuffer.wrap(stored).getLong());
    }

    private static byte[] bytes(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    private static void closeAfter(Exception failure, @Nullable RocksDatabase database) {
        if (database != null) {
            try {
                database.close();
            } catch (StorageException second) {
                failure.addSuppressed(second);
            }
        }
    }
}
