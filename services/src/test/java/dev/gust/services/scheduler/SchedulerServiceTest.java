package dev.gust.services.scheduler;

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
import dev.gust.services.ports.Event;
import dev.gust.services.ports.EventOutbox;
import dev.gust.services.ports.OperationCaller;
import dev.gust.services.ports.RoleDirectory;
import dev.gust.services.ports.resources.ResourceContext;
import dev.gust.services.ports.resources.ResourceHandler;
import dev.gust.services.ports.resources.ResourceProperties;
import dev.gust.services.ports.resources.ResourceState;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.Transaction;
import dev.gust.storage.memory.MemoryStore;
import dev.gust.storage.timers.TimerService;
import dev.gust.wire.model.scheduler.ActionAfterCompletion;
import dev.gust.wire.model.scheduler.CreateScheduleInput;
import dev.gust.wire.model.scheduler.DeleteScheduleInput;
import dev.gust.wire.model.scheduler.FlexibleTimeWindow;
import dev.gust.wire.model.scheduler.FlexibleTimeWindowMode;
import dev.gust.wire.model.scheduler.GetScheduleInput;
import dev.gust.wire.model.scheduler.GetScheduleOutput;
import dev.gust.wire.model.scheduler.ListSchedulesInput;
import dev.gust.wire.model.scheduler.ScheduleState;
import dev.gust.wire.model.scheduler.ScheduleSummary;
import dev.gust.wire.model.scheduler.Target;
import dev.gust.wire.model.scheduler.UpdateScheduleInput;
import dev.gust.wire.operation.CallContext;
import dev.gust.wire.operation.CallSource;
import dev.gust.wire.operation.Operation;
import dev.gust.wire.operation.Principal;
import dev.gust.wire.schema.Structure;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SchedulerServiceTest {
    private static final Instant START = Instant.parse("2026-01-31T12:00:00Z");
    private static final String ACCOUNT = "123456789012";
    private static final String FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:hello";
    private static final String ROLE = "arn:aws:iam::123456789012:role/ticker";
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
    private final SchedulerService service = new SchedulerService(
            store, timers, new Functions(), SchedulerServiceTest::role, clock, new Ids(Randomness.seeded(2)));

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

    /** The role {@code ticker} trusts Scheduler, every other one Lambda; {@code none} is not there. */
    private static Optional<RoleDirectory.Role> role(Arn arn) {
        if (arn.resource().endsWith("none")) {
            return Optional.empty();
        }
        String trusted = arn.resource().endsWith("ticker") ? "scheduler" : "lambda";
        String policy =
                "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"Service\": \""
                        + trusted + ".amazonaws.com\"}, \"Action\": \"sts:AssumeRole\"}]}";
        return Optional.of(new RoleDirectory.Role(arn, "role", "AROA", policy, Duration.ofHours(1)));
    }

    @AfterEach
    void close() {
        timers.close();
        store.close();
    }

    @Test
    void aRateTicksUnderTheSchedulesRole() throws Exception {
        create(input("tick", "rate(5 minutes)"));
        service.start(timers);
        clock.advance(Duration.ofMinutes(5));
        Delivery delivery = arrived();
        assertThat(delivery.target()).hasToString(FUNCTION);
        assertThat(delivery.event().caller()).isEqualTo("scheduler.amazonaws.com");
        assertThat(delivery.event().attributes()).containsEntry(Event.ROLE, ROLE);
        assertThat(new String(delivery.event().body(), StandardCharsets.UTF_8))
                .contains(
                        "\"source\":\"aws.scheduler\"",
                        "\"time\":\"2026-01-31T12:05:00Z\"",
                        "\"resources\":[\"arn:aws:scheduler:us-east-1:123456789012:schedule/default/tick\"]",
                        "\"detail\":\"{}\"");
    }

    @Test
    void aCalendarIsOneOfItsTimeZone() throws Exception {
        create(input("morning", "cron(0 8 * * ? *)")
                .scheduleExpressionTimezone("Europe/Zurich")
                .target(target().input("{\"at\": \"<aws.scheduler.scheduled-time>\"}")
                        .build()));
        service.start(timers);
        clock.advance(Duration.ofHours(19));
        assertThat(new String(arrived().event().body(), StandardCharsets.UTF_8))
                .isEqualTo("{\"at\": \"2026-02-01T07:00:00Z\"}");
    }

    @Test
    void aSingleTimeTicksOnceAndIsDeletedIfAskedTo() throws Exception {
        create(input("once", "at(2026-01-31T12:30:00)").actionAfterCompletion(ActionAfterCompletion.DELETE));
        create(input("stays", "at(2026-01-31T12:20:00)"));
        service.start(timers);
        clock.advance(Duration.ofMinutes(31));
        arrived();
        arrived();
        clock.advance(Duration.ofHours(1));
        assertThat(service.listSchedules(ListSchedulesInput.builder().build(), CONTEXT)
                        .schedules())
                .extracting(ScheduleSummary::name)
                .containsExactly("stays");
        assertThat(sent).isEmpty();
    }

    @Test
    void datesBoundASchedule() {
        create(input("bounded", "rate(1 hour)")
                .startDate(START.plus(Duration.ofMinutes(90)))
                .endDate(START.plus(Duration.ofMinutes(160))));
        GetScheduleOutput schedule = get("bounded");
        assertThat(ScheduleTimes.dueAfter(schedule, START)).contains(START.plus(Duration.ofMinutes(90)));
        assertThat(ScheduleTimes.dueAfter(schedule, START.plus(Duration.ofMinutes(90))))
                .contains(START.plus(Duration.ofMinutes(150)));
        assertThat(ScheduleTimes.dueAfter(schedule, START.plus(Duration.ofMinutes(150))))
                .isEmpty();
    }

    @Test
    void refusesWhatItCouldNotKeep() {
        refuses(input("a", "rate(0 minutes)"), "Invalid Schedule Expression");
        refuses(input("a", "rate(1 minute)").scheduleExpressionTimezone("Mars/North"), "Timezone");
        refuses(input("a", "rate(1 minute)").groupName("mine"), "Schedule group mine does not exist");
        refuses(input("a", "rate(1 minute)").kmsKeyArn("arn:aws:kms:us-east-1:123456789012:key/k"), "KmsKeyArn");
        refuses(
                input("a", "rate(1 minute)")
                        .target(target().arn("arn:aws:sqs:us-east-1:123456789012:q")
                                .build()),
                "targets of the service sqs");
        refuses(
                input("a", "rate(1 minute)")
                        .target(target().roleArn("arn:aws:iam::123456789012:role/other")
                                .build()),
                "must allow AWS EventBridge Scheduler to assume the role");
        refuses(
                input("a", "rate(1 minute)")
                        .target(target().roleArn("arn:aws:iam::123456789012:role/none")
                                .build()),
                "must allow AWS EventBridge Scheduler to assume the role");
        refuses(
                input("a", "rate(1 minute)")
                        .flexibleTimeWindow(new FlexibleTimeWindow(null, FlexibleTimeWindowMode.FLEXIBLE)),
                "MaximumWindowInMinutes");
    }

    @Test
    void schedulesAreChangedAndDeletedAndANameIsTakenOnce() {
        create(input("tick", "rate(5 minutes)"));
        assertThatThrownBy(() -> create(input("tick", "rate(5 minutes)"))).hasMessage("Schedule tick already exists.");
        service.updateSchedule(
                UpdateScheduleInput.builder()
                        .name("tick")
                        .scheduleExpression("rate(1 hour)")
                        .state(ScheduleState.DISABLED)
                        .flexibleTimeWindow(new FlexibleTimeWindow(null, FlexibleTimeWindowMode.OFF))
                        .target(target().build())
                        .build(),
                CONTEXT);
        assertThat(get("tick").scheduleExpression()).isEqualTo("rate(1 hour)");
        assertThat(ScheduleTimes.dueAfter(get("tick"), START)).isEmpty();
        service.deleteSchedule(new DeleteScheduleInput(null, null, "tick"), CONTEXT);
        assertThatThrownBy(() -> get("tick")).hasMessage("Schedule tick does not exist.");
    }

    @Test
    void aStackMakesChangesAndDeletesASchedule() {
        ResourceHandler handler = SchedulerService.resource(new Direct());
        ResourceProperties first =
                properties("{'ScheduleExpression': 'rate(1 hour)', 'FlexibleTimeWindow': {'Mode': 'OFF'},"
                        + " 'Target': {'Arn': '" + FUNCTION + "', 'RoleArn': '" + ROLE + "'}}");
        ResourceState made = handler.create(resource(false), first);
        assertThat(made.attributes().get("Arn").toJson()).contains("schedule/default/" + made.physicalId());
        assertThat(handler.create(resource(true), first).physicalId()).isEqualTo(made.physicalId());
        assertThatThrownBy(() -> handler.create(resource(false), first)).hasMessageContaining("already exists");
        ResourceProperties second = properties("{'ScheduleExpression': 'rate(2 hours)', 'FlexibleTimeWindow':"
                + " {'Mode': 'FLEXIBLE', 'MaximumWindowInMinutes': 5}, 'StartDate': '2027-01-01T00:00:00Z',"
                + " 'Target': {'Arn': '" + FUNCTION + "', 'RoleArn': '" + ROLE + "'}}");
        handler.update(resource(false), made.physicalId(), first, second);
        assertThat(get(made.physicalId()).scheduleExpression()).isEqualTo("rate(2 hours)");
        handler.delete(resource(false), made.physicalId(), second);
        handler.delete(resource(true), made.physicalId(), second);
        assertThatThrownBy(() -> get(made.physicalId())).hasMessageContaining("does not exist");
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
                CONTEXT, "stack", "arn:stack", "Tick", "AWS::Scheduler::Schedule", "token", resumed, Map.of());
    }

    private static ResourceProperties properties(String json) {
        try {
            return new ResourceProperties((JsonValue.Obj) JsonText.parse(json.replace('\'', '"')));
        } catch (JsonSyntaxException e) {
            throw new AssertionError(json, e);
        }
    }

    private void refuses(CreateScheduleInput.Builder input, String message) {
        assertThatThrownBy(() -> create(input)).hasMessageContaining(message);
    }

    private void create(CreateScheduleInput.Builder input) {
        service.createSchedule(input.build(), CONTEXT);
    }

    private GetScheduleOutput get(String name) {
        return service.getSchedule(new GetScheduleInput(null, name), CONTEXT);
    }

    private static CreateScheduleInput.Builder input(String name, String expression) {
        return CreateScheduleInput.builder()
                .name(name)
                .scheduleExpression(expression)
                .flexibleTimeWindow(new FlexibleTimeWindow(null, FlexibleTimeWindowMode.OFF))
                .target(target().build());
    }

    private static Target.Builder target() {
        return Target.builder().arn(FUNCTION).roleArn(ROLE);
    }

    private Delivery arrived() throws InterruptedException {
        Delivery delivery = sent.poll(20, TimeUnit.SECONDS);
        assertThat(delivery).as("an event within 20 seconds").isNotNull();
        return delivery;
    }
}
