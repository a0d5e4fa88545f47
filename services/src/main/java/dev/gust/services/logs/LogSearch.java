package dev.gust.services.logs;

import dev.gust.base.time.Clock;
import dev.gust.services.logs.LogsStore.Place;
import dev.gust.storage.Snapshot;
import dev.gust.storage.segments.SegmentPage;
import dev.gust.storage.segments.SegmentPosition;
import dev.gust.storage.segments.SegmentQuery;
import dev.gust.storage.segments.SegmentRecord;
import dev.gust.storage.segments.SegmentStore;
import dev.gust.wire.model.logs.FilterLogEventsRequest;
import dev.gust.wire.model.logs.FilterLogEventsResponse;
import dev.gust.wire.model.logs.FilteredLogEvent;
import dev.gust.wire.model.logs.GetLogEventsRequest;
import dev.gust.wire.model.logs.GetLogEventsResponse;
import dev.gust.wire.model.logs.OutputLogEvent;
import dev.gust.wire.operation.CallContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads events: of one stream in either direction, or those of a group that a pattern wants. */
final class LogSearch {
    private static final int MAXIMUM_EVENTS = 10_000;
    private static final int MAXIMUM_BYTES = 1024 * 1024;

    /** An answer may be short or empty, with a token to go on: so one call reads no more than this many pages. */
    private static final int PAGES_PER_CALL = 16;

    private static final String FORWARD = "f/";
    private static final String BACKWARD = "b/";
    private static final SegmentPosition BEGINNING = new SegmentPosition(-1, 0, 0);

    private final LogsStore store;
    private final SegmentStore telemetry;
    private final Clock clock;

    LogSearch(LogsStore store, SegmentStore telemetry, Clock clock) {
        this.store = store;
        this.telemetry = telemetry;
        this.clock = clock;
    }

    GetLogEventsResponse get(GetLogEventsRequest input, CallContext context) {
        Place place = LogGroups.identified(input.logGroupName(), input.logGroupIdentifier(), context);
        LogGroupRecord group;
        LogStreamRecord stream;
        try (Snapshot snapshot = store.store().snapshot()) {
            group = store.group(snapshot, place);
            stream = store.findStream(snapshot, group, input.logStreamName()).orElseThrow(LogsErrors::noStream);
        }
        String token = input.nextToken();
        if (token != null && token.equals(BACKWARD + text(BEGINNING))) {
            return new GetLogEventsResponse(List.of(), FORWARD + text(BEGINNING), token);
        }
        if (token != null && !token.startsWith(FORWARD) && !token.startsWith(BACKWARD)) {
            throw LogsErrors.invalid("The specified nextToken is invalid.");
        }
        boolean backward = token == null ? !Boolean.TRUE.equals(input.startFromHead()) : token.startsWith(BACKWARD);
        SegmentQuery query =
                query(group, input.startTime(), input.endTime() == null ? Long.MAX_VALUE : input.endTime());
        SegmentPosition beyond = token == null ? null : position(token.substring(FORWARD.length()));
        Reading reading = read(
                backward ? query.latestFirst() : query,
                beyond,
                limit(input.limit()),
                event -> event.stream() == stream.number());
        List<LogEvent> events = new ArrayList<>(reading.events());
        if (backward) {
            Collections.reverse(events);
        }
        SegmentPosition start = beyond == null ? BEGINNING : beyond;
        SegmentPosition last = reading.last() == null ? start : reading.last();
        SegmentPosition first = reading.first() == null ? start : reading.first();
        return new GetLogEventsResponse(
                events.stream()
                        .map(event -> new OutputLogEvent(event.timeMillis(), event.message(), event.ingestionMillis()))
                        .toList(),
                FORWARD + text(backward ? first : last),
                BACKWARD + text(backward ? last : first));
    }

    FilterLogEventsResponse filter(FilterLogEventsRequest input, CallContext context) {
        if (input.hasLogStreamNames() && input.logStreamNamePrefix() != null) {
            throw LogsErrors.invalid("logStreamNames and logStreamNamePrefix are mutually exclusive parameters.");
        }
        FilterPattern pattern = FilterPattern.of(input.filterPattern());
        Place place = LogGroups.identified(input.logGroupName(), input.logGroupIdentifier(), context);
        LogGroupRecord group = store.store().read(snapshot -> store.group(snapshot, place));
        boolean areThere = store.store()
                .read(snapshot -> input.logStreamNames().stream()
                        .allMatch(
                                name -> store.findStream(snapshot, group, name).isPresent()));
        if (!areThere) {
            throw LogsErrors.noStream();
        }
        StreamNames names = new StreamNames(
                store,
                group,
                input.logStreamNames(),
                Optional.ofNullable(input.logStreamNamePrefix()).stream().toList());
        SegmentPosition beyond = input.nextToken() == null ? null : position(input.nextToken());
        Reading reading = read(
                // Here the end is part of what is wanted.
                query(group, input.startTime(), input.endTime() == null ? Long.MAX_VALUE : input.endTime() + 1),
                beyond,
                limit(input.limit()),
                event -> names.wanted(event.stream()) && pattern.matches(event.message()));
        List<FilteredLogEvent> told = reading.events().stream()
                .sorted(Comparator.comparingLong(LogEvent::timeMillis))
                .map(event -> FilteredLogEvent.builder()
                        .logStreamName(names.of(event.stream()))
                        .timestamp(event.timeMillis())
                        .message(event.message())
                        .ingestionTime(event.ingestionMillis())
                        .eventId(event.id())
                        .build())
                .toList();
        SegmentPosition last = reading.last();
        return new FilterLogEventsResponse(told, List.of(), reading.more() && last != null ? text(last) : null);
    }

    /** Which events are wanted. */
    private interface Wanted {
        boolean test(LogEvent event);
    }

    /** What a call found, and how far it read. */
    private record Reading(
            List<LogEvent> events,
            @Nullable SegmentPosition first,
            @Nullable SegmentPosition last,
            boolean more) {}

    private Reading read(SegmentQuery query, @Nullable SegmentPosition beyond, int limit, Wanted wanted) {
        List<LogEvent> events = new ArrayList<>();
        SegmentPosition first = null;
        SegmentPosition last = beyond;
        int bytes = 0;
        for (int i = 0; i < PAGES_PER_CALL; i++) {
            SegmentPage page = telemetry.read(last == null ? query : query.beyond(last));
            for (SegmentRecord record : page.records()) {
                LogEvent event = LogEvent.of(record);
                first = first == null ? event.position() : first;
                last = event.position();
                if (wanted.test(event)) {
                    events.add(event);
                    bytes += event.message().length();
                    if (events.size() == limit || bytes >= MAXIMUM_BYTES) {
                        return new Reading(events, first, last, true);
                    }
                }
            }
            if (!page.more()) {
                return new Reading(events, first, last, false);
            }
        }
        return new Reading(events, first, last, true);
    }

    /** Up to the end, without it. Nothing is ever masked, so that nothing has to be unmasked. */
    private SegmentQuery query(LogGroupRecord group, @Nullable Long start, long end) {
        long shown = group.oldestShown(clock.instant()).toEpochMilli();
        long from = start == null ? shown : Math.max(start, shown);
        return SegmentQuery.of(group.id()).between(Instant.ofEpochMilli(from), Instant.ofEpochMilli(end));
    }

    private static int limit(@Nullable Integer asked) {
        return Math.clamp(asked == null ? MAXIMUM_EVENTS : asked, 1, MAXIMUM_EVENTS);
    }

    private static String text(SegmentPosition position) {
        return position.segment() < 0 ? "begin" : position.toText();
    }

    private static @Nullable SegmentPosition position(String token) {
        if (token.equals("begin")) {
            return null;
        }
        try {
            return SegmentPosition.ofText(token);
        } catch (IllegalArgumentException notOurs) {
            throw LogsErrors.invalid("The specified nextToken is invalid.");
        }
    }
}
