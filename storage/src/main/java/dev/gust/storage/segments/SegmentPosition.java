package dev.gust.storage.segments;

import java.util.Comparator;

/** The place of a record among all: segment, block, record. Later records have greater ones. Good as a page token. */
public record SegmentPosition(long segment, int block, int record) implements Comparable<SegmentPosition> {
    private static final Comparator<SegmentPosition> ORDER = Comparator.comparingLong(SegmentPosition::segment)
            .thenComparingInt(SegmentPosition::block)
            .thenComparingInt(SegmentPosition::record);

    @Override
    public int compareTo(SegmentPosition other) {
        return ORDER.compare(this, other);
    }

    /** A text form, for tokens. */
    public String toText() {
        return Long.toHexString(segment) + "-" + Integer.toHexString(block) + "-" + Integer.toHexString(record);
    }

    /**
     * Reads {@link #toText}'s form.
     *
     * @throws IllegalArgumentException when it is not one
     */
    public static SegmentPosition ofText(String text) {
        String[] parts = text.split("-", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("not a position: " + text);
        }
        return new SegmentPosition(
                Long.parseLong(parts[0], 16), Integer.parseInt(parts[1], 16), Integer.parseInt(parts[2], 16));
    }
}
