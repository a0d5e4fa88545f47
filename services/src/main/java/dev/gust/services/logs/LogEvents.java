package dev.gust.services.logs;

import dev.gust.base.time.Clock;
import dev.gust.services.logs.LogsStore.Place;
import dev.gust.storage.segments.SegmentStore;
import dev.gust.wire.model.logs.InputLogEvent;
import dev.gust.wire.model.logs.PutLogEventsRequest;
import dev.gust.wire.model.logs.PutLogEventsResponse;
import dev.gust.wire.model.logs.RejectedLogEventsInfo;
import dev.gust.wire.operation.CallContext;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes events by API: on disk when acknowledged. */
final class LogEvents {
    /** Sequence tokens have no meaning any more; AWS answers one all the same. */
    static final String SEQUENCE_TOKEN = "49590302857537805123456789012345678901234567890123456789";

    private static final int MAXIMUM_EVENTS = 10_000;
    private static final int MAXIMUM_BYTES = 1_048_576;
    private static final int BYTES_PER_EVENT = 26;
    private static final Duration LONGEST_SPAN = Duration.ofHours(24);
    private static final Duration OLDEST = Duration.ofDays(14);
    private static final Duration NEWEST = Duration.ofHours(2);

    private final LogsStore store;
    private final SegmentStore telemetry;
    private final StreamActivity activity;
    private final Clock clock;

    LogEvents(LogsStore store, SegmentStore telemetry, StreamActivity activity, Clock clock) {
        this.store = store;
        this.telemetry = telemetry;
        this.activity = activity;
        this.clock = clock;
    }

    PutLogEventsResponse put(PutLogEventsRequest input, CallContext context) {
        if (input.entity() != null) {
            throw LogsErrors.refused("entity");
        }
        List<InputLogEvent> events = input.logEvents();
        check(events);
        Place place = LogGroups.place(input.logGroupName(), context);
        Instant now = clock.instant();
        LogGroupRecord group;
        LogStreamRecord stream;
        try (var snapshot = store.store().snapshot()) {
            group = store.group(snapshot, place);
            stream = store.findStream(snapshot, group, input.logStreamName()).orElseThrow(LogsErrors::noStream);
        }
        long expired = group.oldestShown(now).toEpochMilli();
        long tooOld = now.minus(OLDEST).toEpochMilli();
        long tooNew = now.plus(NEWEST).toEpochMilli();
        Integer tooNewFrom = null;
        Integer tooOldTo = null;
        Integer expiredTo = null;
        for (int i = 0; i < events.size(); i++) {
            InputLogEvent event = events.get(i);
            if (event.timestamp() < tooOld) {
                tooOldTo = i + 1;
            } else if (event.timestamp() < expired) {
                expiredTo = i + 1;
            } else if (event.timestamp() > tooNew) {
                tooNewFrom = tooNewFrom == null ? i : tooNewFrom;
            } else {
                telemetry.append(
                        group.id(),
                        Instant.ofEpochMilli(event.timestamp()),
                        LogEvent.encode(stream.number(), now.toEpochMilli(), event.message()));
                activity.happened(place, group.id(), stream.name(), event.timestamp(), now.toEpochMilli());
            }
        }
        telemetry.sync();
        return new PutLogEventsResponse(SEQUENCE_TOKEN, rejected(tooNewFrom, tooOldTo, expiredTo), null);
    }

    private static void check(List<InputLogEvent> events) {
        if (events.size() > MAXIMUM_EVENTS) {
            throw LogsErrors.invalid("1 validation error detected: Value at 'logEvents' failed to satisfy constraint: "
                    + "Member must have length less than or equal to " + MAXIMUM_EVENTS);
        }
        long bytes = 0;
        long last = Long.MIN_VALUE;
        for (InputLogEvent event : events) {
            if (event.timestamp() < last) {
                throw LogsErrors.invalid("Log events in a single PutLogEvents request must be in chronological order.");
            }
            last = event.timestamp();
            bytes += event.message().getBytes(StandardCharsets.UTF_8).length + BYTES_PER_EVENT;
        }
        if (bytes > MAXIMUM_BYTES) {
            throw LogsErrors.invalid("Upload too large: " + bytes + " bytes exceeds limit of " + MAXIMUM_BYTES);
        }
        if (!events.isEmpty() && last - events.getFirst().timestamp() > LONGEST_SPAN.toMillis()) {
            throw LogsErrors.invalid(
                    "The batch of log events in a single PutLogEvents request cannot span more than 24 hours.");
        }
    }

    private static @Nullable RejectedLogEventsInfo rejected(
            @Nullable Integer tooNewFrom, @Nullable Integer tooOldTo, @Nullable Integer expiredTo) {
        return tooNewFrom == null && tooOldTo == null && expiredTo == null
                ? null
                : new RejectedLogEventsInfo(tooNewFrom, tooOldTo, expiredTo);
    }
}
