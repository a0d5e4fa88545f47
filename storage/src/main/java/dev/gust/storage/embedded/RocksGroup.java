package dev.gust.storage.embedded;

import dev.gust.storage.Key;
import dev.gust.storage.KeyRange;
import dev.gust.storage.engine.WriteGroup;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** Writes on their way into one batch. A stored value is the version of its commit (eight bytes) and the value itself. */
final class RocksGroup implements WriteGroup {
    private final RocksFamilies families;
    private final WriteBatch batch;
    private final List<KeyRange> removedRanges = new ArrayList<>();

    RocksGroup(RocksFamilies families, WriteBatch batch) {
        this.families = families;
        this.batch = batch;
    }

    List<KeyRange> removedRanges() {
        return removedRanges;
    }

    @Override
    public void put(Key key, long version, byte[] value) {
        byte[] stored = new byte[Long.BYTES + value.length];
        ByteBuffer.wrap(stored).putLong(version);
        System.arraycopy(value, 0, stored, Long.BYTES, value.length);
        try {
            batch.put(families.of(key), key.unsafeBytes(), stored);
        } catch (RocksDBException failure) {
            throw RocksFailure.of("adding to a batch failed", failure);
        }
    }

    @Override
    public void delete(Key key) {
        try {
            batch.delete(families.of(key), key.unsafeBytes());
        } catch (RocksDBException failure) {
            throw RocksFailure.of("adding to a batch failed", failure);
        }
    }

    @Override
    public void deleteRange(KeyRange range) {
        try {
            batch.deleteRange(
                    families.of(range.from()),
                    range.from().unsafeBytes(),
                    range.to().unsafeBytes());
            removedRanges.add(range);
        } catch (RocksDBException failure) {
            throw RocksFailure.of("adding to a batch failed", failure);
        }
    }
}
