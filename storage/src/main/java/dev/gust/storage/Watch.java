package dev.gust.storage;

/** A registration with {@link OrderedStore#watch}; closing it ends the hints. */
public interface Watch extends AutoCloseable {
    @Override
    void close();
}
