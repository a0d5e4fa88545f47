package dev.gust.storage.simulation;

import dev.gust.base.Randomness;
import dev.gust.storage.ConflictException;
import dev.gust.storage.StorageException;
import dev.gust.storage.StorageFailedException;
import dev.gust.storage.StorageFullException;
import dev.gust.storage.faults.Faults;
import dev.gust.storage.faults.SimulatedClock;
import dev.gust.storage.faults.SimulatedCrash;
import dev.gust.storage.faults.SimulatedDisk;
import dev.gust.storage.faults.SimulatedStore;
import dev.gust.storage.leases.LeaseLostException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** One seed's run: actors in random order on one store, interrupting each other before commits, with everything going wrong. */
final class World {
    private static final int STEPS = 100;
    private static final int DEEPEST = 2;

    private final Randomness random;
    private final SimulatedClock clock = new SimulatedClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final SimulatedDisk disk;
    private final List<Actor> actors;
    private SimulatedStore store;
    private int depth;

    World(long seed) {
        this.random = Randomness.seeded(seed);
        this.disk = new SimulatedDisk(Randomness.seeded(~seed), clock, Faults.MANY);
        this.actors = List.of(
                new RawWriter(random),
                new Bank(random),
                new LimitedRows(random),
                new LeaseHolders(random, clock),
                new TimerUsers(random, clock),
                new QueueUsers(random, clock),
                new OutboxUsers(random, clock));
        open();
    }

    void run() {
        for (int step = 0; step < STEPS; step++) {
            clock.sleep(Duration.ofMillis(random.nextInt(2_000)));
            guarded(() -> {
                if (random.nextInt(20) == 0) {
                    store.sync();
                }
                actors.get(random.nextInt(actors.size())).step();
            });
            actors.forEach(Actor::check);
        }
        disk.faults(Faults.NONE);
        open();
        store.others(() -> {});
        actors.forEach(Actor::check);
        actors.forEach(Actor::settle);
        actors.forEach(Actor::check);
    }

    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (SimulatedCrash crash) {
            open();
        } catch (StorageFailedException broken) {
            disk.crash();
            open();
        } catch (StorageException lost) {
            // Full, in conflict for too long, or another's turn: all that one may be told, and nothing was written.
            if (!lost.retriable() && !(lost instanceof LeaseLostException)) {
                throw lost;
            }
        }
    }

    private void open() {
        depth = 0;
        store = disk.open();
        store.others(this::interrupt);
        actors.forEach(actor -> actor.opened(store));
    }

    private void interrupt() {
        if (depth < DEEPEST && random.nextInt(4) == 0) {
            depth++;
            try {
                actors.get(random.nextInt(actors.size())).step();
            } catch (ConflictException | LeaseLostException | StorageFullException lost) {
                // Only the one who interrupts is told.
                return;
            } finally {
                depth = Math.max(0, depth - 1);
            }
        }
    }
}
