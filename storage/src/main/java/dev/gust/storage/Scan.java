package dev.gust.storage;

/** What to read of a range: which way, and how much at most. One page is always bounded. */
public record Scan(KeyRange range, Direction direction, int limit, int maxBytes) {
    public static final int DEFAULT_LIMIT = 1_000;
    public static final int DEFAULT_MAX_BYTES = 4 * 1024 * 1024;

    /** The order in which a scan answers. */
    public enum Direction {
        FORWARD,
        BACKWARD
    }

    public Scan {
        if (limit < 1 || maxBytes < 1) {
            throw new IllegalArgumentException(
                    "a scan reads at least one entry: limit " + limit + ", bytes " + maxBytes);
        }
    }

    public static Scan of(KeyRange range) {
        return new Scan(range, Direction.FORWARD, DEFAULT_LIMIT, DEFAULT_MAX_BYTES);
    }

    /** Every key below {@code prefix}. */
    public static Scan under(Key prefix) {
        return of(KeyRange.under(prefix));
    }

    public Scan backward() {
        return new Scan(range, Direction.BACKWARD, limit, maxBytes);
    }

    public Scan limit(int most) {
        return new Scan(range, direction, most, maxBytes);
    }

    /** Ends the page once keys and values reach this size; the entry that reaches it is still part of it. */
    public Scan maxBytes(int most) {
        return new Scan(range, direction, limit, most);
    }

    /** The same scan over another range, such as {@link Page#rest}. */
    public Scan over(KeyRange other) {
        return new Scan(other, direction, limit, maxBytes);
    }
}
