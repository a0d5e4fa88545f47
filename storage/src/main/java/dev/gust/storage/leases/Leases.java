package dev.gust.storage.leases;

import dev.gust.base.time.Clock;
import dev.gust.storage.Codec;
import dev.gust.storage.Key;
import dev.gust.storage.KeySpace;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Takes, renews and gives up leases.
 *
 * <pre>{@code
 * Optional<Lease> lease = leases.take("poller/" + shard, thisNode, Duration.ofSeconds(10));
 * store.write(tx -> {
 *     leases.guard(tx, lease.get());     // fails, also at commit, when somebody else has it by now
 *     ...
 * });
 * }</pre>
 */
public final class Leases {
    private static final Key LEASES = Key.of(KeySpace.CHURN, "", "", "leases");

    private record Held(String holder, long token, Instant until) {}

    private static final Codec<Held> HELD = Codec.of(
            1,
            1,
            (out, held) -> out.text(held.holder()).number(held.token()).instant(held.until()),
            in -> new Held(in.text(), in.number(), in.instant()));

    private final OrderedStore store;
    private final Clock clock;

    public Leases(OrderedStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * The lease, if it is free, has run out, or is the holder's already. A holder that takes it again gets a new token: it may
     * have died and come back, and what it began before shall not end now.
     */
    public Optional<Lease> take(String name, String holder, Duration duration) {
        return store.transact(tx -> {
            Instant now = clock.instant();
            Optional<Held> held = tx.get(key(name), HELD);
            boolean free = held.isEmpty()
                    || !held.get().until().isAfter(now)
                    || held.get().holder().equals(holder);
            if (!free) {
                return Optional.empty();
            }
            long token = held.map(Held::token).orElse(0L) + 1;
            return Optional.of(hold(tx, new Lease(name, holder, token, now.plus(duration))));
        });
    }

    /** The same lease with more time; empty when somebody else has taken it since. */
    public Optional<Lease> renew(Lease lease, Duration duration) {
        return store.transact(tx -> {
            if (!isHeld(tx, lease)) {
                return Optional.empty();
            }
            Instant until = clock.instant().plus(duration);
            return Optional.of(hold(tx, new Lease(lease.name(), lease.holder(), lease.token(), until)));
        });
    }

    /** Lets others have it at once. The token lives on, so that the next one is greater. */
    public void giveUp(Lease lease) {
        store.write(tx -> {
            if (isHeld(tx, lease)) {
                hold(tx, new Lease(lease.name(), lease.holder(), lease.token(), Instant.EPOCH));
            }
        });
    }

    /**
     * Makes the transaction depend on the lease: it commits only while nobody else has taken the lease.
     *
     * @throws LeaseLostException when somebody has
     */
    public void guard(Transaction transaction, Lease lease) {
        if (!isHeld(transaction, lease)) {
            throw new LeaseLostException(lease.holder() + " has lost the lease " + lease.name() + " (token "
                    + lease.token() + "): somebody else has taken it");
        }
    }

    private static boolean isHeld(Transaction tx, Lease lease) {
        return tx.get(key(lease.name()), HELD)
                .filter(held -> held.token() == lease.token())
                .isPresent();
    }

    private static Lease hold(Transaction tx, Lease lease) {
        tx.put(key(lease.name()), HELD, new Held(lease.holder(), lease.token(), lease.until()));
        return lease;
    }

    private static Key key(String name) {
        return LEASES.plus(name);
    }
}
