package dev.gust.storage.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gust.base.Randomness;
import dev.gust.storage.Key;
import dev.gust.storage.KeySpace;
import dev.gust.storage.StorageFailedException;
import dev.gust.storage.faults.SimulatedClock;
import dev.gust.storage.faults.SimulatedCrash;
import dev.gust.storage.faults.SimulatedStore;
import dev.gust.storage.queues.Claim;
import dev.gust.storage.queues.ClaimedMessage;
import dev.gust.storage.queues.Queues;
import dev.gust.storage.queues.Receipt;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Adds, claims and acknowledges messages by way of two processes' worth of queue heads. What was added is not lost; what was
 * acknowledged does not come back; what is claimed is nobody else's, unless a crash took the claim back.
 */
final class QueueUsers implements Actor {
    private static final Key QUEUE = Key.of(KeySpace.CHURN, "queue");
    private static final Duration HIDDEN = Duration.ofSeconds(8);

    private record Held(Receipt receipt, Instant until) {}

    private final Randomness random;
    private final SimulatedClock clock;
    private final Set<Long> added = new HashSet<>();
    private final Set<Long> perhapsAdded = new HashSet<>();
    private final Set<Long> acknowledged = new HashSet<>();
    private final Set<Long> perhapsAcknowledged = new HashSet<>();
    private final Map<Long, Held> claimed = new HashMap<>();
    private List<Queues> nodes = List.of();
    private SimulatedStore store;
    private long numbers;

    QueueUsers(Randomness random, SimulatedClock clock) {
        this.random = random;
        this.clock = clock;
    }

    @Override
    public void opened(SimulatedStore opened) {
        store = opened;
        nodes = List.of(new Queues(store, clock, 3), new Queues(store, clock, 3));
        claimed.replaceAll((number, held) -> new Held(held.receipt(), Instant.MIN));
    }

    @Override
    public void step() {
        switch (random.nextInt(4)) {
            case 0, 1 -> add();
            case 2 -> {
                // The claim is decided no earlier than now.
                Instant until = clock.instant().plus(HIDDEN);
                claim(1 + random.nextInt(4)).forEach(message -> remember(message, until));
            }
            default -> acknowledge();
        }
    }

    @Override
    public void check() {
        assertThat(Collections.disjoint(claimed.keySet(), acknowledged)).isTrue();
    }

    @Override
    public void settle() {
        // Beyond every claim and delay, and beyond the time after which a head trusts nothing it knows.
        clock.sleep(Duration.ofMinutes(10));
        Set<Long> left = new HashSet<>();
        for (List<ClaimedMessage> page = claim(5); !page.isEmpty(); page = claim(5)) {
            page.forEach(message -> assertThat(left.add(number(message))).isTrue());
        }
        assertThat(Collections.disjoint(left, acknowledged)).isTrue();
        Set<Long> expected = new HashSet<>(added);
        expected.removeAll(acknowledged);
        expected.removeAll(perhapsAcknowledged);
        assertThat(left).containsAll(expected);
        Set<Long> possible = new HashSet<>(added);
        possible.addAll(perhapsAdded);
        assertThat(possible).containsAll(left);
    }

    private void add() {
        long number = ++numbers;
        Duration delay = random.nextInt(3) == 0 ? Duration.ofMillis(random.nextInt(10_000)) : Duration.ZERO;
        byte[] body = ByteBuffer.allocate(Long.BYTES).putLong(number).array();
        try {
            store.write(tx -> node().add(tx, QUEUE, body, delay));
            added.add(number);
        } catch (SimulatedCrash | StorageFailedException unknown) {
            perhapsAdded.add(number);
            throw unknown;
        }
    }

    private List<ClaimedMessage> claim(int most) {
        return node().claim(QUEUE, Claim.of(most, HIDDEN));
    }

    private void remember(ClaimedMessage message, Instant until) {
        long number = number(message);
        assertThat(acknowledged).as("acknowledged, and claimed again").doesNotContain(number);
        Held before = claimed.put(number, new Held(message.receipt(), until));
        if (before != null) {
            assertThat(before.until()).as("claimed twice at the same time").isBeforeOrEqualTo(clock.instant());
        }
    }

    private void acknowledge() {
        if (claimed.isEmpty()) {
            return;
        }
        Long number = claimed.keySet().stream()
                .sorted()
                .skip(random.nextInt(claimed.size()))
                .findFirst()
                .orElseThrow();
        try {
            boolean done = node().acknowledge(QUEUE, claimed.get(number).receipt());
            if (done) {
                acknowledged.add(number);
                claimed.remove(number);
            } else if (perhapsAcknowledged.contains(number)) {
                claimed.remove(number);
            }
        } catch (SimulatedCrash | StorageFailedException unknown) {
            perhapsAcknowledged.add(number);
            throw unknown;
        }
    }

    private Queues node() {
        return nodes.get(random.nextInt(nodes.size()));
    }

    private static long number(ClaimedMessage message) {
        return ByteBuffer.wrap(message.body()).getLong();
    }
}
