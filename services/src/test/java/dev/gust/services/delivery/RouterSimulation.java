package dev.gust.services.delivery;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;

/** One seed: events published, targets that fail as they please, and a process that dies in between. */
final class RouterSimulation {
    private static final int EVENTS = 40;
    private static final RetryPolicy RETRIES =
            new RetryPolicy(3, Duration.ofMinutes(30), Duration.ofSeconds(1), Duration.ofSeconds(20));
    private static final DeliverySettings SETTINGS =
            new DeliverySettings(6, 3, 5, Duration.ofSeconds(30), Duration.ofSeconds(1), Duration.ofMinutes(1));

    private final long seed;
    private final Randomness random;
    private final DrivenClock clock = new DrivenClock();
    private final OrderedStore store;
    private final Ids ids;
    private final Set<String> published = new HashSet<>();
    private final Map<String, Integer> arrived = new HashMap<>();
    private final Map<String, Integer> failures = new HashMap<>();
    private final Map<String, Instant> notBefore = new HashMap<>();
    private final Set<String> deadLetters = new HashSet<>();
    private final Set<String> impossible = new HashSet<>();
    private PickedOrder tasks = new PickedOrder();
    private EventRouter router;
    private int crashes;

    RouterSimulation(long seed) {
        this.seed = seed;
        this.random = Randomness.seeded(seed);
        this.ids = new Ids(random);
        this.store = MemoryStore.create(clock, random);
        this.router = boot();
    }

    void run() {
        for (int step = 0; step < 600; step++) {
            switch (random.nextInt(12)) {
                case 0, 1 -> publish();
                case 2 -> clock.sleep(Duration.ofMillis(random.nextInt(5000)));
                case 3 -> router.sweep();
                case 4 -> crashSometimes();
                default -> tasks.runOne();
            }
            router.proceed();
        }
        settle();
        check();
    }

    private void publish() {
        if (published.size() == EVENTS) {
            return;
        }
        String id = "e" + published.size();
        String target = "target" + random.nextInt(4);
        Event event = new Event(
                id, id.getBytes(StandardCharsets.UTF_8), "test.amazonaws.com", null, null, Map.of("kept", "as is"));
        Delivery delivery = new Delivery(arn("work", target), event, RETRIES, arn("dead", "letters"));
        store.write(tx -> router.outbox().publish(tx, delivery));
        published.add(id);
    }

    private void crashSometimes() {
        if (random.nextInt(6) == 0) {
            crash();
        }
    }

    private void crash() {
        crashes++;
        router = boot();
    }

    private EventRouter boot() {
        tasks = new PickedOrder();
        EventRouter next = new EventRouter(store, clock, ids, SETTINGS, tasks);
        next.register(new Work());
        next.register(new DeadLetterBox());
        next.begin();
        next.sweep();
        return next;
    }

    private void settle() {
        for (int step = 0; step < 5000 && waits(); step++) {
            if (tasks.isEmpty()) {
                clock.sleep(Duration.ofSeconds(5));
                router.sweep();
            }
            tasks.runOne();
            router.proceed();
        }
    }

    private boolean waits() {
        return !EventRouter.stored(store).lanes("", 10).isEmpty();
    }

    private void check() {
        assertThat(waits()).as("seed %s: all deliveries ended", seed).isFalse();
        for (String id : published) {
            boolean ended = arrived.containsKey(id) || deadLetters.contains(id);
            assertThat(ended)
                    .as("seed %s: %s arrived or is a dead letter", seed, id)
                    .isTrue();
            // A crash between the handler's end and its record repeats an attempt; nothing else does.
            assertThat(failures.getOrDefault(id, 0))
                    .as("seed %s: attempts of %s", seed, id)
                    .isLessThanOrEqualTo(RETRIES.maximumAttempts() + crashes);
            if (crashes == 0) {
                assertThat(arrived.getOrDefault(id, 0))
                        .as("seed %s: %s", seed, id)
                        .isLessThanOrEqualTo(1);
                assertThat(arrived.containsKey(id) && deadLetters.contains(id))
                        .as("seed %s: %s both arrived and died", seed, id)
                        .isFalse();
            }
        }
        assertThat(deadLetters).as("seed %s: what is impossible dies", seed).containsAll(impossible);
        store.close();
    }

    private static Arn arn(String service, String name) {
        return Arn.of(service, "eu-west-1", "000000000000", name);
    }

    /** Fails, is not ready, refuses or takes; sometimes the process dies in the middle. */
    private final class Work implements EventTarget {
        @Override
        public String service() {
            return "work";
        }

        @Override
        public DeliveryResult deliver(Arn target, Event event) {
            String id = event.id();
            assertThat(new String(event.body(), StandardCharsets.UTF_8)).isEqualTo(id);
            assertThat(event.attributes()).containsEntry("kept", "as is");
            assertThat(clock.instant())
                    .as("seed %s: pause before the next attempt of %s", seed, id)
                    .isAfterOrEqualTo(notBefore.getOrDefault(id, Instant.MIN));
            return switch (random.nextInt(8)) {
                case 0, 1 -> {
                    int failed = failures.merge(id, 1, Integer::sum);
                    notBefore.put(id, clock.instant().plus(crashes == 0 ? RETRIES.pauseAfter(failed) : Duration.ZERO));
                    yield new DeliveryResult.Failed("Boom", new byte[] {1});
                }
                case 2 -> new DeliveryResult.Later("not yet");
                case 3 -> {
                    if (random.nextInt(4) == 0) {
                        impossible.add(id);
                        yield new DeliveryResult.Impossible("GONE", "no such thing");
                    }
                    throw new IllegalStateException("a target's own mistake");
                }
                case 4 -> {
                    arrived.merge(id, 1, Integer::sum);
                    if (random.nextInt(3) == 0) {
                        crash();
                        throw new SimulatedDeath();
                    }
                    yield new DeliveryResult.Delivered(new byte[0]);
                }
                default -> {
                    arrived.merge(id, 1, Integer::sum);
                    yield new DeliveryResult.Delivered(new byte[0]);
                }
            };
        }
    }

    private final class DeadLetterBox implements EventTarget {
        @Override
        public String service() {
            return "dead";
        }

        @Override
        public DeliveryResult deliver(Arn target, Event event) {
            assertThat(event.attributes()).containsKeys("ERROR_CODE", "ERROR_MESSAGE", "TARGET_ARN", "RETRY_ATTEMPTS");
            deadLetters.add(event.id());
            return new DeliveryResult.Delivered(new byte[0]);
        }
    }

    /** Ends the thread of a delivery the way the end of a process does: nothing after it runs. */
    private static final class SimulatedDeath extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** Runs tasks one at a time, in an order that the seed picks. */
    private final class PickedOrder extends AbstractExecutorService {
        private final List<Runnable> tasks = new ArrayList<>();

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
        }

        boolean isEmpty() {
            return tasks.isEmpty();
        }

        void runOne() {
            if (tasks.isEmpty()) {
                return;
            }
            try {
                tasks.remove(random.nextInt(tasks.size())).run();
            } catch (SimulatedDeath death) {
                assertThat(crashes).isPositive();
            }
        }

        @Override
        public void shutdown() {
            tasks.clear();
        }

        @Override
        public List<Runnable> shutdownNow() {
            tasks.clear();
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return false;
        }

        @Override
        public boolean isTerminated() {
            return false;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return true;
        }
    }

    /** Sleeping moves it. */
    private static final class DrivenClock implements Clock {
        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public long nanoTime() {
            return now.toEpochMilli() * 1_000_000;
        }

        @Override
        public void sleep(Duration duration) {
            now = now.plus(duration);
        }
    }
}
