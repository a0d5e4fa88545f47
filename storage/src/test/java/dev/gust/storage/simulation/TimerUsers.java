package dev.gust.storage.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gust.base.Randomness;
import dev.gust.storage.Entry;
import dev.gust.storage.Key;
import dev.gust.storage.Scan;
import dev.gust.storage.StorageFailedException;
import dev.gust.storage.faults.SimulatedClock;
import dev.gust.storage.faults.SimulatedCrash;
import dev.gust.storage.faults.SimulatedStore;
import dev.gust.storage.timers.SteppedTimers;
import dev.gust.storage.timers.Timer;
import dev.gust.storage.timers.TimerHandler;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Sets and cancels timers, which two nodes fire. Each takes effect once at most and not before its time; in the end each that
 * was set has, unless it was cancelled; handlers fail now and then.
 */
final class TimerUsers implements Actor {
    private static final Key EFFECTS = Key.of("timer effects");

    private final Randomness random;
    private final SimulatedClock clock;
    private final Map<Long, Instant> set = new HashMap<>();
    private final Set<Long> perhapsSet = new HashSet<>();
    private final Set<Long> cancelled = new HashSet<>();
    private final Set<Long> perhapsCancelled = new HashSet<>();
    private List<SteppedTimers> nodes = List.of();
    private SimulatedStore store;
    private long numbers;
    private boolean settling;

    TimerUsers(Randomness random, SimulatedClock clock) {
        this.random = random;
        this.clock = clock;
    }

    @Override
    public void opened(SimulatedStore opened) {
        store = opened;
        TimerHandler handler = (tx, timer) -> {
            if (!settling && random.nextInt(5) == 0) {
                throw new IllegalStateException("the handler fails");
            }
            assertThat(clock.instant()).as("fired early").isAfterOrEqualTo(timer.due());
            Key effect = EFFECTS.plus(Long.parseLong(timer.id()));
            long before = tx.get(effect)
                    .map(entry -> ByteBuffer.wrap(entry.value()).getLong())
                    .orElse(0L);
            tx.put(effect, ByteBuffer.allocate(Long.BYTES).putLong(before + 1).array());
        };
        nodes = List.of(
                new SteppedTimers(store, clock, "one", handler), new SteppedTimers(store, clock, "two", handler));
    }

    @Override
    public void step() {
        switch (random.nextInt(5)) {
            case 0, 1 -> set();
            case 2 -> cancel();
            default -> fire(node());
        }
    }

    @Override
    public void check() {
        for (Entry entry : store.scan(Scan.under(EFFECTS)).entries()) {
            long number = entry.key().partsAfter(EFFECTS).number();
            assertThat(ByteBuffer.wrap(entry.value()).getLong())
                    .as("timer " + number)
                    .isOne();
            assertThat(cancelled).doesNotContain(number);
        }
    }

    @Override
    public void settle() {
        settling = true;
        for (int i = 0; i < 100; i++) {
            clock.sleep(Duration.ofMinutes(1));
            nodes.forEach(this::fire);
        }
        for (long number : set.keySet()) {
            if (!cancelled.contains(number) && !perhapsCancelled.contains(number)) {
                assertThat(store.get(EFFECTS.plus(number)))
                        .as("timer " + number + " never fired")
                        .isPresent();
            }
        }
        for (Entry entry : store.scan(Scan.under(EFFECTS)).entries()) {
            long number = entry.key().partsAfter(EFFECTS).number();
            assertThat(set.containsKey(number) || perhapsSet.contains(number)).isTrue();
        }
    }

    private void set() {
        // A new one, or one that was set before, which moves if it has not fired.
        long number = numbers > 0 && random.nextInt(4) == 0 ? 1 + random.nextInt((int) numbers) : ++numbers;
        Instant due = clock.instant().plusMillis(random.nextInt(20_000) - 5_000);
        try {
            boolean done = store.transact(tx -> {
                boolean fired = tx.get(EFFECTS.plus(number)).isPresent();
                if (!fired && !isCancelled(number)) {
                    node().timers().set(tx, SteppedTimers.OWNER, Long.toString(number), due, new byte[0]);
                }
                return !fired;
            });
            if (done) {
                set.put(number, due);
            }
        } catch (SimulatedCrash | StorageFailedException unknown) {
            perhapsSet.add(number);
            throw unknown;
        }
    }

    private void cancel() {
        if (set.isEmpty()) {
            return;
        }
        long number = set.keySet().stream()
                .sorted()
                .skip(random.nextInt(set.size()))
                .findFirst()
                .orElseThrow();
        try {
            boolean done = store.transact(tx -> {
                boolean found = node().timers()
                        .find(tx, SteppedTimers.OWNER, Long.toString(number))
                        .isPresent();
                node().timers().cancel(tx, SteppedTimers.OWNER, Long.toString(number));
                return found;
            });
            if (done) {
                cancelled.add(number);
            }
        } catch (SimulatedCrash | StorageFailedException unknown) {
            perhapsCancelled.add(number);
            throw unknown;
        }
    }

    private boolean isCancelled(long number) {
        return cancelled.contains(number) || perhapsCancelled.contains(number);
    }

    private void fire(SteppedTimers node) {
        for (Timer timer : node.due()) {
            node.fire(timer);
        }
    }

    private SteppedTimers node() {
        return nodes.get(random.nextInt(nodes.size()));
    }
}
