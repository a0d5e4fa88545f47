package dev.gust.storage;

/**
 * One unchanging state of the store. It lives for a bounded time, after which reads answer a
 * {@link StaleSnapshotException}: long work takes a fresh snapshot per page.
 */
public interface Snapshot extends Reader, AutoCloseable {
    /** It sees every commit up to this version. (It may see one that was being made just then, whole.) */
    long version();

    @Override
    void close();
}
