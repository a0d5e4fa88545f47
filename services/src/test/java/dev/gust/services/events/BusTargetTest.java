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
import dev.gust.services.ports.DeliveryResult;
import dev.gust.services.ports.Event;
import dev.gust.services.ports.EventOutbox;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.Transaction;
import dev.gust.storage.memory.MemoryStore;
import dev.gust.storage.timers.TimerService;
import dev.gust.wire.model.events.CreateEventBusRequest;
import dev.gust.wire.model.events.PutRuleRequest;
import dev.gust.wire.model.events.PutTargetsRequest;
import dev.gust.wire.model.events.Target;
import dev.gust.wire.operation.CallContext;
import dev.gust.wire.operation.CallSource;
import dev.gust.wire.operation.Principal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Buses as destinations of functions. */
class BusTargetTest {
    private static final String ACCOUNT = "123456789012";
    private static final String FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:hello";
    private static final String BUS = "arn:aws:events:us-east-1:123456789012:event-bus/results";

    private final ManualClock clock = new ManualClock(Instant.parse("2026-01-31T12:00:00Z"));
    private final OrderedStore store = MemoryStore.create(clock, Randomness.seeded(1));
    private final TimerService timers = new TimerService(store, clock, "here");
    private final List<Delivery> sent = new CopyOnWriteArrayList<>();
    private final EventsService service = new EventsService(
            store,
            timers,
            new EventOutbox() {
                @Override
                public void publish(Transaction transaction, Delivery delivery) {
                    transaction.afterCommit(_ -> sent.add(delivery));
                }

                @Override
                public boolean canReach(Arn target) {
                    return true;
                }
            },
            clock,
            new Ids(Randomness.seeded(2)));

    @AfterEach
    void close() {
        timers.close();
        store.close();
    }

    @Test
    void matchWhatFunctionsTellThemAgainstTheirRules() throws JsonSyntaxException {
        assertThat(deliver()).isInstanceOf(DeliveryResult.Impossible.class);
        makeBus();
        assertThat(deliver()).isInstanceOf(DeliveryResult.Delivered.class);

        assertThat(sent).hasSize(1);
        String text = new String(sent.getFirst().event().body(), StandardCharsets.UTF_8);
        JsonValue.Obj body = (JsonValue.Obj) JsonText.parse(text);
        assertThat(body.string("detail-type")).contains("Lambda Function Invocation Result - Success");
        assertThat(body.string("source")).contains("lambda");
        assertThat(body.get("detail").map(JsonValue::toJson)).contains("{\"responsePayload\":7}");
        assertThat(body.get("resources").map(JsonValue::toJson)).contains("[\"" + BUS + "\",\"" + FUNCTION + "\"]");
    }

    @Test
    void areNoTargetsOfRules() {
        makeBus();
        assertThatThrownBy(() -> target(BUS)).hasMessageContaining("events");
    }

    private DeliveryResult deliver() {
        Event told = new Event(
                "id",
                "{\"responsePayload\":7}".getBytes(StandardCharsets.UTF_8),
                "lambda.amazonaws.com",
                null,
                null,
                Map.of(
                        "detail-type",
                        "Lambda Function Invocation Result - Success",
                        "source",
                        "lambda",
                        "resource",
                        FUNCTION));
        return service.eventTarget().deliver(Arn.parse(BUS).orElseThrow(), told);
    }

    private void makeBus() {
        service.createEventBus(CreateEventBusRequest.builder().name("results").build(), context());
        service.putRule(
                PutRuleRequest.builder()
                        .name("told")
                        .eventBusName("results")
                        .eventPattern("{\"source\":[\"lambda\"]}")
                        .build(),
                context());
        target(FUNCTION);
    }

    private void target(String arn) {
        service.putTargets(
                new PutTargetsRequest(
                        "told",
                        "results",
                        List.of(Target.builder().id("one").arn(arn).build())),
                context());
    }

    private CallContext context() {
        return new CallContext(
                Principal.root(ACCOUNT, "test"),
                ACCOUNT,
                "us-east-1",
                CallSource.WIRE,
                "request",
                null,
                clock.instant().plusSeconds(60),
                URI.create("http://127.0.0.1:4566"));
    }
}
