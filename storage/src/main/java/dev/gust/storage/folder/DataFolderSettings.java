package dev.gust.storage.folder;

import dev.gust.storage.embedded.EmbeddedStoreSettings;
import dev.gust.storage.segments.SegmentSettings;

/**
 * How a data folder is opened.
 *
 * @param store bounds of the ordered store, its reserve of free space holds for blobs too
 * @param telemetry bounds of telemetry
 * @param usage bounds of what is remembered of the use of functions
 */
public record DataFolderSettings(EmbeddedStoreSettings store, SegmentSettings telemetry, SegmentSettings usage) {
    private static final long USAGE_BYTES = 512L * 1024 * 1024;

    public static DataFolderSettings defaults() {
        return new DataFolderSettings(
                EmbeddedStoreSettings.defaults(),
                SegmentSettings.defaults(),
                SegmentSettings.defaults().withQuotaBytes(USAGE_BYTES));
    }

    /** Free space below which nothing more is taken. */
    public DataFolderSettings withReserveBytes(long bytes) {
        return new DataFolderSettings(store.withReserveBytes(bytes), telemetry, usage);
    }

    /** What telemetry may take of the disk. */
    public DataFolderSettings withTelemetryBytes(long bytes) {
        return new DataFolderSettings(store, telemetry.withQuotaBytes(bytes), usage);
    }

    /** What the memory of usage may take of the disk. */
    public DataFolderSettings withUsageBytes(long bytes) {
        return new DataFolderSettings(store, telemetry, usage.withQuotaBytes(bytes));
    }
}
