package dev.gust.services.sts;

import dev.gust.services.ports.AccessKeys;
import dev.gust.wire.auth.AccessKey;
import dev.gust.wire.model.sts.Credentials;
import dev.gust.wire.operation.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An access key with an end, and the session it stands for. */
record TemporaryKey(
        String id, String secret, String token, Principal principal, Instant expiration, Restrictions restrictions) {
    /**
     * What the session was given besides its principal, for whoever decides what it may do.
     *
     * @param policies documents that narrow the session
     * @param policyArns managed policies that do the same
     */
    record Restrictions(
            List<String> policies,
            List<String> policyArns,
            Map<String, String> tags,
            List<String> transitiveTags,
            @Nullable String sourceIdentity) {
        static final Restrictions NONE = new Restrictions(List.of(), List.of(), Map.of(), List.of(), null);

        Restrictions {
            policies = List.copyOf(policies);
            policyArns = List.copyOf(policyArns);
            tags = Map.copyOf(tags);
            transitiveTags = List.copyOf(transitiveTags);
        }
    }

    AccessKeys.IssuedKey issued() {
        return new AccessKeys.IssuedKey(new AccessKey(id, secret, token), principal, expiration);
    }

    Credentials credentials() {
        return Credentials.builder()
                .accessKeyId(id)
                .secretAccessKey(secret)
                .sessionToken(token)
                .expiration(expiration)
                .build();
    }

    @Override
    public String toString() {
        return "TemporaryKey[" + id + " of " + principal.arn() + " until " + expiration + ']';
    }
}
