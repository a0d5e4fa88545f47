package dev.gust.services.logs;

import dev.gust.base.Arn;
import dev.gust.base.Ids;
import dev.gust.base.time.Clock;
import dev.gust.services.logs.LogsStore.Place;
import dev.gust.storage.segments.SegmentStore;
import dev.gust.wire.model.logs.LimitExceededException;
import dev.gust.wire.model.logs.LiveTailSessionStart;
import dev.gust.wire.model.logs.StartLiveTailRequest;
import dev.gust.wire.model.logs.StartLiveTailResponse;
import dev.gust.wire.operation.CallContext;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Starts sessions that show a group's events as they come, and counts them. */
final class LiveTails {
    private static final int MOST_SESSIONS = 15;
    private static final String GROUP = "log-group:";

    private final LogsStore store;
    private final SegmentStore telemetry;
    private final Clock clock;
    private final Ids ids;
    private final Set<LiveTail> open = ConcurrentHashMap.newKeySet();
    /** Of an account in a region. */
    private final Map<String, Integer> sessions = new ConcurrentHashMap<>();

    LiveTails(LogsStore store, SegmentStore telemetry, Clock clock, Ids ids) {
        this.store = store;
        this.telemetry = telemetry;
        this.clock = clock;
        this.ids = ids;
    }

    StartLiveTailResponse start(StartLiveTailRequest input, CallContext context) {
        List<Place> places = places(input, context);
        FilterPattern pattern = FilterPattern.of(input.logEventFilterPattern());
        List<LiveGroup> groups = new ArrayList<>();
        for (Place place : places) {
            LiveGroup group =
                    new LiveGroup(store, telemetry, place, input.logStreamNames(), input.logStreamNamePrefixes());
            group.begin();
            groups.add(group);
        }
        String owner = context.account() + '/' + context.region();
        int count = sessions.merge(owner, 1, Integer::sum);
        if (count > MOST_SESSIONS) {
            leave(owner);
            throw new LimitExceededException(
                    "There are " + MOST_SESSIONS
                            + " Live Tail sessions open in this account and region, which is the most there can be: close one.");
        }
        LiveTailSessionStart start = LiveTailSessionStart.builder()
                .requestId(context.requestId())
                .sessionId(ids.uuid())
                .logGroupIdentifiers(input.logGroupIdentifiers())
                .logStreamNames(input.logStreamNames())
                .logStreamNamePrefixes(input.logStreamNamePrefixes())
                .logEventFilterPattern(input.logEventFilterPattern() == null ? "" : input.logEventFilterPattern())
                .build();
        LiveTail tail = new LiveTail(start, groups, pattern, clock, ended -> {
            open.remove(ended);
            leave(owner);
        });
        open.add(tail);
        return new StartLiveTailResponse(tail);
    }

    /** Ends every session at its next event. */
    void close() {
        open.forEach(LiveTail::end);
    }

    private void leave(String owner) {
        sessions.computeIfPresent(owner, (key, count) -> count == 1 ? null : count - 1);
    }

    private List<Place> places(StartLiveTailRequest input, CallContext context) {
        boolean named = !input.logStreamNames().isEmpty();
        boolean prefixed = !input.logStreamNamePrefixes().isEmpty();
        if (named && prefixed) {
            throw LogsErrors.invalid("logStreamNames and logStreamNamePrefixes are mutually exclusive parameters.");
        }
        if ((named || prefixed) && input.logGroupIdentifiers().size() > 1) {
            throw LogsErrors.invalid(
                    "logStreamNames and logStreamNamePrefixes can be given only with a single log group.");
        }
        if (new HashSet<>(input.logGroupIdentifiers()).size()
                < input.logGroupIdentifiers().size()) {
            throw LogsErrors.invalid("logGroupIdentifiers names a log group twice.");
        }
        return input.logGroupIdentifiers().stream()
                .map(identifier -> place(identifier, context))
                .toList();
    }

    private static Place place(String identifier, CallContext context) {
        Arn arn = Arn.parse(identifier)
                .filter(parsed ->
                        parsed.service().equals("logs") && parsed.resource().startsWith(GROUP))
                .orElseThrow(() -> LogsErrors.invalid("The logGroupIdentifier " + identifier
                        + " is not the ARN of a log group, as in arn:aws:logs:REGION:ACCOUNT:log-group:NAME."));
        String name = arn.resource().substring(GROUP.length());
        if (name.contains("*") || name.contains(":")) {
            throw LogsErrors.invalid(
                    "The logGroupIdentifier " + identifier + " must not go on after the log group's name.");
        }
        if (!arn.account().equals(context.account()) || !arn.region().equals(context.region())) {
            throw LogsErrors.noGroup();
        }
        return LogGroups.place(name, context);
    }
}
