package dev.gust.services.ports;

import dev.gust.wire.auth.AccessKey;
import dev.gust.wire.operation.Principal;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds access keys. Implemented by whoever issues some: STS temporary ones, IAM those of users. */
public interface AccessKeys {
    Optional<IssuedKey> find(String accessKeyId);

    /**
     * A key, and who signs with it.
     *
     * @param expiration null for keys that last
     */
    record IssuedKey(
            AccessKey key, Principal principal, @Nullable Instant expiration) {}
}
