package dev.gust.storage.segments;

import java.time.Instant;

/** A record as it was appended: its time, to the millisecond, its bytes, which nobody may change, and where it is. */
public final class SegmentRecord {
    private final Instant time;
    private final byte[] content;
    private final SegmentPosition position;

    SegmentRecord(Instant time, byte[] content, SegmentPosition position) {
        this.time = time;
        this.content = content;
        this.position = position;
    }

    public Instant time() {
        return time;
    }

    public byte[] content() {
        return content;
    }

    public SegmentPosition position() {
        return position;
    }
}
