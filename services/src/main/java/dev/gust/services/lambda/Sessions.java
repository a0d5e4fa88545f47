package dev.gust.services.lambda;

import dev.gust.base.Arn;
import dev.gust.base.time.Clock;
import dev.gust.services.ports.RoleCredentials;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Credentials of execution roles, kept until half of their life is over: an environment lives at most half as long as its
 * credentials, so that none ever holds expired ones.
 */
final class Sessions {
    private static final Duration LIFETIME = Duration.ofHours(12);
    private static final int MAXIMUM_KEPT = 10_000;

    private record Owner(String role, String function, String region) {}

    private record Kept(RoleCredentials.Session session, Instant renewAt) {}

    private final RoleCredentials credentials;
    private final Clock clock;
    private final ConcurrentHashMap<Owner, Kept> kept = new ConcurrentHashMap<>();

    Sessions(RoleCredentials credentials, Clock clock) {
        this.credentials = credentials;
        this.clock = clock;
    }

    RoleCredentials.Session of(FunctionReference reference, VersionRecord version) {
        Instant now = clock.instant();
        Owner owner = new Owner(version.role(), reference.name(), reference.region());
        Kept known = kept.get(owner);
        if (known != null && now.isBefore(known.renewAt())) {
            return known.session();
        }
        Arn role = Arn.parse(version.role())
                .orElseThrow(() -> new IllegalStateException("a stored role is no ARN: " + version.role()));
        RoleCredentials.Session session = credentials.assume(role, reference.name(), reference.region(), LIFETIME);
        if (kept.size() >= MAXIMUM_KEPT) {
            kept.clear();
        }
        // Eight hours are left at least: an environment serves for six, and its last call may take a while.
        kept.put(owner, new Kept(session, now.plus(LIFETIME.dividedBy(3))));
        return session;
    }
}
