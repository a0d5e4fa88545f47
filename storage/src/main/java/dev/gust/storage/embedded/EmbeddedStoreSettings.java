package dev.gust.storage.embedded;

import java.nio.file.Path;

/**
 * Bounds of an embedded store.
 *
 * @param blockCacheBytes blocks that were read, and the write buffers, which are charged to it
 * @param writeBufferBytes what waits in memory to become a file; it is in the log already
 * @param logBytes how much log there may be before its oldest part is made superfluous: bounds the time to reopen,
 *     and how much is written into new logs before used ones are there to be written again
 * @param openFiles table files kept open
 * @param readThreads threads that read from disk what is in no cache
 * @param reserveBytes free space below which commits are refused, so that the engine itself never meets a full disk
 * @param nativeFolder where the native library is kept once it has been extracted
 */
public record EmbeddedStoreSettings(
        long blockCacheBytes,
        long writeBufferBytes,
        long logBytes,
        int openFiles,
        int readThreads,
        long reserveBytes,
        Path nativeFolder) {
    private static final long MEGABYTE = 1024 * 1024;

    public static EmbeddedStoreSettings defaults() {
        return new EmbeddedStoreSettings(
                48 * MEGABYTE, 24 * MEGABYTE, 24 * MEGABYTE, 256, 8, 256 * MEGABYTE, NativeLibrary.usualFolder());
    }

    public EmbeddedStoreSettings withReserveBytes(long bytes) {
        return new EmbeddedStoreSettings(
                blockCacheBytes, writeBufferBytes, logBytes, openFiles, readThreads, bytes, nativeFolder);
    }

    public EmbeddedStoreSettings withNativeFolder(Path folder) {
        return new EmbeddedStoreSettings(
                blockCacheBytes, writeBufferBytes, logBytes, openFiles, readThreads, reserveBytes, folder);
    }
}
