package dev.gust.storage.segments;

import java.util.ArrayList;
import java.util.List;

/** Takes what a query wants until its limits are reached. */
final class RecordCollector {
    private final SegmentQuery query;
    private final List<SegmentRecord> records = new ArrayList<>();
    private long bytes;
    private boolean full;

    RecordCollector(SegmentQuery query) {
        this.query = query;
    }

    void take(List<SegmentRecord> block) {
        for (SegmentRecord each : query.backward() ? block.reversed() : block) {
            if (!query.wants(each.position()) || !query.wantsTime(each.time().toEpochMilli())) {
                continue;
            }
            if (full) {
                return;
            }
            records.add(each);
            bytes += each.content().length;
            full = records.size() >= query.limit() || bytes >= query.maxBytes();
        }
    }

    boolean isFull() {
        return full;
    }

    SegmentPage page() {
        return new SegmentPage(records, full);
    }
}
