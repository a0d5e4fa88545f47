package dev.gust.services.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gust.services.lambda.LambdaWorld.ScriptedRuntime;
import dev.gust.services.ports.runtime.RunOutcome;
import dev.gust.wire.model.lambda.CreateEventSourceMappingRequest;
import dev.gust.wire.model.lambda.DeleteEventSourceMappingRequest;
import dev.gust.wire.model.lambda.DestinationConfig;
import dev.gust.wire.model.lambda.EventSourceMappingConfiguration;
import dev.gust.wire.model.lambda.EventSourcePosition;
import dev.gust.wire.model.lambda.FunctionResponseType;
import dev.gust.wire.model.lambda.GetEventSourceMappingRequest;
import dev.gust.wire.model.lambda.InvalidParameterValueException;
import dev.gust.wire.model.lambda.ListEventSourceMappingsRequest;
import dev.gust.wire.model.lambda.OnFailure;
import dev.gust.wire.model.lambda.ResourceConflictException;
import dev.gust.wire.model.lambda.ResourceNotFoundException;
import dev.gust.wire.model.lambda.UpdateEventSourceMappingRequest;
import dev.gust.wire.operation.NotImplementedException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventSourceMappingsTest {
    private static final Pattern TEXT = Pattern.compile("\"text\":\"([^\"]*)\"");
    private static final String QUEUE = "arn:aws:sqs:eu-west-1:000000000000:queue";

    private final LambdaWorld world = new LambdaWorld();
    private final RecordedStream stream = new RecordedStream();
    private final List<String> batches = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void begin() {
        stream.open("shard-1", "");
        world.create("reader");
        world.runtime.behaviour = (version, request) -> {
            batches.add(texts(request.payload()));
            return ScriptedRuntime.returned("null");
        };
        world.service.eventSources().register(stream);
        world.service.eventSources().start();
    }

    @AfterEach
    void end() {
        world.service.eventSources().close();
        world.close();
    }

    @Test
    void tellsAMappingAsAwsDoesAndTurnsItOn() {
        EventSourceMappingConfiguration created = create(request());

        assertThat(created.state()).isEqualTo("Creating");
        assertThat(created.functionArn()).isEqualTo("arn:aws:lambda:eu-west-1:000000000000:function:reader");
        assertThat(created.eventSourceArn()).isEqualTo(RecordedStream.ARN.toString());
        assertThat(created.batchSize()).isEqualTo(100);
        assertThat(created.maximumRetryAttempts()).isEqualTo(-1);
        assertThat(created.maximumRecordAgeInSeconds()).isEqualTo(-1);
        assertThat(created.lastProcessingResult()).isEqualTo("No records processed");
        assertThat(created.eventSourceMappingArn())
                .isEqualTo("arn:aws:lambda:eu-west-1:000000000000:event-source-mapping:" + created.uuid());
        awaitState(created.uuid(), "Enabled");
        assertThat(list()).extracting(EventSourceMappingConfiguration::uuid).containsExactly(created.uuid());
    }

    @Test
    void handsOverTheOldestRecordsFirstAndNewOnesAsTheyCome() {
        add("a", "b");
        String id = create(request().batchSize(2)).uuid();
        Await.until(() -> batches.contains("a,b"));
        add("c");
        Await.until(() -> batches.contains("c"));

        assertThat(batches).containsExactly("a,b", "c");
        Await.until(() -> "OK".equals(get(id).lastProcessingResult()));
    }

    @Test
    void beginsAfterTheNewestRecordWhenToldSo() {
        add("old");
        create(request().startingPosition(EventSourcePosition.LATEST));
        add("new");
        Await.until(() -> !batches.isEmpty());

        assertThat(batches).containsExactly("new");
    }

    @Test
    void aRestartGoesOnWhereTheLastBatchEnded() {
        add("a");
        String id = create(request()).uuid();
        Await.until(() -> batches.contains("a"));
        disable(id);
        add("b");
        world.service.updateEventSourceMapping(
                UpdateEventSourceMappingRequest.builder().uuid(id).enabled(true).build(), world.context());
        Await.until(() -> batches.contains("b"));

        assertThat(batches).containsExactly("a", "b");
    }

    @Test
    void tellsTheDestinationWhereRecordsWereGivenUp() {
        world.runtime.behaviour = (version, request) -> ScriptedRuntime.failed("Bad", "no");
        String id = create(request()
                        .maximumRetryAttempts(1)
                        .destinationConfig(new DestinationConfig(null, new OnFailure(QUEUE))))
                .uuid();
        add("a", "b");
        Await.until(() -> !world.published.isEmpty());

        String told = new String(world.published.getFirst().event().body(), StandardCharsets.UTF_8);
        assertThat(told)
                .contains("\"condition\":\"RetryAttemptsExhausted\"")
                .contains("\"approximateInvokeCount\":2")
                .contains("\"shardId\":\"shard-1\"")
                .contains("\"streamArn\":\"" + RecordedStream.ARN + "\"")
                .contains("\"functionError\":\"Unhandled\"");
        assertThat(world.published.getFirst().target()).hasToString(QUEUE);
        assertThat(get(id).lastProcessingResult()).isEqualTo("PROBLEM: Function call failed");
    }

    @Test
    void goesOnCountingAttemptsAfterARestart() {
        List<String> calls = Collections.synchronizedList(new ArrayList<>());
        world.runtime.behaviour = (version, request) -> {
            calls.add(texts(request.payload()));
            return ScriptedRuntime.failed("Bad", "no");
        };
        add("a", "b");
        String id = create(request()
                        .maximumRetryAttempts(3)
                        .destinationConfig(new DestinationConfig(null, new OnFailure(QUEUE))))
                .uuid();
        Await.until(() -> !calls.isEmpty());
        disable(id);
        add("c");
        world.service.updateEventSourceMapping(
                UpdateEventSourceMappingRequest.builder().uuid(id).enabled(true).build(), world.context());
        Await.until(() -> world.published.size() == 2);

        assertThat(calls.stream().filter(records -> records.startsWith("a")))
                .containsOnly("a,b")
                .hasSize(4);
        assertThat(new String(world.published.getFirst().event().body(), StandardCharsets.UTF_8))
                .contains("\"approximateInvokeCount\":4");
    }

    @Test
    void triesAgainFromTheRecordThatTheFunctionNames() {
        world.runtime.behaviour = (version, request) -> {
            String texts = texts(request.payload());
            batches.add(texts);
            return ScriptedRuntime.returned(
                    texts.startsWith("a") ? "{\"batchItemFailures\":[{\"itemIdentifier\":\"b\"}]}" : "{}");
        };
        add("a", "b", "c");
        create(request().functionResponseTypes(List.of(FunctionResponseType.REPORT_BATCH_ITEM_FAILURES)));
        Await.until(() -> batches.size() == 2);

        assertThat(batches).containsExactly("a,b,c", "b,c");
    }

    @Test
    void readsAChildShardAfterItsParent() {
        add("a");
        stream.open("shard-2", "shard-1");
        stream.add("shard-2", "p", "z", world.clock.instant());
        create(request());
        Await.until(() -> batches.contains("a"));
        assertThat(batches).containsExactly("a");
        stream.close("shard-1");
        Await.until(() -> batches.contains("z"));

        assertThat(batches).containsExactly("a", "z");
    }

    @Test
    void worksOnPartitionsInParallelAndKeepsEachInOrder() {
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        world.runtime.behaviour = (version, request) -> {
            seen.addAll(List.of(texts(request.payload()).split(",")));
            return ScriptedRuntime.returned("null");
        };
        for (int i = 0; i < 40; i++) {
            stream.add("shard-1", "p" + i % 4, "p" + i % 4 + "-" + String.format("%02d", i), world.clock.instant());
        }
        create(request().parallelizationFactor(3).batchSize(3));
        Await.until(() -> seen.size() == 40);

        for (int partition = 0; partition < 4; partition++) {
            String prefix = "p" + partition + "-";
            assertThat(seen.stream().filter(text -> text.startsWith(prefix)))
                    .hasSize(10)
                    .isSorted();
        }
    }

    @Test
    void deletingEndsTheReadingAndForgetsTheMapping() {
        String id = create(request()).uuid();
        awaitState(id, "Enabled");
        EventSourceMappingConfiguration deleted =
                world.service.deleteEventSourceMapping(new DeleteEventSourceMappingRequest(id), world.context());

        assertThat(deleted.state()).isEqualTo("Deleting");
        Await.until(() -> list().isEmpty());
        assertThatThrownBy(() -> get(id))
                .isInstanceOf(ResourceNotFoundException.class)
                .hasMessage("The resource you requested does not exist.");
        add("late");
        assertThat(batches).isEmpty();
    }

    @Test
    void waitsForAThrottledFunction() {
        List<String> calls = Collections.synchronizedList(new ArrayList<>());
        world.runtime.behaviour = (version, request) -> {
            calls.add(texts(request.payload()));
            return calls.size() == 1
                    ? new RunOutcome.Throttled(RunOutcome.Throttle.HOST_MEMORY)
                    : ScriptedRuntime.returned("null");
        };
        add("a");
        create(request().maximumRetryAttempts(0));
        Await.until(() -> calls.size() == 2);

        assertThat(calls).containsExactly("a", "a");
    }

    @Test
    void refusesWhatItCannotRead() {
        assertThatThrownBy(() -> create(request().startingPosition(EventSourcePosition.AT_TIMESTAMP)))
                .isInstanceOf(InvalidParameterValueException.class)
                .hasMessage("Unsupported starting position for arn type: " + RecordedStream.ARN);
        assertThatThrownBy(() -> create(request().startingPosition(null)))
                .hasMessageContaining("Value null at 'startingPosition'");
        assertThatThrownBy(() -> create(request().eventSourceArn(QUEUE)))
                .isInstanceOf(NotImplementedException.class)
                .hasMessageContaining("sqs");
        assertThatThrownBy(() -> create(request().functionName("nobody")))
                .isInstanceOf(InvalidParameterValueException.class)
                .hasMessage("Function does not exist");
        assertThatThrownBy(() -> create(
                        request().eventSourceArn("arn:aws:dynamodb:eu-west-1:000000000000:table/other/stream/then")))
                .hasMessageStartingWith("Stream not found: ");
        assertThatThrownBy(() -> create(request().tumblingWindowInSeconds(30)))
                .isInstanceOf(NotImplementedException.class)
                .hasMessageContaining("TumblingWindowInSeconds");
        String id = create(request()).uuid();
        assertThatThrownBy(() -> create(request()))
                .isInstanceOf(ResourceConflictException.class)
                .hasMessageContaining("provided mapping already exists")
                .hasMessageEndingWith(String.valueOf(id));
    }

    private static CreateEventSourceMappingRequest.Builder request() {
        return CreateEventSourceMappingRequest.builder()
                .functionName("reader")
                .eventSourceArn(RecordedStream.ARN.toString())
                .startingPosition(EventSourcePosition.TRIM_HORIZON);
    }

    private EventSourceMappingConfiguration create(CreateEventSourceMappingRequest.Builder request) {
        return world.service.createEventSourceMapping(request.build(), world.context());
    }

    private void disable(String id) {
        awaitState(id, "Enabled");
        EventSourceMappingConfiguration disabling = world.service.updateEventSourceMapping(
                UpdateEventSourceMappingRequest.builder()
                        .uuid(id)
                        .enabled(false)
                        .build(),
                world.context());
        assertThat(disabling.state()).isEqualTo("Disabling");
        awaitState(id, "Disabled");
    }

    private EventSourceMappingConfiguration get(String id) {
        return world.service.getEventSourceMapping(new GetEventSourceMappingRequest(id), world.context());
    }

    private List<EventSourceMappingConfiguration> list() {
        return world.service
                .listEventSourceMappings(
                        ListEventSourceMappingsRequest.builder()
                                .functionName("reader")
                                .build(),
                        world.context())
                .eventSourceMappings();
    }

    private void awaitState(String id, String state) {
        Await.until(() -> String.valueOf(get(id).state()).equals(state));
    }

    private void add(String... texts) {
        for (String text : texts) {
            stream.add("shard-1", "p", text, world.clock.instant());
        }
    }

    private static String texts(byte[] payload) {
        List<String> texts = new ArrayList<>();
        Matcher matcher = TEXT.matcher(new String(payload, StandardCharsets.UTF_8));
        while (matcher.find()) {
            texts.add(matcher.group(1));
        }
        return String.join(",", texts);
    }
}
