package dev.gust.storage.folder;

import dev.gust.storage.embedded.EmbeddedStoreSettings;

/**
 * How a data folder is opened.
 *
 * @param store bounds of the ordered store, its reserve of free space holds for blobs too
 */
public record DataFolderSettings(EmbeddedStoreSettings store) {
    public static DataFolderSettings defaults() {
        return new DataFolderSettings(EmbeddedStoreSettings.defaults());
    }

    /** Free space below which nothing more is taken. */
    public DataFolderSettings withReserveBytes(long bytes) {
        return new DataFolderSettings(store.withReserveBytes(bytes));
    }
}
