package dev.gust.services.ports.streams;

/** A stream, or a shard of it, that was there once. */
public final class StreamGoneException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StreamGoneException(String message) {
        super(message);
    }
}
