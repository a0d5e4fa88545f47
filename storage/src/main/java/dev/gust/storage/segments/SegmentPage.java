package dev.gust.storage.segments;

import java.util.List;

/** Records in the query's order; {@code more} when it ended at a limit, so that more may be beyond the last one. */
public record SegmentPage(List<SegmentRecord> records, boolean more) {
    public SegmentPage {
        records = List.copyOf(records);
    }
}
