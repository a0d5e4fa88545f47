package dev.gust.services.sts;

import dev.gust.base.Ids;
import dev.gust.base.time.Clock;
import dev.gust.services.sts.TemporaryKey.Restrictions;
import dev.gust.wire.operation.Principal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Makes temporary keys, and sweeps away expired ones as it goes, so that there are never many more than are valid. */
final class KeyIssuer {
    private static final int SWEPT_AT_ONCE = 8;

    /** Whoever signed just before the end is told that the token expired, and not that it never was. */
    private static final Duration REMEMBERED = Duration.ofHours(1);

    private final StsStore store;
    private final Clock clock;
    private final Ids ids;

    KeyIssuer(StsStore store, Clock clock, Ids ids) {
        this.store = store;
        this.clock = clock;
        this.ids = ids;
    }

    /** A key that survives a crash. */
    TemporaryKey issue(Principal principal, Duration lifetime, Restrictions restrictions) {
        return issue(principal, lifetime, restrictions, false);
    }

    /** A key for an environment of this server, which does not outlive the server: it need not be on disk at once. */
    TemporaryKey issueForEnvironment(Principal principal, Duration lifetime) {
        return issue(principal, lifetime, Restrictions.NONE, true);
    }

    private TemporaryKey issue(Principal principal, Duration lifetime, Restrictions restrictions, boolean relaxed) {
        // AWS gives whole seconds, and SDKs compare what they parsed with what they stored.
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        String id = "ASIA" + ids.upper(16);
        TemporaryKey key = new TemporaryKey(
                id,
                ids.mixed(40),
                "IQoJb3JpZ2luX2Vj" + ids.mixed(112),
                new Principal(principal.kind(), principal.account(), principal.arn(), principal.userId(), id),
                now.plus(lifetime),
                restrictions);
        return store.transact(transaction -> {
            if (relaxed) {
                transaction.relaxed();
            }
            store.removeExpired(transaction, now.minus(REMEMBERED), SWEPT_AT_ONCE);
            store.add(transaction, key);
            return key;
        });
    }
}
