package dev.gust.services.usage;

import dev.gust.services.ports.usage.InvocationUsage;
import dev.gust.services.ports.usage.UsageReader;
import dev.gust.services.ports.usage.UsageSink;
import dev.gust.storage.segments.SegmentPage;
import dev.gust.storage.segments.SegmentPosition;
import dev.gust.storage.segments.SegmentQuery;
import dev.gust.storage.segments.SegmentRecord;
import dev.gust.storage.segments.SegmentStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Usage in segments of its own, so that no flood of logs pushes it out. */
public final class UsageLog implements UsageSink, UsageReader {
    private final SegmentStore segments;

    public UsageLog(SegmentStore segments) {
        this.segments = segments;
    }

    @Override
    public void record(String account, String region, InvocationUsage usage) {
        segments.append(stream(account, region), usage.at(), UsageCodec.encode(usage));
    }

    @Override
    public Page read(String account, String region, Instant from, Instant to, Optional<String> after, int limit) {
        SegmentQuery query =
                SegmentQuery.of(stream(account, region)).between(from, to).limit(limit);
        if (after.isPresent()) {
            query = query.beyond(SegmentPosition.ofText(after.get()));
        }
        SegmentPage page = segments.read(query);
        List<InvocationUsage> usage = page.records().stream()
                .map(record -> UsageCodec.decode(record.time(), record.content()))
                .toList();
        Optional<String> next = page.more()
                ? Optional.of(page.records().getLast())
                        .map(SegmentRecord::position)
                        .map(SegmentPosition::toText)
                : Optional.empty();
        return new Page(usage, next);
    }

    private static String stream(String account, String region) {
        return "usage/" + account + '/' + region;
    }
}
