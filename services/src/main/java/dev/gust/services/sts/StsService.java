package dev.gust.services.sts;

import dev.gust.base.Arn;
import dev.gust.base.Ids;
import dev.gust.base.time.Clock;
import dev.gust.services.ports.AccessKeys;
import dev.gust.services.ports.RoleCredentials;
import dev.gust.services.ports.RoleDirectory;
import dev.gust.services.ports.WebIdentityProviders;
import dev.gust.storage.OrderedStore;
import dev.gust.wire.model.sts.AssumeRoleRequest;
import dev.gust.wire.model.sts.AssumeRoleResponse;
import dev.gust.wire.model.sts.AssumeRoleWithWebIdentityRequest;
import dev.gust.wire.model.sts.AssumeRoleWithWebIdentityResponse;
import dev.gust.wire.model.sts.GetCallerIdentityRequest;
import dev.gust.wire.model.sts.GetCallerIdentityResponse;
import dev.gust.wire.model.sts.GetSessionTokenRequest;
import dev.gust.wire.model.sts.GetSessionTokenResponse;
import dev.gust.wire.model.sts.Sts;
import dev.gust.wire.operation.CallContext;
import dev.gust.wire.operation.Principal;
import java.time.Duration;
import java.util.Optional;

/** The operations of STS, and the keys it has issued. */
public final class StsService implements Sts, AccessKeys, RoleCredentials {
    private final StsStore keys;
    private final SessionTokens sessionTokens;
    private final RoleSessions roleSessions;

    public StsService(OrderedStore store, RoleDirectory roles, WebIdentityProviders providers, Clock clock, Ids ids) {
        this.keys = new StsStore(store);
        KeyIssuer issuer = new KeyIssuer(keys, clock, ids);
        this.sessionTokens = new SessionTokens(issuer);
        this.roleSessions = new RoleSessions(issuer, roles, providers, clock);
    }

    @Override
    public GetCallerIdentityResponse getCallerIdentity(GetCallerIdentityRequest input, CallContext context) {
        Principal caller = context.principal();
        return new GetCallerIdentityResponse(caller.userId(), caller.account(), caller.arn());
    }

    @Override
    public GetSessionTokenResponse getSessionToken(GetSessionTokenRequest input, CallContext context) {
        return sessionTokens.get(input, context);
    }

    @Override
    public AssumeRoleResponse assumeRole(AssumeRoleRequest input, CallContext context) {
        return roleSessions.assume(input, context);
    }

    @Override
    public AssumeRoleWithWebIdentityResponse assumeRoleWithWebIdentity(
            AssumeRoleWithWebIdentityRequest input, CallContext context) {
        return roleSessions.assumeWithWebIdentity(input);
    }

    @Override
    public RoleCredentials.Session assume(Arn role, String sessionName, String region, Duration lifetime) {
        return roleSessions.assumeForService(role, sessionName, lifetime);
    }

    @Override
    public Optional<IssuedKey> find(String accessKeyId) {
        return keys.find(accessKeyId).map(TemporaryKey::issued);
    }
}
