package dev.gust.services.sts;

import dev.gust.base.Arn;
import dev.gust.base.time.Clock;
import dev.gust.services.ports.RoleCredentials;
import dev.gust.services.ports.RoleDirectory;
import dev.gust.services.ports.RoleDirectory.Role;
import dev.gust.services.ports.WebIdentityProviders;
import dev.gust.services.ports.policy.PolicyRequest.Caller;
import dev.gust.services.sts.TemporaryKey.Restrictions;
import dev.gust.wire.model.sts.AssumeRoleRequest;
import dev.gust.wire.model.sts.AssumeRoleResponse;
import dev.gust.wire.model.sts.AssumeRoleWithWebIdentityRequest;
import dev.gust.wire.model.sts.AssumeRoleWithWebIdentityResponse;
import dev.gust.wire.model.sts.AssumedRoleUser;
import dev.gust.wire.operation.CallContext;
import dev.gust.wire.operation.Principal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sessions of roles, for whoever a role trusts. */
final class RoleSessions {
    private static final String ASSUME = "sts:AssumeRole";
    private static final String ASSUME_WITH_TOKEN = "sts:AssumeRoleWithWebIdentity";
    private static final Duration LONGEST_FOR_SERVICES = Duration.ofHours(12);
    private static final Duration USUAL = Duration.ofHours(1);
    private static final Duration LONGEST_CHAINED = Duration.ofHours(1);

    private final KeyIssuer issuer;
    private final RoleDirectory roles;
    private final WebIdentityProviders providers;
    private final Clock clock;

    RoleSessions(KeyIssuer issuer, RoleDirectory roles, WebIdentityProviders providers, Clock clock) {
        this.issuer = issuer;
        this.roles = roles;
        this.providers = providers;
        this.clock = clock;
    }

    AssumeRoleResponse assume(AssumeRoleRequest input, CallContext context) {
        refuseUnsupported(input);
        Arn arn = roleArn(input.roleArn());
        Restrictions restrictions = SessionRestrictions.of(input);
        Principal caller = context.principal();
        // A role that is not there and one that does not trust the caller look alike from outside.
        Role role = roles.role(arn)
                .filter(known ->
                        TrustRules.trusts(known, TrustRules.callerOf(caller), ASSUME, trustKeys(input, caller)))
                .orElseThrow(() -> StsErrors.notAuthorized(caller.arn(), ASSUME, input.roleArn()));
        Duration lifetime = lifetime(input.durationSeconds(), role);
        if (caller.kind() == Principal.Kind.ASSUMED_ROLE && lifetime.compareTo(LONGEST_CHAINED) > 0) {
            throw StsErrors.longerThanChainAllows();
        }
        Principal session = session(role, input.roleSessionName());
        TemporaryKey key = issuer.issue(session, lifetime, restrictions);
        return AssumeRoleResponse.builder()
                .credentials(key.credentials())
                .assumedRoleUser(user(session))
                .sourceIdentity(restrictions.sourceIdentity())
                .build();
    }

    AssumeRoleWithWebIdentityResponse assumeWithWebIdentity(AssumeRoleWithWebIdentityRequest input) {
        if (input.providerId() != null) {
            throw StsErrors.legacyProvider();
        }
        Arn arn = roleArn(input.roleArn());
        Restrictions restrictions = SessionRestrictions.of(input);
        WebIdentityToken token = WebIdentityToken.verified(
                input.webIdentityToken(), issuer -> providers.provider(arn.account(), issuer), clock.instant());
        Role role = roles.role(arn)
                .filter(known -> TrustRules.trusts(
                        known, new Caller.Federated(token.provider().toString()), ASSUME_WITH_TOKEN, token.trustKeys()))
                .orElseThrow(() -> StsErrors.notAuthorizedWithToken(ASSUME_WITH_TOKEN));
        Principal session = session(role, input.roleSessionName());
        TemporaryKey key = issuer.issue(session, lifetime(input.durationSeconds(), role), restrictions);
        return AssumeRoleWithWebIdentityResponse.builder()
                .credentials(key.credentials())
                .assumedRoleUser(user(session))
                .provider(token.provider().toString())
                .audience(token.audience())
                .subjectFromWebIdentityToken(token.subject())
                .build();
    }

    /** For a service that runs something under a role, having checked its trust when it was set up to do so. */
    RoleCredentials.Session assumeForService(Arn arn, String sessionName, Duration lifetime) {
        // As long as policies are not enforced, an invented role (local set-ups name many) may do what a real one may.
        Role role = roles.role(arn).orElseGet(() -> invented(arn, sessionName));
        TemporaryKey key = issuer.issueForEnvironment(session(role, sessionName), lifetime);
        return new RoleCredentials.Session(key.id(), key.secret(), key.token(), key.expiration());
    }

    private static Role invented(Arn arn, String sessionName) {
        System.getLogger(RoleSessions.class.getName())
                .log(
                        System.Logger.Level.WARNING,
                        "event=role_missing role={0} for={1}: there is no such role, and AWS would refuse it;"
                                + " create the role before you deploy there",
                        arn,
                        sessionName);
        String name = arn.resource().substring(arn.resource().lastIndexOf('/') + 1);
        return new Role(arn, name, "AROANOSUCHROLE0000000", "{}", LONGEST_FOR_SERVICES);
    }

    private static void refuseUnsupported(AssumeRoleRequest input) {
        if (input.serialNumber() != null || input.tokenCode() != null) {
            throw StsErrors.multiFactor();
        }
        if (!input.providedContexts().isEmpty()) {
            throw StsErrors.providedContexts();
        }
    }

    private static Arn roleArn(String text) {
        return Arn.parse(text)
                .filter(arn -> arn.service().equals("iam") && arn.resource().startsWith("role/"))
                .orElseThrow(() -> StsErrors.invalidRoleArn(text));
    }

    private static Map<String, List<String>> trustKeys(AssumeRoleRequest input, Principal caller) {
        Map<String, List<String>> keys = new HashMap<>();
        keys.put("aws:PrincipalArn", List.of(caller.arn()));
        keys.put("aws:PrincipalAccount", List.of(caller.account()));
        keys.put("aws:userid", List.of(caller.userId()));
        keys.put("sts:RoleSessionName", List.of(input.roleSessionName()));
        Optional.ofNullable(input.externalId()).ifPresent(id -> keys.put("sts:ExternalId", List.of(id)));
        Optional.ofNullable(input.sourceIdentity()).ifPresent(who -> keys.put("sts:SourceIdentity", List.of(who)));
        input.tags().forEach(tag -> keys.put("aws:RequestTag/" + tag.key(), List.of(tag.value())));
        return keys;
    }

    private static Duration lifetime(@Nullable Integer seconds, Role role) {
        Duration lifetime = seconds == null ? USUAL : Duration.ofSeconds(seconds);
        if (lifetime.compareTo(role.maximumSession()) > 0) {
            throw StsErrors.longerThanRoleAllows();
        }
        return lifetime;
    }

    private static Principal session(Role role, String sessionName) {
        String account = role.arn().account();
        return new Principal(
                Principal.Kind.ASSUMED_ROLE,
                account,
                "arn:aws:sts::" + account + ":assumed-role/" + role.name() + '/' + sessionName,
                role.uniqueId() + ':' + sessionName,
                "");
    }

    private static AssumedRoleUser user(Principal session) {
        return new AssumedRoleUser(session.userId(), session.arn());
    }
}
