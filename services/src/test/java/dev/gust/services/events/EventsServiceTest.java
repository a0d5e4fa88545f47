package dev.gust.services.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gust.base.Arn;
import dev.gust.base.Ids;
import dev.gust.base.Randomness;
import dev.gust.base.json.JsonSyntaxException;
import dev.gust.base.json.JsonText;
import dev.gust.base.json.JsonValue;
import dev.gust.base.time.ManualClock;
import dev.gust.services.ports.Delivery;
import dev.gust.services.ports.EventOutbox;
import dev.gust.services.ports.OperationCaller;
import dev.gust.services.ports.resources.ResourceContext;
import dev.gust.services.ports.resources.ResourceHandler;
import dev.gust.services.ports.resources.ResourceProperties;
import dev.gust.services.ports.resources.ResourceState;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.Transaction;
import dev.gust.storage.memory.MemoryStore;
import dev.gust.storage.timers.TimerService;
import dev.gust.wire.model.events.CreateEventBusRequest;
import dev.gust.wire.model.events.DeleteEventBusRequest;
import dev.gust.wire.model.events.DeleteRuleRequest;
import dev.gust.wire.model.events.DescribeRuleRequest;
import dev.gust.wire.model.events.DisableRuleRequest;
import dev.gust.wire.model.events.EnableRuleRequest;
import dev.gust.wire.model.events.InputTransformer;
import dev.gust.wire.model.events.ListRuleNamesByTargetRequest;
import dev.gust.wire.model.events.ListRulesRequest;
import dev.gust.wire.model.events.ListTagsForResourceRequest;
import dev.gust.wire.model.events.ListTargetsByRuleRequest;
import dev.gust.wire.model.events.PutEventsRequest;
import dev.gust.wire.model.events.PutEventsRequestEntry;
import dev.gust.wire.model.events.PutEventsResponse;
import dev.gust.wire.model.events.PutEventsResultEntry;
import dev.gust.wire.model.events.PutRuleRequest;
import dev.gust.wire.model.events.PutTargetsRequest;
import dev.gust.wire.model.events.RemoveTargetsRequest;
import dev.gust.wire.model.events.RemoveTargetsResultEntry;
import dev.gust.wire.model.events.Rule;
import dev.gust.wire.model.events.RuleState;
import dev.gust.wire.model.events.Tag;
import dev.gust.wire.model.events.TagResourceRequest;
import dev.gust.wire.model.events.Target;
import dev.gust.wire.model.events.TestEventPatternRequest;
import dev.gust.wire.operation.CallContext;
import dev.gust.wire.operation.CallSource;
import dev.gust.wire.operation.Operation;
import dev.gust.wire.operation.Principal;
import dev.gust.wire.schema.Structure;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventsServiceTest {
    private static final Instant START = Instant.parse("2026-01-31T12:00:00Z");
    private static final String ACCOUNT = "123456789012";
    private static final String FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:hello";
    private static final CallContext CONTEXT = new CallContext(
            Principal.root(ACCOUNT, "test"),
            ACCOUNT,
            "us-east-1",
            CallSource.WIRE,
            "request",
            null,
            START.plus(Duration.ofDays(1)),
            URI.create("http://127.0.0.1:4566"));

    private final ManualClock clock = new ManualClock(START);
    private final OrderedStore store = MemoryStore.create(clock, Randomness.seeded(1));
    private final TimerService timers = new TimerService(store, clock, "here");
    private final BlockingQueue<Delivery> sent = new LinkedBlockingQueue<>();
    private final EventsService service =
            new EventsService(store, timers, new Functions(), clock, new Ids(Randomness.seeded(2)));

    /** Reaches functions alone, and remembers what was committed. */
    private final class Functions implements EventOutbox {
        @Override
        public void publish(Transaction transaction, Delivery delivery) {
            transaction.afterCommit(_ -> sent.add(delivery));
        }

        @Override
        public boolean canReach(Arn target) {
            return target.service().equals("lambda");
        }
    }

    @AfterEach
    void close() {
        timers.close();
        store.close();
    }

    @Test
    void aScheduleTicksWhenItIsDueAndGoesOn() throws Exception {
        putSchedule("every-minute", "rate(1 minute)");
        service.start(timers);

        clock.advance(Duration.ofSeconds(61));
        JsonValue.Obj first = body(arrived());
        assertThat(first.string("detail-type")).contains("Scheduled Event");
        assertThat(first.string("source")).contains("aws.events");
        assertThat(first.string("time")).contains("2026-01-31T12:01:00Z");
        assertThat(first.get("resources"))
                .contains(JsonValue.array(
                        List.of(JsonValue.of("arn:aws:events:us-east-1:123456789012:rule/every-minute"))));

        // Ticks missed while nobody was there are one late tick, and the next is on its own time again.
        clock.advance(Duration.ofMinutes(10));
        assertThat(body(arrived()).string("time")).contains("2026-01-31T12:02:00Z");
        clock.advance(Duration.ofMinutes(1));
        assertThat(body(arrived()).string("time")).contains("2026-01-31T12:12:00Z");
        assertThat(sent).isEmpty();
    }

    @Test
    void aDisabledScheduleIsSilentAndCountsFromWhenItIsEnabled() throws Exception {
        putSchedule("off", "rate(1 minute)");
        putSchedule("on", "rate(5 minutes)");
        service.disableRule(new DisableRuleRequest("off", null), CONTEXT);
        service.start(timers);

        clock.advance(Duration.ofMinutes(6));
        assertThat(arrived().event().sourceArn()).hasToString("arn:aws:events:us-east-1:123456789012:rule/on");
        assertThat(sent).isEmpty();

        service.enableRule(new EnableRuleRequest("off", null), CONTEXT);
        clock.advance(Duration.ofMinutes(1));
        assertThat(body(arrived()).string("time")).contains("2026-01-31T12:07:00Z");
    }

    @Test
    void aSchedulesInputIsWhatTheFunctionGets() throws Exception {
        service.putRule(rule("nightly").scheduleExpression("cron(0 3 * * ? *)").build(), CONTEXT);
        service.putTargets(
                new PutTargetsRequest(
                        "nightly",
                        null,
                        List.of(target("a").input("{\"job\": 1}").build())),
                CONTEXT);
        service.start(timers);
        clock.advance(Duration.ofHours(16));
        Delivery delivery = arrived();
        assertThat(new String(delivery.event().body(), StandardCharsets.UTF_8)).isEqualTo("{\"job\": 1}");
        assertThat(delivery.event().caller()).isEqualTo("events.amazonaws.com");
        assertThat(delivery.target()).hasToString(FUNCTION);
    }

    @Test
    void aTickSurvivesTheProcess() throws Exception {
        putSchedule("every-minute", "rate(1 minute)");
        timers.close();
        clock.advance(Duration.ofMinutes(1));
        try (TimerService next = new TimerService(store, clock, "here")) {
            new EventsService(store, next, new Functions(), clock, new Ids(Randomness.seeded(3))).start(next);
            assertThat(body(arrived()).string("time")).contains("2026-01-31T12:01:00Z");
        }
        assertThat(sent).isEmpty();
    }

    @Test
    void anEventReachesTheTargetsOfEveryRuleThatWantsIt() throws Exception {
        putPattern("orders", "{\"source\": [\"shop\"], \"detail\": {\"state\": [\"open\"]}}");
        putPattern("all", "{\"source\": [{\"prefix\": \"sh\"}]}");
        putPattern("others", "{\"source\": [\"bank\"]}");

        PutEventsResponse answer = put(entry("shop", "{\"state\": \"open\", \"id\": 7}"));

        assertThat(answer.failedEntryCount()).isZero();
        assertThat(sent).hasSize(2);
        JsonValue.Obj event = body(sent.remove());
        assertThat(event.toJson())
                .isEqualTo("{\"version\":\"0\",\"id\":\""
                        + answer.entries().getFirst().eventId()
                        + "\",\"detail-type\":\"Order\",\"source\":\"shop\",\"account\":\"123456789012\","
                        + "\"time\":\"2026-01-31T12:00:00Z\",\"region\":\"us-east-1\",\"resources\":[],"
                        + "\"detail\":{\"state\":\"open\",\"id\":7}}");
    }

    @Test
    void anEventThatIsNoneFailsAloneAndTheOthersArrive() throws Exception {
        putPattern("all", "{\"source\": [\"shop\"]}");
        PutEventsResponse answer = put(
                entry("shop", "{}"),
                entry("shop", "no json"),
                entry("aws.s3", "{}"),
                PutEventsRequestEntry.builder().detail("{}").detailType("x").build());
        assertThat(answer.failedEntryCount()).isEqualTo(3);
        assertThat(answer.entries())
                .extracting(PutEventsResultEntry::errorCode)
                .containsExactly(null, "MalformedDetail", "NotAuthorizedForSourceException", "InvalidArgument");
        assertThat(sent).hasSize(1);
        assertThatThrownBy(() -> put(entry("shop", "{\"x\": \"" + "x".repeat(300_000) + "\"}")))
                .hasMessageContaining("over the limit");
    }

    @Test
    void aBusOfItsOwnHasItsOwnRules() throws Exception {
        service.createEventBus(CreateEventBusRequest.builder().name("shop-bus").build(), CONTEXT);
        service.putRule(
                rule("r")
                        .eventBusName("shop-bus")
                        .eventPattern("{\"source\": [\"shop\"]}")
                        .build(),
                CONTEXT);
        service.putTargets(
                new PutTargetsRequest("r", "shop-bus", List.of(target("a").build())), CONTEXT);

        put(entry("shop", "{}"));
        assertThat(sent).isEmpty();
        put(entry("shop", "{}").toBuilder()
                .eventBusName("arn:aws:events:us-east-1:123456789012:event-bus/shop-bus")
                .build());
        assertThat(sent.remove().event().sourceArn())
                .hasToString("arn:aws:events:us-east-1:123456789012:rule/shop-bus/r");

        assertThatThrownBy(() -> service.putRule(
                        rule("s")
                                .eventBusName("shop-bus")
                                .scheduleExpression("rate(1 day)")
                                .build(),
                        CONTEXT))
                .hasMessageContaining("only on the default event bus");
        assertThatThrownBy(() -> service.deleteEventBus(new DeleteEventBusRequest("shop-bus"), CONTEXT))
                .hasMessageContaining("since it has rules");
        assertThatThrownBy(() -> service.putRule(
                        rule("s")
                                .eventBusName("none")
                                .eventPattern("{\"a\": [1]}")
                                .build(),
                        CONTEXT))
                .hasMessage("Event bus none does not exist.");
    }

    @Test
    void targetsAreGivenPartsOfAnEvent() throws Exception {
        putPattern("r", "{\"source\": [\"shop\"]}");
        service.putTargets(
                new PutTargetsRequest(
                        "r",
                        null,
                        List.of(
                                target("a")
                                        .inputPath("$.detail.items[1]['a b']")
                                        .build(),
                                target("b").inputPath("$.detail.none").build(),
                                target("c")
                                        .inputTransformer(new InputTransformer(
                                                Map.of(
                                                        "id",
                                                        "$.detail.id",
                                                        "who",
                                                        "$.detail.who",
                                                        "o",
                                                        "$.detail.items"),
                                                "{\"id\": <id>, \"text\": \"to <who>: <o>\", \"none\": <who>,"
                                                        + " \"rule\": <aws.events.rule-name>}"))
                                        .build())),
                CONTEXT);
        put(entry("shop", "{\"id\": 7, \"who\": \"a \\\"friend\\\"\", \"items\": [1, {\"a b\": [2]}]}"));
        assertThat(sent)
                .extracting(delivery -> new String(delivery.event().body(), StandardCharsets.UTF_8))
                .containsExactly(
                        "[2]",
                        "null",
                        "{\"id\": 7, \"text\": \"to a \\\"friend\\\": [1,{a b:[2]}]\", \"none\": \"a \\\"friend\\\"\","
                                + " \"rule\": \"r\"}");
    }

    @Test
    void refusesTargetsThatCouldNotBeReachedOrUnderstood() {
        putPattern("r", "{\"source\": [\"shop\"]}");
        refusesTarget(target("a").arn("arn:aws:sqs:us-east-1:123456789012:q"), "targets of the service sqs");
        refusesTarget(target("a").arn("hello"), "Provided Arn is not in correct format");
        refusesTarget(target("a").roleArn("arn:aws:iam::123456789012:role/r"), "RoleArn");
        refusesTarget(target("a").input("no json"), "JSON syntax error in input for target a");
        refusesTarget(target("a").inputPath("$.detail[?(@.a)]"), "the input path");
        refusesTarget(target("a").inputPath("$").input("{}"), "Only one of");
        refusesTarget(target("a").inputTransformer(new InputTransformer(Map.of(), "<x>")), "invalid placeholder x");
        refusesTarget(
                target("a").inputTransformer(new InputTransformer(Map.of("x", "$.id"), "<x> there")),
                "Invalid InputTemplate");
        assertThatThrownBy(() -> service.putTargets(
                        new PutTargetsRequest("none", null, List.of(target("a").build())), CONTEXT))
                .hasMessage("Rule none does not exist on EventBus default.");
    }

    @Test
    void refusesRulesThatCouldNotFire() {
        refusesRule(rule("r"), "EventPattern or ScheduleExpression must be specified");
        refusesRule(rule("r").scheduleExpression("rate(1 minutes)"), "Parameter ScheduleExpression is not valid.");
        refusesRule(rule("r").scheduleExpression("at(2027-01-01T00:00:00)"), "ScheduleExpression is not valid");
        refusesRule(
                rule("r").eventPattern("{\"a\": 1}"),
                "Event pattern is not valid. Reason: \"a\" must be an object or an array");
        refusesRule(rule("r").eventPattern("{\"a\": [1]}").roleArn("arn:aws:iam::1:role/x"), "RoleArn");
    }

    @Test
    void rulesAreListedChangedTaggedAndDeleted() {
        putPattern("one", "{\"source\": [\"shop\"]}");
        putSchedule("two", "rate(1 day)");
        assertThat(service.listRules(ListRulesRequest.builder().build(), CONTEXT)
                        .rules())
                .extracting(Rule::name)
                .containsExactly("one", "two");
        assertThat(service.listRuleNamesByTarget(
                                ListRuleNamesByTargetRequest.builder()
                                        .targetArn(FUNCTION)
                                        .build(),
                                CONTEXT)
                        .ruleNames())
                .containsExactly("one", "two");

        service.putRule(
                rule("two")
                        .scheduleExpression("rate(2 days)")
                        .state(RuleState.DISABLED)
                        .build(),
                CONTEXT);
        var two = service.describeRule(new DescribeRuleRequest("two", null), CONTEXT);
        assertThat(two.state()).isEqualTo(RuleState.DISABLED);
        assertThat(two.scheduleExpression()).isEqualTo("rate(2 days)");
        assertThat(service.listTargetsByRule(
                                ListTargetsByRuleRequest.builder().rule("two").build(), CONTEXT)
                        .targets())
                .extracting(Target::arn)
                .containsExactly(FUNCTION);

        String arn = "arn:aws:events:us-east-1:123456789012:rule/two";
        service.tagResource(new TagResourceRequest(arn, List.of(new Tag("team", "red"))), CONTEXT);
        assertThat(service.listTagsForResource(new ListTagsForResourceRequest(arn), CONTEXT)
                        .tags())
                .containsExactly(new Tag("team", "red"));

        assertThatThrownBy(() -> service.deleteRule(new DeleteRuleRequest("two", null, null), CONTEXT))
                .hasMessage("Rule can't be deleted since it has targets.");
        assertThat(service.removeTargets(new RemoveTargetsRequest("two", null, List.of("a", "z"), null), CONTEXT)
                        .failedEntries())
                .extracting(RemoveTargetsResultEntry::targetId)
                .containsExactly("z");
        service.deleteRule(new DeleteRuleRequest("two", null, null), CONTEXT);
        service.deleteRule(new DeleteRuleRequest("two", null, null), CONTEXT);
        assertThatThrownBy(() -> service.describeRule(new DescribeRuleRequest("two", null), CONTEXT))
                .hasMessage("Rule two does not exist on EventBus default.");
    }

    @Test
    void testsAPatternAgainstAnEvent() {
        assertThat(service.testEventPattern(
                                new TestEventPatternRequest("{\"source\": [\"a\"]}", "{\"source\": \"a\"}"), CONTEXT)
                        .result())
                .isTrue();
        assertThat(service.testEventPattern(
                                new TestEventPatternRequest("{\"source\": [\"a\"]}", "{\"source\": \"b\"}"), CONTEXT)
                        .result())
                .isFalse();
    }

    @Test
    void aStackMakesChangesAndDeletesARule() {
        ResourceHandler handler = EventsService.resources(new Direct()).getFirst();
        ResourceProperties first = properties(
                "{'ScheduleExpression': 'rate(1 hour)', 'Targets': [{'Id': 'a', 'Arn': '" + FUNCTION + "'}]}");
        ResourceState made = handler.create(resource(false), first);
        assertThat(made.physicalId()).startsWith("stack-Tick-");
        assertThat(made.attributes())
                .containsEntry("Arn", JsonValue.of("arn:aws:events:us-east-1:123456789012:rule/" + made.physicalId()));
        assertThat(handler.create(resource(true), first).physicalId()).isEqualTo(made.physicalId());
        assertThatThrownBy(() -> handler.create(resource(false), first)).hasMessageContaining("already exists");

        ResourceProperties second = properties("{'EventPattern': {'source': ['shop']}, 'State': 'DISABLED',"
                + " 'Targets': [{'Id': 'b', 'Arn': '" + FUNCTION + "', 'Input': '{}'}]}");
        handler.update(resource(false), made.physicalId(), first, second);
        var rule = service.describeRule(new DescribeRuleRequest(made.physicalId(), null), CONTEXT);
        assertThat(rule.scheduleExpression()).isNull();
        assertThat(rule.eventPattern()).isEqualTo("{\"source\":[\"shop\"]}");
        assertThat(rule.state()).isEqualTo(RuleState.DISABLED);
        assertThat(service.listTargetsByRule(
                                ListTargetsByRuleRequest.builder()
                                        .rule(made.physicalId())
                                        .build(),
                                CONTEXT)
                        .targets())
                .extracting(Target::id)
                .containsExactly("b");

        handler.delete(resource(false), made.physicalId(), second);
        handler.delete(resource(true), made.physicalId(), second);
        assertThat(service.listRules(ListRulesRequest.builder().build(), CONTEXT)
                        .rules())
                .isEmpty();
    }

    private final class Direct implements OperationCaller {
        @Override
        public <I extends Structure, O extends Structure> O call(
                CallContext context, Operation<I, O> operation, I input) {
            return operation.call(service, input, context);
        }
    }

    private static ResourceContext resource(boolean resumed) {
        return new ResourceContext(
                CONTEXT,
                "stack",
                "arn:stack",
                "Tick",
                "AWS::Events::Rule",
                "token",
                resumed,
                Map.of("aws:cloudformation:stack-name", "s"));
    }

    private static ResourceProperties properties(String json) {
        return new ResourceProperties(parse(json.replace('\'', '"')));
    }

    private void refusesTarget(Target.Builder target, String message) {
        assertThatThrownBy(() -> service.putTargets(new PutTargetsRequest("r", null, List.of(target.build())), CONTEXT))
                .hasMessageContaining(message);
    }

    private void refusesRule(PutRuleRequest.Builder rule, String message) {
        assertThatThrownBy(() -> service.putRule(rule.build(), CONTEXT)).hasMessageContaining(message);
    }

    private void putSchedule(String name, String schedule) {
        service.putRule(rule(name).scheduleExpression(schedule).build(), CONTEXT);
        service.putTargets(new PutTargetsRequest(name, null, List.of(target("a").build())), CONTEXT);
    }

    private void putPattern(String name, String pattern) {
        service.putRule(rule(name).eventPattern(pattern).build(), CONTEXT);
        service.putTargets(new PutTargetsRequest(name, null, List.of(target("a").build())), CONTEXT);
    }

    private static PutRuleRequest.Builder rule(String name) {
        return PutRuleRequest.builder().name(name);
    }

    private static Target.Builder target(String id) {
        return Target.builder().id(id).arn(FUNCTION);
    }

    private static PutEventsRequestEntry entry(String source, String detail) {
        return PutEventsRequestEntry.builder()
                .source(source)
                .detailType("Order")
                .detail(detail)
                .build();
    }

    private PutEventsResponse put(PutEventsRequestEntry... entries) {
        return service.putEvents(new PutEventsRequest(List.of(entries), null), CONTEXT);
    }

    private Delivery arrived() throws InterruptedException {
        Delivery delivery = sent.poll(20, TimeUnit.SECONDS);
        assertThat(delivery).as("an event within 20 seconds").isNotNull();
        return delivery;
    }

    private static JsonValue.Obj body(Delivery delivery) {
        return parse(new String(delivery.event().body(), StandardCharsets.UTF_8));
    }

    private static JsonValue.Obj parse(String json) {
        try {
            return (JsonValue.Obj) JsonText.parse(json);
        } catch (JsonSyntaxException e) {
            throw new AssertionError(json, e);
        }
    }
}
