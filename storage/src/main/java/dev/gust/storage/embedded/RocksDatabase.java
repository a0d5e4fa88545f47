package dev.gust.storage.embedded;

import dev.gust.storage.StorageFailedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/** The open database with its families and options, which are closed together and in order. */
record RocksDatabase(RocksDB handle, RocksFamilies families, RocksOptions options) implements AutoCloseable {
    static RocksDatabase open(Path folder, EmbeddedStoreSettings settings) {
        NativeLibrary.load(settings.nativeFolder());
        RocksOptions options = null;
        try {
            options = new RocksOptions(settings);
            List<ColumnFamilyHandle> handles = new ArrayList<>();
            RocksDB handle = RocksDB.open(options.options(), folder.toString(), options.families(), handles);
            return new RocksDatabase(handle, new RocksFamilies(handles), options);
        } catch (RocksDBException failure) {
            if (options != null) {
                options.close();
            }
            throw new StorageFailedException(
                    "the store in " + folder + " could not be opened: " + failure.getMessage(), failure);
        }
    }

    @Override
    public void close() {
        try {
            families.handles().forEach(ColumnFamilyHandle::close);
            handle.closeE();
        } catch (RocksDBException failure) {
            throw RocksFailure.of("closing the store failed", failure);
        } finally {
            handle.close();
            options.close();
        }
    }
}
