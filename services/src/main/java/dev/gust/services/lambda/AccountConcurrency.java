package dev.gust.services.lambda;

import dev.gust.base.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the runs of functions without a reservation, which share what an account has left in a region. The share is
 * remembered for a while, as it takes a look at every function; changes made here show at once.
 */
final class AccountConcurrency {
    private static final Duration REMEMBERED = Duration.ofSeconds(30);
    private static final int MOST_REMEMBERED = 10_000;

    private final LambdaStore store;
    private final LambdaSettings settings;
    private final Clock clock;
    private final ConcurrentHashMap<Scope, AtomicInteger> running = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Scope, Share> shares = new ConcurrentHashMap<>();

    AccountConcurrency(LambdaStore store, LambdaSettings settings, Clock clock) {
        this.store = store;
        this.settings = settings;
        this.clock = clock;
    }

    private record Share(int unreserved, Instant until) {}

    /** Whether one more may run; who hears yes leaves again. */
    boolean enter(Scope scope) {
        AtomicInteger count = running.computeIfAbsent(scope, absent -> new AtomicInteger());
        if (count.incrementAndGet() <= share(scope)) {
            return true;
        }
        count.decrementAndGet();
        return false;
    }

    void leave(Scope scope) {
        running.computeIfAbsent(scope, absent -> new AtomicInteger()).decrementAndGet();
    }

    /** A reservation of the account was changed. */
    void changed(Scope scope) {
        shares.remove(scope);
    }

    private int share(Scope scope) {
        Share known = shares.get(scope);
        Instant now = clock.instant();
        if (known != null && now.isBefore(known.until())) {
            return known.unreserved();
        }
        int unreserved = store.store().read(snapshot -> AccountShares.unreserved(snapshot, scope, settings, ""));
        if (shares.size() >= MOST_REMEMBERED) {
            shares.clear();
        }
        shares.put(scope, new Share(unreserved, now.plus(REMEMBERED)));
        return unreserved;
    }
}
