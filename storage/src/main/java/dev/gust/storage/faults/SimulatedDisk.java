package dev.gust.storage.faults;

import dev.gust.base.Randomness;
import dev.gust.base.time.Clock;
import dev.gust.storage.StorageFailedException;
import dev.gust.storage.StorageFullException;
import dev.gust.storage.memory.EntryTree;
import dev.gust.storage.memory.MemoryView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The log of a store on a disk that is modelled. A written group is in the log, but only a sync makes the log durable up to its
 * end; a crash keeps what was synced, and of the rest some beginning: groups are lost from the end on, and a torn one is none.
 */
public final class SimulatedDisk {
    private final Randomness random;
    private final Clock clock;
    private Faults faults;
    private MemoryView durable = new MemoryView(EntryTree.EMPTY, 0);
    private final List<MemoryView> unsynced = new ArrayList<>();
    private int fullForWrites;
    private boolean broken;
    private int epoch;

    public SimulatedDisk(Randomness random, Clock clock, Faults faults) {
        this.random = random;
        this.clock = clock;
        this.faults = faults;
    }

    /** What goes wrong from now on. */
    public void faults(Faults next) {
        faults = next;
    }

    /** The store with what is on the disk; whoever had it open before is gone, crashed or not. */
    public SimulatedStore open() {
        crash();
        return new SimulatedStore(new SimulatedEngine(this, epoch), clock, random);
    }

    /** Ends whoever has the store open. */
    public void crash() {
        epoch++;
        // Survivors are a beginning of what was written since the last sync.
        int survivors = unsynced.isEmpty() ? 0 : random.nextInt(unsynced.size() + 1);
        if (survivors > 0) {
            durable = unsynced.get(survivors - 1);
        }
        unsynced.clear();
        fullForWrites = 0;
        broken = false;
    }

    /** The latest state that was written. */
    MemoryView latest(int callersEpoch) {
        refuseTheDead(callersEpoch);
        return unsynced.isEmpty() ? durable : unsynced.getLast();
    }

    void write(int callersEpoch, MemoryView state) {
        refuseTheDead(callersEpoch);
        maybeCrash("before a write");
        if (broken) {
            throw new StorageFailedException("the simulated disk is broken until the store is opened again", null);
        }
        if (fullForWrites == 0 && happens(faults.full())) {
            fullForWrites = 1 + random.nextInt(10);
        }
        if (fullForWrites > 0) {
            fullForWrites--;
            throw new StorageFullException("the simulated disk is full", null);
        }
        unsynced.add(state);
        maybeCrash("between write and sync");
    }

    void sync(int callersEpoch) {
        refuseTheDead(callersEpoch);
        if (happens(faults.slow())) {
            sleep(Duration.ofNanos(1 + (long) (faults.slowness().toNanos() * (random.nextInt(1000) / 1000.0))));
        }
        if (broken || happens(faults.broken())) {
            broken = true;
            throw new StorageFailedException("a sync of the simulated disk failed", null);
        }
        if (!unsynced.isEmpty()) {
            durable = unsynced.getLast();
            unsynced.clear();
        }
        maybeCrash("after a sync");
    }

    private void maybeCrash(String where) {
        if (happens(faults.crash())) {
            crash();
            throw new SimulatedCrash(where);
        }
    }

    // What a crash ended never does anything again, whatever still holds a reference to it.
    private void refuseTheDead(int callersEpoch) {
        if (callersEpoch != epoch) {
            throw new SimulatedCrash("some time ago");
        }
    }

    private void sleep(Duration duration) {
        try {
            clock.sleep(duration);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean happens(int inAMillion) {
        return inAMillion > 0 && random.nextInt(Faults.MILLION) < inAMillion;
    }
}
