package dev.gust.services.logs;

import dev.gust.base.Ids;
import dev.gust.base.time.Clock;
import dev.gust.services.ports.LogSink;
import dev.gust.storage.StorageException;
import dev.gust.storage.segments.SegmentStore;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Takes what functions write. Groups and streams are made when first written to. Where a stream's events go is remembered
 * for a moment, so that a line costs no look into the store; a deletion by another process shows after that moment.
 */
final class FunctionLogs implements LogSink {
    private static final Logger LOG = System.getLogger(FunctionLogs.class.getName());
    private static final Duration REMEMBERED = Duration.ofSeconds(30);
    private static final int MAXIMUM_REMEMBERED = 20_000;

    private record Stream(LogsStore.Place place, String name) {}

    private record Target(String groupId, long number, Instant until) {}

    private final LogsStore store;
    private final SegmentStore telemetry;
    private final StreamActivity activity;
    private final Clock clock;
    private final Ids ids;
    private final Map<Stream, Target> targets = new ConcurrentHashMap<>();

    FunctionLogs(LogsStore store, SegmentStore telemetry, StreamActivity activity, Clock clock, Ids ids) {
        this.store = store;
        this.telemetry = telemetry;
        this.activity = activity;
        this.clock = clock;
        this.ids = ids;
    }

    @Override
    public void append(String account, String region, String group, String stream, List<Line> lines) {
        LogsStore.Place place = new LogsStore.Place(account, region, group);
        Instant now = clock.instant();
        try {
            Target target = target(new Stream(place, stream), now);
            for (Line line : lines) {
                telemetry.append(
                        target.groupId(), line.at(), LogEvent.encode(target.number(), now.toEpochMilli(), line.text()));
                activity.happened(place, target.groupId(), stream, line.at().toEpochMilli(), now.toEpochMilli());
            }
        } catch (StorageException e) {
            // A log that cannot be written must not fail the invocation that it is about.
            LOG.log(
                    Level.WARNING,
                    "event=log_lines_lost group={0} lines={1} reason={2}",
                    group,
                    lines.size(),
                    e.getMessage());
        }
    }

    /** A group or stream was deleted here. */
    void forget(LogsStore.Place place) {
        targets.keySet().removeIf(stream -> stream.place().equals(place));
    }

    private Target target(Stream stream, Instant now) {
        Target known = targets.get(stream);
        if (known != null && now.isBefore(known.until())) {
            return known;
        }
        Target found = store.store().transact(tx -> {
            tx.relaxed();
            LogGroupRecord group = store.findGroup(tx, stream.place())
                    .orElseGet(() -> new LogGroupRecord(stream.place().group(), ids.uuid(), now, 1, null, Map.of()));
            LogStreamRecord record = store.findStream(tx, group, stream.name()).orElse(null);
            if (record == null) {
                record = new LogStreamRecord(stream.name(), group.nextStream(), now, null);
                store.put(tx, stream.place(), group.withNextStream(group.nextStream() + 1));
                store.put(tx, group, record);
            }
            return new Target(group.id(), record.number(), now.plus(REMEMBERED));
        });
        if (targets.size() >= MAXIMUM_REMEMBERED) {
            targets.clear();
        }
        targets.put(stream, found);
        return found;
    }
}
