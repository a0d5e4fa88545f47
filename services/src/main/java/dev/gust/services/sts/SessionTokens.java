package dev.gust.services.sts;

import dev.gust.services.sts.TemporaryKey.Restrictions;
import dev.gust.wire.model.sts.GetSessionTokenRequest;
import dev.gust.wire.model.sts.GetSessionTokenResponse;
import dev.gust.wire.operation.CallContext;
import dev.gust.wire.operation.Principal;
import java.time.Duration;

/** Temporary keys for the very user who asks. */
final class SessionTokens {
    private static final Duration OF_USERS = Duration.ofHours(12);
    private static final Duration OF_ROOTS = Duration.ofHours(1);

    private final KeyIssuer issuer;

    SessionTokens(KeyIssuer issuer) {
        this.issuer = issuer;
    }

    GetSessionTokenResponse get(GetSessionTokenRequest input, CallContext context) {
        if (input.serialNumber() != null || input.tokenCode() != null) {
            throw StsErrors.multiFactor();
        }
        Principal caller = context.principal();
        boolean lasting = !caller.accessKeyId().startsWith("ASIA");
        if (!lasting || (caller.kind() != Principal.Kind.ROOT && caller.kind() != Principal.Kind.USER)) {
            throw StsErrors.sessionOfSession();
        }
        TemporaryKey key = issuer.issue(caller, lifetime(input, caller), Restrictions.NONE);
        return new GetSessionTokenResponse(key.credentials());
    }

    /** Roots get an hour at most, however much they ask for. */
    private static Duration lifetime(GetSessionTokenRequest input, Principal caller) {
        Duration most = caller.kind() == Principal.Kind.ROOT ? OF_ROOTS : Duration.ofHours(36);
        Duration usual = caller.kind() == Principal.Kind.ROOT ? OF_ROOTS : OF_USERS;
        Duration asked = input.durationSeconds() == null ? usual : Duration.ofSeconds(input.durationSeconds());
        return asked.compareTo(most) > 0 ? most : asked;
    }
}
