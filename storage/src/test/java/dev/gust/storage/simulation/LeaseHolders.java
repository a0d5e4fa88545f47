package dev.gust.storage.simulation;

import dev.gust.base.Randomness;
import dev.gust.base.time.Clock;
import dev.gust.storage.Entry;
import dev.gust.storage.Key;
import dev.gust.storage.Scan;
import dev.gust.storage.faults.SimulatedStore;
import dev.gust.storage.leases.Lease;
import dev.gust.storage.leases.Leases;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Three who want one lease, and write under it also when it may be over: the log's tokens never go back. */
final class LeaseHolders implements Actor {
    private static final Key LOG = Key.of("lease log");
    private static final Duration DURATION = Duration.ofSeconds(5);

    private final Randomness random;
    private final Clock clock;
    private SimulatedStore store;
    private Leases leases;
    private List<Optional<Lease>> held = new ArrayList<>();

    LeaseHolders(Randomness random, Clock clock) {
        this.random = random;
        this.clock = clock;
    }

    @Override
    public void opened(SimulatedStore opened) {
        store = opened;
        leases = new Leases(store, clock);
        if (held.isEmpty() || random.nextInt(2) == 0) {
            held = new ArrayList<>(List.of(Optional.empty(), Optional.empty(), Optional.empty()));
        }
    }

    @Override
    public void step() {
        int who = random.nextInt(held.size());
        Optional<Lease> lease = held.get(who);
        switch (random.nextInt(lease.isPresent() ? 5 : 1)) {
            case 0 -> held.set(who, leases.take("lease", "holder " + who, DURATION));
            case 1 -> held.set(who, leases.renew(lease.orElseThrow(), DURATION));
            case 2 -> leases.giveUp(lease.orElseThrow());
            default ->
                store.write(tx -> {
                    leases.guard(tx, lease.orElseThrow());
                    byte[] token = ByteBuffer.allocate(Long.BYTES)
                            .putLong(lease.orElseThrow().token())
                            .array();
                    tx.put(LOG.plusCommitVersion(), token);
                });
        }
    }

    @Override
    public void check() {
        long before = 0;
        for (Entry entry : store.scan(Scan.under(LOG)).entries()) {
            long token = ByteBuffer.wrap(entry.value()).getLong();
            if (token < before) {
                throw new AssertionError("token " + token + " wrote after " + before);
            }
            before = token;
        }
    }

    @Override
    public void settle() {
        held.set(0, Optional.empty());
    }
}
