package dev.gust.storage.segments;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which records of a stream to read: with times from {@code from} (included) to {@code to} (excluded), in the order in which
 * they were appended or against it, and only such as are beyond {@code beyond} in that direction.
 */
public record SegmentQuery(
        String stream,
        Instant from,
        Instant to,
        @Nullable SegmentPosition beyond,
        boolean backward,
        int limit,
        int maxBytes) {
    public static final int DEFAULT_LIMIT = 10_000;
    public static final int DEFAULT_MAX_BYTES = 1024 * 1024;

    public SegmentQuery {
        if (limit < 1 || maxBytes < 1) {
            throw new IllegalArgumentException("a query reads at least one record");
        }
    }

    /** Everything of a stream. */
    public static SegmentQuery of(String stream) {
        return new SegmentQuery(
                stream,
                Instant.ofEpochMilli(Long.MIN_VALUE),
                Instant.ofEpochMilli(Long.MAX_VALUE),
                null,
                false,
                DEFAULT_LIMIT,
                DEFAULT_MAX_BYTES);
    }

    public SegmentQuery between(Instant start, Instant end) {
        return new SegmentQuery(stream, start, end, beyond, backward, limit, maxBytes);
    }

    public SegmentQuery beyond(SegmentPosition position) {
        return new SegmentQuery(stream, from, to, position, backward, limit, maxBytes);
    }

    /** The latest first. */
    public SegmentQuery latestFirst() {
        return new SegmentQuery(stream, from, to, beyond, true, limit, maxBytes);
    }

    public SegmentQuery limit(int most) {
        return new SegmentQuery(stream, from, to, beyond, backward, most, maxBytes);
    }

    public SegmentQuery maxBytes(int most) {
        return new SegmentQuery(stream, from, to, beyond, backward, limit, most);
    }

    boolean wants(SegmentPosition position) {
        if (beyond == null) {
            return true;
        }
        return backward ? position.compareTo(beyond) < 0 : position.compareTo(beyond) > 0;
    }

    boolean wantsTime(long millis) {
        return millis >= from.toEpochMilli() && millis < to.toEpochMilli();
    }
}
