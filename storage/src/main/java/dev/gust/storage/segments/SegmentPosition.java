package dev.gust.storage.segments;

/** The place of a record among all: segment, block, record. Later records have greater ones. Good as a page token. */
public record SegmentPosition(long segment, int block, int record) implements Comparable<SegmentPosition> {
    @Override
    public int compareTo(SegmentPosition other) {
        // Spelt out: combined comparators are made anew at every start, which takes as long as reading a store.
        int bySegment = Long.compare(segment, other.segment);
        int byBlock = bySegment == 0 ? Integer.compare(block, other.block) : bySegment;
        return byBlock == 0 ? Integer.compare(record, other.record) : byBlock;
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
