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
import dev.gust.wire.model.logs.DeleteLogGroupRequest;
import dev.gust.wire.model.logs.LiveTailSessionLogEvent;
import dev.gust.wire.model.logs.LiveTailSessionUpdate;
import dev.gust.wire.model.logs.StartLiveTailRequest;
import dev.gust.wire.model.logs.StartLiveTailResponseStream;
import dev.gust.wire.operation.AwsException;
import dev.gust.wire.operation.CallContext;
import dev.gust.wire.operation.CallSource;
import dev.gust.wire.operation.Principal;
import dev.gust.wire.schema.EventStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveTailTest {
    private static final String ARN = "arn:aws:logs:eu-west-1:000000000000:log-group:";
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
        write(GROUP, "stream", "before");
    }

    @AfterEach
    void close() {
        telemetry.close();
        store.close();
    }

    @Test
    void showsWhatComesAndNothingFromBefore() throws Exception {
        EventStream<StartLiveTailResponseStream> tail = start(request -> request.logEventFilterPattern("ERROR"));
        StartLiveTailResponseStream.SessionStart begun = (StartLiveTailResponseStream.SessionStart) tail.next();
        assertThat(Objects.requireNonNull(begun).value().logGroupIdentifiers()).containsExactly(ARN + GROUP);
        assertThat(begun.value().sessionId()).isNotBlank();

        write(GROUP, "stream", "fine", "an ERROR");
        LiveTailSessionUpdate update = update(tail);
        assertThat(update.sessionMetadata().sampled()).isFalse();
        assertThat(update.sessionResults())
                .containsExactly(new LiveTailSessionLogEvent(
                        "stream",
                        "000000000000:" + GROUP,
                        "an ERROR",
                        clock.instant().minusSeconds(1).toEpochMilli(),
                        clock.instant().minusSeconds(1).toEpochMilli()));
        assertThat(update(tail).sessionResults()).isEmpty();
        write(GROUP, "another", "ERROR too");
        assertThat(messages(update(tail))).containsExactly("ERROR too");
    }

    @Test
    void readsSeveralGroupsAndChosenStreamsOfOne() throws Exception {
        write("/other", "stream", "before");
        EventStream<StartLiveTailResponseStream> both =
                start(request -> request.logGroupIdentifiers(List.of(ARN + GROUP, ARN + "/other")));
        EventStream<StartLiveTailResponseStream> named = start(request -> request.logStreamNames(List.of("b", "c")));
        EventStream<StartLiveTailResponseStream> prefixed =
                start(request -> request.logStreamNamePrefixes(List.of("a", "c")));
        List.of(both, named, prefixed).forEach(LiveTailTest::begin);
        write(GROUP, "a1", "one");
        write(GROUP, "b", "two");
        write("/other", "a1", "three");
        assertThat(messages(update(both))).containsExactlyInAnyOrder("one", "two", "three");
        assertThat(messages(update(named))).containsExactly("two");
        assertThat(messages(update(prefixed))).containsExactly("one");
    }

    @Test
    void samplesFloods() throws Exception {
        EventStream<StartLiveTailResponseStream> tail = start(request -> request);
        begin(tail);
        String[] lines = new String[7_000];
        for (int i = 0; i < lines.length; i++) {
            lines[i] = "line " + i;
        }
        write(GROUP, "stream", lines);
        LiveTailSessionUpdate update = update(tail);
        assertThat(update.sessionMetadata().sampled()).isTrue();
        assertThat(update.sessionResults()).hasSize(500);
        assertThat(messages(update)).startsWith("line 0").anyMatch(message -> message.startsWith("line 69"));
        assertThat(update(tail).sessionResults()).isEmpty();
    }

    @Test
    void skipsWhatAReaderIsTooFarBehindFor() throws Exception {
        EventStream<StartLiveTailResponseStream> tail = start(request -> request);
        begin(tail);
        String big = "x".repeat(200_000);
        for (int i = 0; i < 60; i++) {
            write(GROUP, "stream", big);
        }
        LiveTailSessionUpdate update = update(tail);
        assertThat(update.sessionMetadata().sampled()).isTrue();
        assertThat(update.sessionResults()).hasSizeBetween(1, 12);
        write(GROUP, "stream", "after");
        assertThat(messages(update(tail))).containsExactly("after");
    }

    @Test
    void followsAGroupThatIsMadeAnew() throws Exception {
        EventStream<StartLiveTailResponseStream> tail = start(request -> request);
        begin(tail);
        service.deleteLogGroup(new DeleteLogGroupRequest(GROUP), context());
        assertThat(update(tail).sessionResults()).isEmpty();
        write(GROUP, "stream", "new");
        assertThat(messages(update(tail))).containsExactly("new");
    }

    @Test
    void endsAfterThreeHoursAndWhenTheServerStops() throws Exception {
        EventStream<StartLiveTailResponseStream> tail = start(request -> request);
        begin(tail);
        clock.advance(Duration.ofHours(3));
        assertThat(tail.next()).isInstanceOf(StartLiveTailResponseStream.SessionTimeoutException.class);
        EventStream<StartLiveTailResponseStream> other = start(request -> request);
        begin(other);
        service.stop();
        clock.advance(Duration.ofSeconds(1));
        assertThat(other.next()).isNull();
    }

    @Test
    void fifteenSessionsAreOpenAtMost() throws Exception {
        List<EventStream<StartLiveTailResponseStream>> tails = new ArrayList<>();
        for (int i = 0; i < 15; i++) {
            tails.add(start(request -> request));
        }
        assertRefused("LimitExceededException", "most there can be", request -> request);
        tails.getFirst().close();
        tails.getFirst().close();
        start(request -> request);
        assertRefused("LimitExceededException", "most there can be", request -> request);
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertRefused(
                "InvalidParameterException",
                "not the ARN of a log group",
                request -> request.logGroupIdentifiers(List.of(GROUP)));
        assertRefused(
                "InvalidParameterException",
                "must not go on",
                request -> request.logGroupIdentifiers(List.of(ARN + GROUP + ":*")));
        assertRefused(
                "InvalidParameterException",
                "twice",
                request -> request.logGroupIdentifiers(List.of(ARN + GROUP, ARN + GROUP)));
        assertRefused(
                "InvalidParameterException",
                "only with a single log group",
                request -> request.logGroupIdentifiers(List.of(ARN + GROUP, ARN + "/other"))
                        .logStreamNames(List.of("a")));
        assertRefused(
                "InvalidParameterException",
                "mutually exclusive",
                request -> request.logStreamNames(List.of("a")).logStreamNamePrefixes(List.of("a")));
        assertRefused("InvalidParameterException", "never closed", request -> request.logEventFilterPattern("\"a"));
        assertRefused(
                "ResourceNotFoundException",
                "does not exist",
                request -> request.logGroupIdentifiers(List.of(ARN + "/absent")));
        assertRefused(
                "ResourceNotFoundException",
                "does not exist",
                request ->
                        request.logGroupIdentifiers(List.of("arn:aws:logs:eu-west-1:111111111111:log-group:" + GROUP)));
    }

    private void assertRefused(String code, String message, UnaryOperator<StartLiveTailRequest.Builder> change) {
        assertThatThrownBy(() -> start(change))
                .isInstanceOfSatisfying(
                        AwsException.class,
                        refused -> assertThat(refused.code()).isEqualTo(code))
                .hasMessageContaining(message);
    }

    private EventStream<StartLiveTailResponseStream> start(UnaryOperator<StartLiveTailRequest.Builder> change) {
        StartLiveTailRequest request = change.apply(
                        StartLiveTailRequest.builder().logGroupIdentifiers(List.of(ARN + GROUP)))
                .build();
        return Objects.requireNonNull(service.startLiveTail(request, context()).responseStream());
    }

    private static void begin(EventStream<StartLiveTailResponseStream> tail) {
        try {
            assertThat(tail.next()).isInstanceOf(StartLiveTailResponseStream.SessionStart.class);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The next, for which a second has to pass. */
    private LiveTailSessionUpdate update(EventStream<StartLiveTailResponseStream> tail) throws Exception {
        clock.advance(Duration.ofSeconds(1));
        if (tail.next() instanceof StartLiveTailResponseStream.SessionUpdate(LiveTailSessionUpdate value)) {
            return value;
        }
        throw new AssertionError("not an update");
    }

    private static List<String> messages(LiveTailSessionUpdate update) {
        return update.sessionResults().stream()
                .map(LiveTailSessionLogEvent::message)
                .toList();
    }

    private void write(String group, String stream, String... lines) {
        List<LogSink.Line> written = new ArrayList<>();
        for (String line : lines) {
            written.add(new LogSink.Line(clock.instant(), line));
        }
        service.sink().append("000000000000", "eu-west-1", group, stream, written);
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
}
