package dev.gust.services.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gust.base.Ids;
import dev.gust.base.Randomness;
import dev.gust.base.time.ManualClock;
import dev.gust.services.ports.LogSink;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.memory.MemoryStore;
import dev.gust.storage.segments.SegmentSettings;
import dev.gust.storage.segments.SegmentStore;
import dev.gust.wire.model.logs.CreateLogGroupRequest;
import dev.gust.wire.model.logs.CreateLogStreamRequest;
import dev.gust.wire.model.logs.DeleteLogGroupRequest;
import dev.gust.wire.model.logs.DeleteLogStreamRequest;
import dev.gust.wire.model.logs.DescribeLogGroupsRequest;
import dev.gust.wire.model.logs.DescribeLogGroupsResponse;
import dev.gust.wire.model.logs.DescribeLogStreamsRequest;
import dev.gust.wire.model.logs.DescribeLogStreamsResponse;
import dev.gust.wire.model.logs.FilterLogEventsRequest;
import dev.gust.wire.model.logs.FilterLogEventsResponse;
import dev.gust.wire.model.logs.FilteredLogEvent;
import dev.gust.wire.model.logs.GetLogEventsRequest;
import dev.gust.wire.model.logs.GetLogEventsResponse;
import dev.gust.wire.model.logs.InputLogEvent;
import dev.gust.wire.model.logs.ListTagsForResourceRequest;
import dev.gust.wire.model.logs.LogGroup;
import dev.gust.wire.model.logs.LogGroupClass;
import dev.gust.wire.model.logs.LogStream;
import dev.gust.wire.model.logs.OrderBy;
import dev.gust.wire.model.logs.OutputLogEvent;
import dev.gust.wire.model.logs.PutLogEventsRequest;
import dev.gust.wire.model.logs.PutLogEventsResponse;
import dev.gust.wire.model.logs.PutRetentionPolicyRequest;
import dev.gust.wire.model.logs.TagResourceRequest;
import dev.gust.wire.operation.AwsException;
import dev.gust.wire.operation.CallContext;
import dev.gust.wire.operation.CallSource;
import dev.gust.wire.operation.Principal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogsServiceTest {
    private static final String GROUP = "/aws/lambda/hello";

    private final ManualClock clock = new ManualClock(Instant.parse("2026-01-31T12:00:00Z"));
    private final OrderedStore store = MemoryStore.create(clock, Randomness.seeded(1));
    private SegmentStore telemetry;
    private LogsService service;

    @TempDir
    private Path folder;

    @BeforeEach
    void open() {
        telemetry = new SegmentStore(folder, SegmentSettings.defaults(), clock);
        service = new LogsService(store, telemetry, clock, new Ids(Randomness.seeded(2)));
    }

    @AfterEach
    void close() {
        telemetry.close();
        store.close();
    }

    @Test
    void whatFunctionsWriteIsFoundAtOnce() {
        write("stream-a", "START", "an ERROR here", "END");
        write("stream-b", "another ERROR");

        assertThat(messages(filter("ERROR").build())).containsExactly("an ERROR here", "another ERROR");
        assertThat(messages(filter("ERROR").logStreamNames(List.of("stream-b")).build()))
                .containsExactly("another ERROR");
        assertThat(messages(filter(null).logStreamNamePrefix("stream-a").build()))
                .hasSize(3);
        assertThat(groups(null)).containsExactly(GROUP);
    }

    @Test
    void retentionAndDeletionGiveRoomBack() {
        String line = "x".repeat(1000);
        for (int i = 0; i < 40; i++) {
            for (int j = 0; j < 20; j++) {
                write("stream", line);
            }
            clock.advance(Duration.ofMinutes(61));
            telemetry.tick();
        }
        service.putRetentionPolicy(new PutRetentionPolicyRequest(GROUP, 1), context());
        long before = telemetry.statistics().bytes();
        clock.advance(Duration.ofMinutes(11));
        service.tick();

        assertThat(telemetry.statistics().bytes()).isLessThan(before * 2 / 3);
        service.deleteLogGroup(new DeleteLogGroupRequest(GROUP), context());
        clock.advance(Duration.ofMinutes(11));
        service.tick();
        assertThat(telemetry.statistics().bytes()).isLessThan(before / 10);
        assertThat(groups(null)).isEmpty();
    }

    @Test
    void aFloodStaysWithinTheQuotaAndTheNewestIsFound() {
        long quota = 4 * 1024 * 1024;
        String line = "x".repeat(1000);
        try (SegmentStore small = new SegmentStore(
                folder.resolve("small"), SegmentSettings.defaults().withQuotaBytes(quota), clock)) {
            LogsService flooded = new LogsService(store, small, clock, new Ids(Randomness.seeded(3)));
            for (int i = 0; i < 200; i++) {
                List<LogSink.Line> lines = new ArrayList<>();
                for (int j = 0; j < 100; j++) {
                    lines.add(new LogSink.Line(clock.instant(), line));
                }
                lines.add(new LogSink.Line(clock.instant(), "flood " + i));
                flooded.sink().append("000000000000", "eu-west-1", GROUP, "stream", lines);
                clock.advance(Duration.ofMillis(60));
                small.tick();
            }
            assertThat(small.statistics().bytes()).isLessThan(quota * 3 / 2);
            assertThat(small.statistics().evictedBytes()).isGreaterThan(2 * quota);
            assertThat(small.statistics().lostRecords()).isZero();
            assertThat(flooded.filterLogEvents(filter("flood").build(), context())
                            .events())
                    .last()
                    .extracting(FilteredLogEvent::message)
                    .isEqualTo("flood 199");
        }
    }

    @Test
    void theEndOfARangeIsPartOfASearchAndNotOfAStream() {
        long first = clock.instant().toEpochMilli();
        write("stream", "first");
        clock.advance(Duration.ofMillis(1));
        write("stream", "second");
        assertThat(messages(filter(null).startTime(first).endTime(first + 1).build()))
                .containsExactly("first", "second");
        assertThat(service.getLogEvents(
                                get("stream")
                                        .startTime(first)
                                        .endTime(first + 1)
                                        .build(),
                                context())
                        .events())
                .extracting(OutputLogEvent::message)
                .containsExactly("first");
    }

    @Test
    void listsStreamsPageByPageWhileTheyGo() {
        for (String name : List.of("a", "b", "c", "d")) {
            write(name, "x");
            clock.advance(Duration.ofSeconds(1));
        }
        assertThat(restAfterDeleting("b", OrderBy.LOG_STREAM_NAME)).containsExactly("c", "d");
        assertThat(restAfterDeleting("c", OrderBy.LAST_EVENT_TIME)).containsExactly("d");
        assertRefused(
                "InvalidParameterException",
                () -> service.describeLogStreams(
                        DescribeLogStreamsRequest.builder()
                                .logGroupName(GROUP)
                                .nextToken("x")
                                .build(),
                        context()));
    }

    private List<String> restAfterDeleting(String stream, OrderBy order) {
        DescribeLogStreamsRequest.Builder request = DescribeLogStreamsRequest.builder()
                .logGroupName(GROUP)
                .orderBy(order)
                .limit(2);
        DescribeLogStreamsResponse page = service.describeLogStreams(request.build(), context());
        assertThat(page.logStreams()).extracting(LogStream::logStreamName).endsWith(stream);
        service.deleteLogStream(new DeleteLogStreamRequest(GROUP, stream), context());
        DescribeLogStreamsResponse rest =
                service.describeLogStreams(request.nextToken(page.nextToken()).build(), context());
        assertThat(rest.nextToken()).isNull();
        return rest.logStreams().stream().map(LogStream::logStreamName).toList();
    }

    @Test
    void groupsAreMeantByTheirArnsOnly() {
        service.createLogGroup(group("g"), context());
        String arn = "arn:aws:logs:eu-west-1:000000000000:log-group:g";
        service.tagResource(new TagResourceRequest(arn, Map.of("k", "v")), context());
        assertThat(service.listTagsForResource(new ListTagsForResourceRequest(arn), context())
                        .tags())
                .isEqualTo(Map.of("k", "v"));
        Map<String, String> many = new HashMap<>();
        for (int i = 0; i < 50; i++) {
            many.put("t" + i, "v");
        }
        assertRefused("TooManyTagsException", () -> service.tagResource(new TagResourceRequest(arn, many), context()));
        assertRefused(
                "InvalidParameterException",
                () -> service.tagResource(new TagResourceRequest("g", Map.of("k", "v")), context()));
        for (String other : List.of(arn.replace("000000000000", "111111111111"), arn.replace("eu-west-1", "x"))) {
            assertRefused(
                    "ResourceNotFoundException",
                    () -> service.filterLogEvents(
                            FilterLogEventsRequest.builder()
                                    .logGroupIdentifier(other)
                                    .build(),
                            context()));
        }
        assertThat(service.describeLogGroups(
                                DescribeLogGroupsRequest.builder()
                                        .logGroupClass(LogGroupClass.INFREQUENT_ACCESS)
                                        .build(),
                                context())
                        .logGroups())
                .isEmpty();
    }

    @Test
    void searchesPageByPage() {
        for (int i = 0; i < 25; i++) {
            write("stream", "line " + i);
        }
        List<String> found = new ArrayList<>();
        String token = null;
        int calls = 0;
        do {
            FilterLogEventsResponse page = service.filterLogEvents(
                    filter("line").limit(10).nextToken(token).build(), context());
            page.events().forEach(event -> found.add(event.message()));
            token = page.nextToken();
            calls++;
        } while (token != null);

        assertThat(found).hasSize(25).startsWith("line 0").endsWith("line 24");
        assertThat(calls).isBetween(3, 4);
    }

    @Test
    void aFollowerSeesOnlyWhatIsNew() {
        write("stream", "first", "second");
        GetLogEventsResponse latest = events(null, false);
        assertThat(latest.events()).extracting(OutputLogEvent::message).containsExactly("first", "second");

        write("stream", "third");
        write("other", "not this");
        GetLogEventsResponse more = events(latest.nextForwardToken(), true);

        assertThat(more.events()).extracting(OutputLogEvent::message).containsExactly("third");
        GetLogEventsResponse nothing = events(more.nextForwardToken(), true);
        assertThat(nothing.events()).isEmpty();
        assertThat(events(nothing.nextForwardToken(), true).nextForwardToken())
                .as("the same token says that nothing is new")
                .isEqualTo(nothing.nextForwardToken());
    }

    @Test
    void readsBackwardPageByPage() {
        write("stream", "1", "2", "3", "4", "5");
        GetLogEventsResponse last = service.getLogEvents(get("stream").limit(2).build(), context());
        assertThat(last.events()).extracting(OutputLogEvent::message).containsExactly("4", "5");
        GetLogEventsResponse before = service.getLogEvents(
                get("stream").limit(2).nextToken(last.nextBackwardToken()).build(), context());
        assertThat(before.events()).extracting(OutputLogEvent::message).containsExactly("2", "3");
        GetLogEventsResponse first = service.getLogEvents(
                get("stream").limit(2).nextToken(before.nextBackwardToken()).build(), context());
        assertThat(first.events()).extracting(OutputLogEvent::message).containsExactly("1");
        GetLogEventsResponse end = service.getLogEvents(
                get("stream").limit(2).nextToken(first.nextBackwardToken()).build(), context());
        assertThat(end.events()).isEmpty();
        assertThat(end.nextBackwardToken()).isEqualTo(first.nextBackwardToken());
    }

    @Test
    void putEventsAreStoredInTheirStream() {
        service.createLogGroup(group(GROUP), context());
        service.createLogStream(new CreateLogStreamRequest(GROUP, "mine"), context());
        long now = clock.instant().toEpochMilli();

        PutLogEventsResponse response =
                put("mine", new InputLogEvent(now - Duration.ofDays(15).toMillis(), "too old"));
        assertThat(response.rejectedLogEventsInfo().tooOldLogEventEndIndex()).isEqualTo(1);
        put("mine", new InputLogEvent(now - 1, "one"), new InputLogEvent(now, "two"));

        assertThat(service.getLogEvents(get("mine").startFromHead(true).build(), context())
                        .events())
                .extracting(OutputLogEvent::message)
                .containsExactly("one", "two");
        assertRefused("ResourceNotFoundException", () -> put("missing", new InputLogEvent(now, "x")));
        assertRefused(
                "ResourceNotFoundException",
                () -> service.filterLogEvents(
                        filter("x").logStreamNames(List.of("missing")).build(), context()));
        assertRefused(
                "InvalidParameterException",
                () -> put("mine", new InputLogEvent(now, "later"), new InputLogEvent(now - 1, "earlier")));
    }

    @Test
    void retentionHidesWhatIsOlder() {
        write("stream", "old");
        service.putRetentionPolicy(new PutRetentionPolicyRequest(GROUP, 1), context());
        clock.advance(Duration.ofHours(25));
        write("stream", "new");

        assertThat(messages(filter(null).build())).containsExactly("new");
        assertRefused(
                "InvalidParameterException",
                () -> service.putRetentionPolicy(new PutRetentionPolicyRequest(GROUP, 2), context()));
    }

    @Test
    void aGroupMadeAnewShowsNothingOfTheOld() {
        write("stream", "before");
        service.deleteLogGroup(new DeleteLogGroupRequest(GROUP), context());
        assertRefused(
                "ResourceNotFoundException",
                () -> service.filterLogEvents(filter(null).build(), context()));

        write("stream", "after");

        assertThat(messages(filter(null).build())).containsExactly("after");
    }

    @Test
    void aStreamMadeAnewShowsNothingOfTheOld() {
        write("stream", "before");
        service.deleteLogStream(new DeleteLogStreamRequest(GROUP, "stream"), context());
        assertThat(messages(filter(null).build())).isEmpty();

        write("stream", "after");

        assertThat(messages(filter(null).build())).containsExactly("after");
    }

    @Test
    void listsStreamsByTheirLastEvent() {
        write("a", "x");
        clock.advance(Duration.ofSeconds(1));
        write("c", "x");
        clock.advance(Duration.ofSeconds(1));
        write("b", "x");

        assertThat(streams(OrderBy.LAST_EVENT_TIME, true)).containsExactly("b", "c", "a");
        service.tick();
        assertThat(streams(OrderBy.LAST_EVENT_TIME, true)).containsExactly("b", "c", "a");
        assertThat(streams(OrderBy.LOG_STREAM_NAME, false)).containsExactly("a", "b", "c");
    }

    @Test
    void listsGroupsByPrefixAndPart() {
        for (String name : List.of("/a/one", "/a/two", "/b/one")) {
            service.createLogGroup(group(name), context());
        }
        assertThat(groups("/a/")).containsExactly("/a/one", "/a/two");
        assertRefused("ResourceAlreadyExistsException", () -> service.createLogGroup(group("/a/one"), context()));
        assertRefused("InvalidParameterException", () -> service.createLogGroup(group("aws/mine"), context()));
        DescribeLogGroupsResponse page = service.describeLogGroups(
                DescribeLogGroupsRequest.builder().limit(2).build(), context());
        DescribeLogGroupsResponse rest = service.describeLogGroups(
                DescribeLogGroupsRequest.builder().nextToken(page.nextToken()).build(), context());
        assertThat(page.logGroups()).hasSize(2);
        assertThat(rest.logGroups()).extracting(LogGroup::logGroupName).containsExactly("/b/one");
    }

    private void write(String stream, String... lines) {
        List<LogSink.Line> written = new ArrayList<>();
        for (String line : lines) {
            written.add(new LogSink.Line(clock.instant(), line));
        }
        service.sink().append("000000000000", "eu-west-1", GROUP, stream, written);
    }

    private PutLogEventsResponse put(String stream, InputLogEvent... events) {
        return service.putLogEvents(
                PutLogEventsRequest.builder()
                        .logGroupName(GROUP)
                        .logStreamName(stream)
                        .logEvents(List.of(events))
                        .build(),
                context());
    }

    private GetLogEventsResponse events(String token, boolean fromHead) {
        return service.getLogEvents(
                get("stream").nextToken(token).startFromHead(fromHead).build(), context());
    }

    private static GetLogEventsRequest.Builder get(String stream) {
        return GetLogEventsRequest.builder().logGroupName(GROUP).logStreamName(stream);
    }

    private static FilterLogEventsRequest.Builder filter(String pattern) {
        return FilterLogEventsRequest.builder().logGroupName(GROUP).filterPattern(pattern);
    }

    private List<String> messages(FilterLogEventsRequest request) {
        List<FilteredLogEvent> events =
                service.filterLogEvents(request, context()).events();
        assertThat(events).extracting(FilteredLogEvent::eventId).doesNotHaveDuplicates();
        return events.stream().map(FilteredLogEvent::message).toList();
    }

    private List<String> streams(OrderBy order, boolean descending) {
        return service
                .describeLogStreams(
                        DescribeLogStreamsRequest.builder()
                                .logGroupName(GROUP)
                                .orderBy(order)
                                .descending(descending)
                                .build(),
                        context())
                .logStreams()
                .stream()
                .map(LogStream::logStreamName)
                .toList();
    }

    private List<String> groups(String prefix) {
        return service
                .describeLogGroups(
                        DescribeLogGroupsRequest.builder()
                                .logGroupNamePrefix(prefix)
                                .build(),
                        context())
                .logGroups()
                .stream()
                .map(LogGroup::logGroupName)
                .toList();
    }

    private static CreateLogGroupRequest group(String name) {
        return new CreateLogGroupRequest(name, null, Map.of(), null, null);
    }

    private CallContext context() {
        return new CallContext(
                Principal.root("000000000000", "test"),
                "000000000000",
                "eu-west-1",
                CallSource.WIRE,
                "request",
                null,
                clock.instant().plusSeconds(60),
                URI.create("http://127.0.0.1:4566"));
    }

    private static void assertRefused(String code, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        AwsException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(code));
    }
}
