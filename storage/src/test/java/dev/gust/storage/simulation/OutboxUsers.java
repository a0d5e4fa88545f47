package dev.gust.storage.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gust.base.Randomness;
import dev.gust.storage.Codec;
import dev.gust.storage.Key;
import dev.gust.storage.KeySpace;
import dev.gust.storage.StorageFailedException;
import dev.gust.storage.Transaction;
import dev.gust.storage.ValueReader;
import dev.gust.storage.ValueWriter;
import dev.gust.storage.faults.SimulatedClock;
import dev.gust.storage.faults.SimulatedCrash;
import dev.gust.storage.faults.SimulatedStore;
import dev.gust.storage.outbox.LaneLimits;
import dev.gust.storage.outbox.Lanes;
import dev.gust.storage.outbox.Outbox;
import dev.gust.storage.outbox.Pending;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Commits facts together with entries of an outbox, and works those off as a router does. Every fact is worked off in the end,
 * and no fact that was not committed; what follows from an entry is committed once.
 */
final class OutboxUsers implements Actor {
    private static final Key FACTS = Key.of(KeySpace.RECORDS, "outbox-facts");
    private static final Key DONE = Key.of(KeySpace.RECORDS, "outbox-done");
    private static final Codec<Long> TRIES = Codec.of(1, 1, ValueWriter::number, ValueReader::number);
    private static final LaneLimits LIMITS = new LaneLimits(4, 2, 3);

    private final Randomness random;
    private final SimulatedClock clock;
    private final Set<String> committed = new HashSet<>();
    private final Set<String> perhapsCommitted = new HashSet<>();
    private SimulatedStore store;
    private Outbox<Long> outbox;
    private Lanes lanes = new Lanes(LIMITS);
    private final Deque<Lanes.Step> steps = new ArrayDeque<>();
    private long numbers;

    OutboxUsers(Randomness random, SimulatedClock clock) {
        this.random = random;
        this.clock = clock;
    }

    @Override
    public void opened(SimulatedStore opened) {
        store = opened;
        outbox = new Outbox<>(
                store,
                Key.of(KeySpace.CHURN, "outbox", "waiting"),
                Key.of(KeySpace.CONTENT, "outbox", "bodies"),
                TRIES);
        lanes = new Lanes(LIMITS);
        steps.clear();
    }

    @Override
    public void step() {
        switch (random.nextInt(6)) {
            case 0, 1 -> publish();
            case 2 -> sweep();
            default -> work(random.nextInt(3) > 0);
        }
    }

    @Override
    public void check() {
        Set<String> possible = new HashSet<>(committed);
        possible.addAll(perhapsCommitted);
        assertThat(possible).as("worked off though never committed").containsAll(done());
    }

    @Override
    public void settle() {
        Set<String> facts = ids(FACTS);
        assertThat(facts).containsAll(committed);
        for (int round = 0; round < 10_000 && !outbox.lanes("", 1).isEmpty(); round++) {
            clock.sleep(Duration.ofSeconds(5));
            sweep();
            work(true);
            while (!steps.isEmpty()) {
                work(true);
            }
        }
        assertThat(outbox.lanes("", 1)).as("what is left in the outbox").isEmpty();
        assertThat(done()).as("facts and what followed from them").isEqualTo(facts);
    }

    private void publish() {
        String id = "e" + ++numbers;
        long due = clock.instant().toEpochMilli() + random.nextInt(3) * 1_000L;
        Pending pending = new Pending("lane" + random.nextInt(3), due, id);
        try {
            store.write(tx -> {
                tx.put(FACTS.plus(id), new byte[] {1});
                outbox.add(tx, pending, 0L, id.getBytes(StandardCharsets.UTF_8));
            });
            committed.add(id);
        } catch (SimulatedCrash | StorageFailedException unknown) {
            perhapsCommitted.add(id);
            throw unknown;
        }
        lanes.offer(pending);
    }

    private void sweep() {
        outbox.lanes("", 10).forEach(lanes::seenInStore);
    }

    private void work(boolean succeeds) {
        steps.addAll(lanes.steps(clock.instant().toEpochMilli()));
        Lanes.Step step = steps.poll();
        switch (step) {
            case null -> {}
            case Lanes.Step.Refill(String lane, int limit) -> {
                Lanes mine = lanes;
                Outbox.Found found = outbox.first(lane, limit);
                mine.refilled(lane, found.pending(), found.rest());
            }
            case Lanes.Step.Take(Pending pending) -> take(pending, succeeds);
        }
    }

    private void take(Pending pending, boolean succeeds) {
        Lanes mine = lanes;
        Optional<Pending> again = Optional.empty();
        try {
            Optional<Outbox.Stored<Long>> stored = outbox.load(pending);
            if (stored.isPresent()) {
                assertThat(new String(stored.get().body(), StandardCharsets.UTF_8))
                        .isEqualTo(pending.id());
                if (succeeds) {
                    outbox.settle(pending, tx -> finish(tx, pending));
                } else {
                    long later = clock.instant().toEpochMilli() + 1_000;
                    again = outbox.reschedule(pending, later, stored.get().record() + 1);
                }
            }
        } finally {
            mine.finished(pending);
        }
        again.ifPresent(mine::offer);
    }

    private static void finish(Transaction transaction, Pending pending) {
        Key key = DONE.plus(pending.id());
        assertThat(transaction.get(key))
                .as(pending.id() + " is settled a second time")
                .isEmpty();
        transaction.put(key, new byte[] {1});
    }

    private Set<String> done() {
        return ids(DONE);
    }

    private Set<String> ids(Key under) {
        List<String> ids = new ArrayList<>();
        for (long number = 1; number <= numbers; number++) {
            String id = "e" + number;
            if (store.read(snapshot -> snapshot.get(under.plus(id))).isPresent()) {
                ids.add(id);
            }
        }
        return Set.copyOf(ids);
    }
}
