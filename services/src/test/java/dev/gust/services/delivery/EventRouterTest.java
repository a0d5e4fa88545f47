package dev.gust.services.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gust.base.Arn;
import dev.gust.base.Ids;
import dev.gust.base.Randomness;
import dev.gust.base.time.Clock;
import dev.gust.services.ports.Delivery;
import dev.gust.services.ports.DeliveryResult;
import dev.gust.services.ports.Event;
import dev.gust.services.ports.EventTarget;
import dev.gust.services.ports.RetryPolicy;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.memory.MemoryStore;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class EventRouterTest {
    private static final Arn TARGET = Arn.of("work", "eu-west-1", "000000000000", "somewhere");
    private static final RetryPolicy QUICK =
            new RetryPolicy(3, Duration.ofMinutes(1), Duration.ofMillis(5), Duration.ofMillis(20));

    private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();

    @Test
    void survivesCrashesAndFailuresForEverySeed() {
        // Targets throw on purpose, and each is logged with its stack.
        Logger log = Logger.getLogger(EventRouter.class.getName());
        log.setLevel(Level.OFF);
        try {
            simulate();
        } finally {
            log.setLevel(null);
        }
    }

    private static void simulate() {
        int seeds = Integer.getInteger("gust.seeds", 1000);
        for (long seed = 1; seed <= seeds; seed++) {
            new RouterSimulation(seed).run();
        }
    }

    @Test
    void deliversOnlyWhatWasCommitted() throws InterruptedException {
        try (OrderedStore store = MemoryStore.create();
                EventRouter router = started(store, id -> new DeliveryResult.Delivered(new byte[0]))) {
            assertThatThrownBy(() -> store.write(tx -> {
                        router.outbox().publish(tx, delivery("never"));
                        throw new IllegalArgumentException("the fact did not happen");
                    }))
                    .isInstanceOf(IllegalArgumentException.class);
            store.write(tx -> router.outbox().publish(tx, delivery("committed")));

            assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo("committed");
            assertThat(seen).isEmpty();
        }
    }

    @Test
    void triesAgainAfterPauses() throws InterruptedException {
        try (OrderedStore store = MemoryStore.create();
                EventRouter router = started(
                        store,
                        id -> seen.size() < 3
                                ? new DeliveryResult.Failed("Boom", new byte[0])
                                : new DeliveryResult.Delivered(new byte[0]))) {
            store.write(tx -> router.outbox().publish(tx, delivery("stubborn")));

            for (int i = 0; i < 3; i++) {
                assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo("stubborn");
            }
        }
    }

    @Test
    void beginsWithWhatAnEarlierProcessLeft() throws InterruptedException {
        try (OrderedStore store = MemoryStore.create()) {
            try (EventRouter neverStarted = router(store)) {
                store.write(tx -> neverStarted.outbox().publish(tx, delivery("left behind")));
            }
            try (EventRouter next = started(store, id -> new DeliveryResult.Delivered(new byte[0]))) {
                assertThat(next.outbox().canReach(TARGET)).isTrue();
                assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo("left behind");
            }
        }
    }

    private EventRouter started(OrderedStore store, Function<String, DeliveryResult> behaviour) {
        EventRouter router = router(store);
        router.register(new EventTarget() {
            @Override
            public String service() {
                return "work";
            }

            @Override
            public DeliveryResult deliver(Arn target, Event event) {
                seen.add(event.id());
                return behaviour.apply(event.id());
            }
        });
        router.start();
        return router;
    }

    private static EventRouter router(OrderedStore store) {
        return new EventRouter(store, Clock.system(), new Ids(Randomness.secure()), DeliverySettings.DEFAULT);
    }

    private static Delivery delivery(String id) {
        return Delivery.of(TARGET, new Event(id, new byte[] {1}, "test.amazonaws.com", null, null, Map.of()), QUICK);
    }
}
