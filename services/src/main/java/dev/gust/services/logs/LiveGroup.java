package dev.gust.services.logs;

import dev.gust.services.logs.LogsStore.Place;
import dev.gust.storage.segments.SegmentPage;
import dev.gust.storage.segments.SegmentPosition;
import dev.gust.storage.segments.SegmentQuery;
import dev.gust.storage.segments.SegmentRecord;
import dev.gust.storage.segments.SegmentStore;
import dev.gust.wire.model.logs.LiveTailSessionLogEvent;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A group as one session reads it: how far it has come, and what is new. A group that is made anew is read from its beginning. */
final class LiveGroup {
    /** Of a mebibyte each: a reader that is further behind goes on at the end. */
    private static final int PAGES_PER_LOOK = 8;

    private final LogsStore store;
    private final SegmentStore telemetry;
    private final Place place;
    private final List<String> chosen;
    private final List<String> prefixes;
    private @Nullable LogGroupRecord group;
    private @Nullable StreamNames names;
    private @Nullable SegmentPosition seen;

    LiveGroup(LogsStore store, SegmentStore telemetry, Place place, List<String> chosen, List<String> prefixes) {
        this.store = store;
        this.telemetry = telemetry;
        this.place = place;
        this.chosen = chosen;
        this.prefixes = prefixes;
    }

    /** What is there now is not shown. */
    void begin() {
        LogGroupRecord found = store.store().read(snapshot -> store.group(snapshot, place));
        follow(found);
        seen = end(found);
    }

    /** Adds what came since the last look. */
    void look(FilterPattern pattern, LiveSample sample) {
        Optional<LogGroupRecord> found = store.store().read(snapshot -> store.findGroup(snapshot, place));
        if (found.isEmpty()) {
            return;
        }
        LogGroupRecord now = found.get();
        StreamNames current = names;
        if (current == null || group == null || !group.id().equals(now.id())) {
            current = follow(now);
            seen = null;
        }
        SegmentQuery query = SegmentQuery.of(now.id());
        for (int i = 0; i < PAGES_PER_LOOK; i++) {
            SegmentPage page = telemetry.read(seen == null ? query : query.beyond(seen));
            for (SegmentRecord record : page.records()) {
                LogEvent event = LogEvent.of(record);
                seen = event.position();
                if (current.wanted(event.stream()) && pattern.matches(event.message())) {
                    sample.add(told(event, current));
                }
            }
            if (!page.more()) {
                return;
            }
        }
        sample.skipped();
        seen = end(now);
    }

    private StreamNames follow(LogGroupRecord found) {
        StreamNames fresh = new StreamNames(store, found, chosen, prefixes);
        group = found;
        names = fresh;
        return fresh;
    }

    private @Nullable SegmentPosition end(LogGroupRecord of) {
        List<SegmentRecord> last =
                telemetry.read(SegmentQuery.of(of.id()).latestFirst().limit(1)).records();
        return last.isEmpty() ? null : last.getFirst().position();
    }

    private LiveTailSessionLogEvent told(LogEvent event, StreamNames current) {
        return LiveTailSessionLogEvent.builder()
                .logStreamName(current.of(event.stream()))
                .logGroupIdentifier(place.account() + ':' + place.group())
                .message(event.message())
                .timestamp(event.timeMillis())
                .ingestionTime(event.ingestionMillis())
                .build();
    }
}
