package dev.gust.storage.folder;

import dev.gust.storage.embedded.EmbeddedStoreSettings;
import dev.gust.storage.segments.SegmentSettings;

/**
 * How a data folder is opened.
 *
 * @param store bounds of the ordered store, its reserve of free space holds for blobs too
 * @param telemetry bounds of telemetry
 */
public record DataFolderSettings(EmbeddedStoreSettings store, SegmentSettings telemetry) {
    public static DataFolderSettings defaults() {
        return new DataFolderSettings(EmbeddedStoreSettings.defaults(), SegmentSettings.defaults());
    }

    /** Free space below which nothing more is taken. */
    public DataFolderSettings withReserveBytes(long bytes) {
        return new DataFolderSettings(store.withReserveBytes(bytes), telemetry);
    }

    /** What telemetry may take of the disk. */
    public DataFolderSettings withTelemetryBytes(long bytes) {
        return new DataFolderSettings(store, telemetry.withQuotaBytes(bytes));
    }
}
