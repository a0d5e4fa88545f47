package dev.gust.storage.embedded;

import dev.gust.storage.KeySpace;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.Env;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileManager;
import org.rocksdb.TablePropertiesCollectorFactory;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBufferManager;

/** How RocksDB is set up: small, bounded, quick to open. Owns the native objects, which live as long as the database. */
final class RocksOptions implements AutoCloseable {
    private static final long MEGABYTE = 1024 * 1024;

    /** A file in which this many of so many neighbours are removals is compacted soon: heads of queues leave such runs. */
    private static final int REMOVALS = 4_000;

    private static final int NEIGHBOURS = 8_000;

    /**
     * Half of RocksDB's usual number. A scan steps through every file of the first level at once, and where items are overwritten
     * each of them holds all of the keys: scanning 25 items of 1 KB took 34 us on average with two of them, 46 us with four.
     */
    private static final int FILES_OF_FIRST_LEVEL = 2;

    /**
     * A sync of a file that grows waits for the journal of the file system, and with it for whatever others write; one of a log
     * that was used before waits for its own blocks alone. All that fall free together are kept.
     */
    private static final int USED_LOGS = 8;

    private final Deque<AutoCloseable> owned = new ArrayDeque<>();
    private final EmbeddedStoreSettings settings;
    private final Cache cache;
    private final DBOptions options;
    private final List<ColumnFamilyDescriptor> families = new ArrayList<>();

    RocksOptions(EmbeddedStoreSettings settings) throws RocksDBException {
        this.settings = settings;
        this.cache = own(new LRUCache(settings.blockCacheBytes(), 4));
        this.options = database();
        families.add(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, own(small())));
        for (KeySpace space : KeySpace.values()) {
            byte[] name = space.name().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
            families.add(new ColumnFamilyDescriptor(name, own(forSpace(space))));
        }
    }

    DBOptions options() {
        return options;
    }

    /** The default family, for the engine's own use, then one per key space in the order of their codes. */
    List<ColumnFamilyDescriptor> families() {
        return families;
    }

    @Override
    public void close() {
        while (!owned.isEmpty()) {
            try {
                owned.pop().close();
            } catch (Exception failure) {
                throw new IllegalStateException("closing an option of the engine failed", failure);
            }
        }
    }

    private DBOptions database() throws RocksDBException {
        WriteBufferManager buffers = own(new WriteBufferManager(settings.writeBufferBytes(), cache));
        // With it RocksDB takes up writing again by itself, once a disk that was full has room.
        SstFileManager files = own(new SstFileManager(Env.getDefault()));
        return own(new DBOptions())
                .setCreateIfMissing(true)
                .setCreateMissingColumnFamilies(true)
                .setWriteBufferManager(buffers)
                .setSstFileManager(files)
                .setMaxTotalWalSize(settings.logBytes())
                .setMaxOpenFiles(settings.openFiles())
                .setMaxFileOpeningThreads(1)
                .setMaxBackgroundJobs(2)
                .setWalRecoveryMode(WALRecoveryMode.PointInTimeRecovery)
                .setRecycleLogFileNum(USED_LOGS)
                .setAvoidFlushDuringRecovery(true)
                .setSkipStatsUpdateOnDbOpen(true)
                .setStatsDumpPeriodSec(0)
                .setStatsPersistPeriodSec(0)
                .setBytesPerSync(MEGABYTE)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setKeepLogFileNum(2)
                .setMaxLogFileSize(MEGABYTE)
                .setMaxManifestFileSize(4 * MEGABYTE)
                .setAllowConcurrentMemtableWrite(false)
                .setEnableWriteThreadAdaptiveYield(false);
    }

    private ColumnFamilyOptions forSpace(KeySpace space) {
        return switch (space) {
            case RECORDS -> tables(new ColumnFamilyOptions(), 16 * 1024, 8 * MEGABYTE);
            case CHURN -> tables(compactingRemovals(), 16 * 1024, 8 * MEGABYTE);
            // Values of kilobytes move to files of their own, so that compaction does not copy them again and again.
            case CONTENT ->
                tables(new ColumnFamilyOptions(), 16 * 1024, 8 * MEGABYTE)
                        .setEnableBlobFiles(true)
                        .setMinBlobSize(4 * 1024)
                        .setBlobFileSize(64 * MEGABYTE)
                        .setEnableBlobGarbageCollection(true);
        };
    }

    /** The collector can only be set by way of options for everything. */
    private ColumnFamilyOptions compactingRemovals() {
        TablePropertiesCollectorFactory removals =
                own(TablePropertiesCollectorFactory.NewCompactOnDeletionCollectorFactory(NEIGHBOURS, REMOVALS, 0.5));
        Options all = own(new Options());
        all.setTablePropertiesCollectorFactory(List.of(removals));
        return new ColumnFamilyOptions(all);
    }

    private ColumnFamilyOptions small() {
        return tables(new ColumnFamilyOptions(), 4 * 1024, MEGABYTE);
    }

    private ColumnFamilyOptions tables(ColumnFamilyOptions family, long blockBytes, long writeBufferBytes) {
        BlockBasedTableConfig table = new BlockBasedTableConfig()
                .setBlockCache(cache)
                .setBlockSize(blockBytes)
                .setCacheIndexAndFilterBlocks(true)
                .setCacheIndexAndFilterBlocksWithHighPriority(true)
                .setPinL0FilterAndIndexBlocksInCache(true)
                .setFilterPolicy(own(new BloomFilter(10)))
                .setFormatVersion(5);
        return family.setTableFormatConfig(table)
                .setWriteBufferSize(writeBufferBytes)
                .setMaxWriteBufferNumber(3)
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setLevelCompactionDynamicLevelBytes(true)
                .setTargetFileSizeBase(16 * MEGABYTE)
                .setMaxBytesForLevelBase(64 * MEGABYTE)
                .setLevel0FileNumCompactionTrigger(FILES_OF_FIRST_LEVEL)
                .setMemtableMaxRangeDeletions(200);
    }

    private <T extends AutoCloseable> T own(T object) {
        owned.push(object);
        return object;
    }
}
