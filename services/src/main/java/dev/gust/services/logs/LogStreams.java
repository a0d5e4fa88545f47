package dev.gust.services.logs;

import dev.gust.base.time.Clock;
import dev.gust.services.logs.LogStreamRecord.Activity;
import dev.gust.services.logs.LogsStore.Place;
import dev.gust.storage.Entry;
import dev.gust.storage.KeyRange;
import dev.gust.storage.Page;
import dev.gust.storage.Reader;
import dev.gust.storage.Scan;
import dev.gust.wire.model.logs.CreateLogStreamOutput;
import dev.gust.wire.model.logs.CreateLogStreamRequest;
import dev.gust.wire.model.logs.DeleteLogStreamOutput;
import dev.gust.wire.model.logs.DeleteLogStreamRequest;
import dev.gust.wire.model.logs.DescribeLogStreamsRequest;
import dev.gust.wire.model.logs.DescribeLogStreamsResponse;
import dev.gust.wire.model.logs.LogStream;
import dev.gust.wire.model.logs.OrderBy;
import dev.gust.wire.operation.CallContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Streams: made, listed, deleted. */
final class LogStreams {
    private static final int DEFAULT_LIMIT = 50;

    private final LogsStore store;
    private final StreamActivity activity;
    private final FunctionLogs functionLogs;
    private final Clock clock;

    LogStreams(LogsStore store, StreamActivity activity, FunctionLogs functionLogs, Clock clock) {
        this.store = store;
        this.activity = activity;
        this.functionLogs = functionLogs;
        this.clock = clock;
    }

    CreateLogStreamOutput create(CreateLogStreamRequest input, CallContext context) {
        if (input.logStreamName().contains(":") || input.logStreamName().contains("*")) {
            throw LogsErrors.invalid("1 validation error detected: Value '" + input.logStreamName()
                    + "' at 'logStreamName' failed to satisfy constraint: Member must satisfy regular expression pattern: "
                    + "[^:*]*");
        }
        Place place = LogGroups.place(input.logGroupName(), context);
        store.store().write(tx -> {
            LogGroupRecord group = store.group(tx, place);
            if (store.findStream(tx, group, input.logStreamName()).isPresent()) {
                throw LogsErrors.streamExists();
            }
            store.put(tx, place, group.withNextStream(group.nextStream() + 1));
            store.put(tx, group, new LogStreamRecord(input.logStreamName(), group.nextStream(), clock.instant(), null));
        });
        return new CreateLogStreamOutput();
    }

    DeleteLogStreamOutput delete(DeleteLogStreamRequest input, CallContext context) {
        Place place = LogGroups.place(input.logGroupName(), context);
        store.store().write(tx -> {
            LogGroupRecord group = store.group(tx, place);
            store.delete(
                    tx,
                    group,
                    store.findStream(tx, group, input.logStreamName()).orElseThrow(LogsErrors::noStream));
        });
        functionLogs.forget(place);
        return new DeleteLogStreamOutput();
    }

    DescribeLogStreamsResponse describe(DescribeLogStreamsRequest input, CallContext context) {
        Place place = LogGroups.identified(input.logGroupName(), input.logGroupIdentifier(), context);
        boolean byTime = input.orderBy() == OrderBy.LAST_EVENT_TIME;
        if (byTime && input.logStreamNamePrefix() != null) {
            throw LogsErrors.invalid("Cannot order by LastEventTime with a logStreamNamePrefix.");
        }
        List<LogStreamRecord> streams =
                new ArrayList<>(store.store().read(snapshot -> all(snapshot, place, input.logStreamNamePrefix())));
        Comparator<LogStreamRecord> order = byTime
                ? Comparator.comparingLong(LogStreams::lastEvent).thenComparing(LogStreamRecord::name)
                : Comparator.comparing(LogStreamRecord::name);
        order = Boolean.TRUE.equals(input.descending()) ? order.reversed() : order;
        streams.sort(order);
        int from = input.nextToken() == null ? 0 : offset(streams, order, input.nextToken());
        int limit = Math.clamp(input.limit() == null ? DEFAULT_LIMIT : input.limit(), 1, DEFAULT_LIMIT);
        int to = Math.min(streams.size(), from + limit);
        List<LogStream> told = streams.subList(from, to).stream()
                .map(stream -> told(stream, place))
                .toList();
        return new DescribeLogStreamsResponse(told, to < streams.size() ? token(streams.get(to - 1)) : null);
    }

    private List<LogStreamRecord> all(Reader reader, Place place, @Nullable String prefix) {
        LogGroupRecord group = store.group(reader, place);
        Optional<KeyRange> rest = Optional.of(
                prefix == null
                        ? KeyRange.under(store.streams(group))
                        : KeyRange.textPrefix(store.streams(group), prefix));
        List<LogStreamRecord> streams = new ArrayList<>();
        while (rest.isPresent()) {
            Page page = reader.scan(Scan.of(rest.get()));
            for (Entry entry : page.entries()) {
                LogStreamRecord stream = LogStreamRecord.CODEC.decode(entry.value());
                streams.add(stream.with(activity.of(place, group.id(), stream.name())));
            }
            rest = page.rest();
        }
        return streams;
    }

    /** The last stream that was told, and where it stood: the list goes on from there when it is gone or has moved. */
    private static String token(LogStreamRecord last) {
        return lastEvent(last) + "/" + last.name();
    }

    private static int offset(List<LogStreamRecord> streams, Comparator<LogStreamRecord> order, String token) {
        int slash = token.indexOf('/');
        if (slash < 1 || slash > 18 || !token.substring(0, slash).chars().allMatch(Character::isDigit)) {
            throw LogsErrors.invalid("The specified nextToken is invalid.");
        }
        long time = Long.parseLong(token.substring(0, slash));
        LogStreamRecord last =
                new LogStreamRecord(token.substring(slash + 1), 0, Instant.EPOCH, new Activity(time, time, time));
        int offset = 0;
        while (offset < streams.size() && order.compare(streams.get(offset), last) <= 0) {
            offset++;
        }
        return offset;
    }

    private static long lastEvent(LogStreamRecord stream) {
        Activity activity = stream.activity();
        return activity == null ? 0 : activity.lastEventMillis();
    }

    private static LogStream told(LogStreamRecord stream, Place place) {
        Activity activity = stream.activity();
        return LogStream.builder()
                .logStreamName(stream.name())
                .creationTime(stream.created().toEpochMilli())
                .firstEventTimestamp(activity == null ? null : activity.firstEventMillis())
                .lastEventTimestamp(activity == null ? null : activity.lastEventMillis())
                .lastIngestionTime(activity == null ? null : activity.lastIngestionMillis())
                .uploadSequenceToken(LogEvents.SEQUENCE_TOKEN)
                .arn(LogGroups.arn(place.account(), place.region(), place.group()) + ":log-stream:" + stream.name())
                .storedBytes(0L)
                .build();
    }
}
