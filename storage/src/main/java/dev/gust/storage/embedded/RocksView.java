package dev.gust.storage.embedded;

import dev.gust.storage.Entry;
import dev.gust.storage.Key;
import dev.gust.storage.KeyRange;
import dev.gust.storage.Page;
import dev.gust.storage.Scan;
import dev.gust.storage.engine.EngineView;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.rocksdb.ReadOptions;
import org.rocksdb.ReadTier;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.Snapshot;

/** One state of the database, read from the cache if possible and by the pool if not. */
final class RocksView implements EngineView {
    private final RocksDB handle;
    private final RocksFamilies families;
    private final DiskReads diskReads;
    private final Runnable onRelease;
    private final Snapshot snapshot;
    private final ReadOptions cached;
    private final ReadOptions fromDisk;
    private final long version;

    RocksView(RocksDatabase database, DiskReads diskReads, long version, Runnable onRelease) {
        this.handle = database.handle();
        this.families = database.families();
        this.diskReads = diskReads;
        this.onRelease = onRelease;
        this.version = version;
        this.snapshot = handle.getSnapshot();
        this.cached = options(ReadTier.BLOCK_CACHE_TIER);
        this.fromDisk = options(ReadTier.READ_ALL_TIER);
    }

    @Override
    public long version() {
        return version;
    }

    @Override
    public Optional<Entry> get(Key key) {
        try {
            return get(key, cached);
        } catch (RocksDBException miss) {
            if (!RocksFailure.isNotCached(miss)) {
                throw RocksFailure.of("reading a key failed", miss);
            }
        }
        return diskReads.read(() -> {
            try {
                return get(key, fromDisk);
            } catch (RocksDBException failure) {
                throw RocksFailure.of("reading a key failed", failure);
            }
        });
    }

    @Override
    public Page scan(Scan scan) {
        if (scan.range().isEmpty()) {
            return new Page(List.of(), null);
        }
        try {
            return scan(scan, ReadTier.BLOCK_CACHE_TIER);
        } catch (RocksDBException miss) {
            if (!RocksFailure.isNotCached(miss)) {
                throw RocksFailure.of("reading a range failed", miss);
            }
        }
        return diskReads.read(() -> {
            try {
                return scan(scan, ReadTier.READ_ALL_TIER);
            } catch (RocksDBException failure) {
                throw RocksFailure.of("reading a range failed", failure);
            }
        });
    }

    @Override
    public void release() {
        cached.close();
        fromDisk.close();
        handle.releaseSnapshot(snapshot);
        onRelease.run();
    }

    private Optional<Entry> get(Key key, ReadOptions options) throws RocksDBException {
        byte[] stored = handle.get(families.of(key), options, key.unsafeBytes());
        return stored == null ? Optional.empty() : Optional.of(entry(key, stored));
    }

    private Page scan(Scan scan, ReadTier tier) throws RocksDBException {
        KeyRange range = scan.range();
        try (Slice from = new Slice(range.from().unsafeBytes());
                Slice to = new Slice(range.to().unsafeBytes());
                ReadOptions options = options(tier).setIterateLowerBound(from).setIterateUpperBound(to);
                RocksIterator iterator = handle.newIterator(families.of(range.from()), options)) {
            return switch (scan.direction()) {
                case FORWARD -> forward(scan, iterator);
                case BACKWARD -> backward(scan, iterator);
            };
        }
    }

    private static Page forward(Scan scan, RocksIterator iterator) throws RocksDBException {
        List<Entry> entries = new ArrayList<>();
        long bytes = 0;
        for (iterator.seekToFirst(); iterator.isValid(); iterator.next()) {
            Entry entry = entry(iterator);
            entries.add(entry);
            bytes += entry.key().length() + entry.value().length;
            if (isFull(scan, entries, bytes)) {
                KeyRange rest = scan.range().after(entry.key());
                return new Page(entries, rest.isEmpty() ? null : rest);
            }
        }
        iterator.status();
        return new Page(entries, null);
    }

    private static Page backward(Scan scan, RocksIterator iterator) throws RocksDBException {
        List<Entry> entries = new ArrayList<>();
        long bytes = 0;
        for (iterator.seekToLast(); iterator.isValid(); iterator.prev()) {
            Entry entry = entry(iterator);
            entries.add(entry);
            bytes += entry.key().length() + entry.value().length;
            if (isFull(scan, entries, bytes)) {
                KeyRange rest = scan.range().before(entry.key());
                return new Page(entries, rest.isEmpty() ? null : rest);
            }
        }
        iterator.status();
        return new Page(entries, null);
    }

    private static boolean isFull(Scan scan, List<Entry> entries, long bytes) {
        return entries.size() >= scan.limit() || bytes >= scan.maxBytes();
    }

    private static Entry entry(RocksIterator iterator) {
        return entry(Key.wrap(iterator.key()), iterator.value());
    }

    private static Entry entry(Key key, byte[] stored) {
        long version = ByteBuffer.wrap(stored).getLong();
        return new Entry(key, Arrays.copyOfRange(stored, Long.BYTES, stored.length), version);
    }

    private ReadOptions options(ReadTier tier) {
        return new ReadOptions().setSnapshot(snapshot).setReadTier(tier);
    }
}
