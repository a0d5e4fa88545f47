package dev.gust.services.sts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gust.base.Arn;
import dev.gust.base.Ids;
import dev.gust.base.Randomness;
import dev.gust.base.time.ManualClock;
import dev.gust.services.ports.AccessKeys.IssuedKey;
import dev.gust.services.ports.RoleCredentials;
import dev.gust.services.ports.RoleDirectory.Role;
import dev.gust.storage.Key;
import dev.gust.storage.KeySpace;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.Scan;
import dev.gust.storage.memory.MemoryStore;
import dev.gust.wire.model.sts.AssumeRoleRequest;
import dev.gust.wire.model.sts.AssumeRoleResponse;
import dev.gust.wire.model.sts.Credentials;
import dev.gust.wire.model.sts.GetCallerIdentityRequest;
import dev.gust.wire.model.sts.GetSessionTokenRequest;
import dev.gust.wire.model.sts.MalformedPolicyDocumentException;
import dev.gust.wire.model.sts.Tag;
import dev.gust.wire.operation.AwsException;
import dev.gust.wire.operation.CallContext;
import dev.gust.wire.operation.CallSource;
import dev.gust.wire.operation.NotImplementedException;
import dev.gust.wire.operation.Principal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class StsServiceTest {
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final String ROLE = "arn:aws:iam::111122223333:role/path/reader";
    private static final String TRUST = """
            {"Version": "2012-10-17", "Statement": [{
              "Effect": "Allow", "Principal": {"AWS": "444455556666"}, "Action": "sts:AssumeRole",
              "Condition": {"StringEqualsIfExists": {"sts:ExternalId": "secret word"}}
            }]}""";
    private static final Principal ROOT = Principal.root("444455556666", "AKIAROOT");

    private final ManualClock clock = new ManualClock(START);
    private final OrderedStore store = MemoryStore.create();
    private final StsService sts = new StsService(
            store,
            arn -> arn.toString().equals(ROLE)
                    ? Optional.of(new Role(arn, "reader", "AROAEXAMPLE", TRUST, Duration.ofHours(2)))
                    : Optional.empty(),
            (account, issuer) -> Optional.empty(),
            clock,
            new Ids(Randomness.seeded(1)));

    private static CallContext by(Principal principal) {
        return new CallContext(
                principal,
                principal.account(),
                "us-east-1",
                CallSource.WIRE,
                "request",
                null,
                START.plusSeconds(60),
                URI.create("http://localhost:4566"));
    }

    private AssumeRoleResponse assume(Principal principal, UnaryOperator<AssumeRoleRequest.Builder> input) {
        return sts.assumeRole(
                input.apply(AssumeRoleRequest.builder().roleArn(ROLE).roleSessionName("me"))
                        .build(),
                by(principal));
    }

    private static void assertRefused(ThrowingCallable call, String code, String message) {
        assertThatThrownBy(call).isInstanceOfSatisfying(AwsException.class, refusal -> {
            assertThat(refusal.code()).isEqualTo(code);
            assertThat(refusal.message()).isEqualTo(message);
        });
    }

    @Test
    void saysWhoTheCallerIs() {
        var identity = sts.getCallerIdentity(new GetCallerIdentityRequest(), by(ROOT));
        assertThat(identity.account()).isEqualTo("444455556666");
        assertThat(identity.arn()).isEqualTo("arn:aws:iam::444455556666:root");
        assertThat(identity.userId()).isEqualTo("444455556666");
    }

    @Test
    void givesASessionOfARoleThatTrustsTheCaller() {
        AssumeRoleResponse answer = assume(ROOT, input -> input.externalId("secret word"));
        assertThat(answer.assumedRoleUser().arn()).isEqualTo("arn:aws:sts::111122223333:assumed-role/reader/me");
        assertThat(answer.assumedRoleUser().assumedRoleId()).isEqualTo("AROAEXAMPLE:me");
        Credentials credentials = answer.credentials();
        assertThat(credentials.expiration()).isEqualTo(START.plus(Duration.ofHours(1)));
        assertThat(credentials.accessKeyId()).startsWith("ASIA").hasSize(20);
        IssuedKey key = sts.find(credentials.accessKeyId()).orElseThrow();
        assertThat(key.key().secret()).isEqualTo(credentials.secretAccessKey());
        assertThat(key.key().sessionToken()).isEqualTo(credentials.sessionToken());
        assertThat(key.expiration()).isEqualTo(credentials.expiration());
        assertThat(key.principal())
                .isEqualTo(new Principal(
                        Principal.Kind.ASSUMED_ROLE,
                        "111122223333",
                        "arn:aws:sts::111122223333:assumed-role/reader/me",
                        "AROAEXAMPLE:me",
                        credentials.accessKeyId()));
    }

    @Test
    void refusesWhomTheRoleDoesNotTrust() {
        String denied = " is not authorized to perform: sts:AssumeRole on resource: ";
        Principal stranger = Principal.root("000000000000", "AKIA");
        assertRefused(
                () -> assume(stranger, input -> input), "AccessDenied", "User: " + stranger.arn() + denied + ROLE);
        assertRefused(
                () -> assume(ROOT, input -> input.externalId("guess")),
                "AccessDenied",
                "User: " + ROOT.arn() + denied + ROLE);
        // sts:ExternalId is tested "if exists": without one the role trusts the whole account.
        assertThat(assume(ROOT, input -> input).credentials()).isNotNull();
        String unknown = "arn:aws:iam::111122223333:role/other";
        assertRefused(
                () -> assume(ROOT, input -> input.roleArn(unknown)),
                "AccessDenied",
                "User: " + ROOT.arn() + denied + unknown);
        assertRefused(() -> assume(ROOT, input -> input.roleArn("reader")), "ValidationError", "reader is invalid");
    }

    @Test
    void boundsTheSessionsLength() {
        assertThat(assume(ROOT, input -> input.durationSeconds(7200))
                        .credentials()
                        .expiration())
                .isEqualTo(START.plusSeconds(7200));
        assertRefused(
                () -> assume(ROOT, input -> input.durationSeconds(7201)),
                "ValidationError",
                "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
        Principal chained = new Principal(
                Principal.Kind.ASSUMED_ROLE,
                "444455556666",
                "arn:aws:sts::444455556666:assumed-role/other/x",
                "AROAOTHER:x",
                "ASIAX");
        assertRefused(
                () -> assume(chained, input -> input.durationSeconds(3601)),
                "ValidationError",
                "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.");
    }

    @Test
    void refusesWhatItCannotHonour() {
        assertThatThrownBy(() ->
                        assume(ROOT, input -> input.serialNumber("arn:mfa").tokenCode("123456")))
                .isInstanceOf(NotImplementedException.class);
        assertThatThrownBy(() -> assume(ROOT, input -> input.policy("{\"Statement\": 3}")))
                .isInstanceOf(MalformedPolicyDocumentException.class);
        assertRefused(
                () -> assume(ROOT, input -> input.tags(List.of(new Tag("a", "1"), new Tag("A", "2")))),
                "InvalidParameterValue",
                "Duplicate tag keys found. Please note that Tag keys are case insensitive. (A)");
        assertRefused(
                () -> assume(
                        ROOT, input -> input.tags(List.of(new Tag("a", "1"))).transitiveTagKeys(List.of("b"))),
                "InvalidParameterValue",
                "The specified transitive tag key must be included in the requested tags.");
    }

    @Test
    void givesRootsAnHourAndUsersWhatTheyAskFor() {
        Principal user = new Principal(
                Principal.Kind.USER, "111122223333", "arn:aws:iam::111122223333:user/a", "AIDAX", "AKIAUSER");
        var ask = new GetSessionTokenRequest(129_600, null, null);
        assertThat(sts.getSessionToken(ask, by(ROOT)).credentials().expiration())
                .isEqualTo(START.plusSeconds(3600));
        Credentials ofUser = sts.getSessionToken(ask, by(user)).credentials();
        assertThat(ofUser.expiration()).isEqualTo(START.plusSeconds(129_600));
        Principal session = sts.find(ofUser.accessKeyId()).orElseThrow().principal();
        assertThat(session.arn()).isEqualTo(user.arn());
        assertRefused(
                () -> sts.getSessionToken(ask, by(session)),
                "AccessDenied",
                "Cannot call GetSessionToken with session credentials");
    }

    @Test
    void givesServicesCredentialsOfTheirRoles() {
        RoleCredentials.Session session =
                sts.assume(Arn.parse(ROLE).orElseThrow(), "function", "us-east-1", Duration.ofMinutes(20));
        assertThat(session.expiration()).isEqualTo(START.plus(Duration.ofMinutes(20)));
        assertThat(sts.find(session.accessKeyId()).orElseThrow().principal().arn())
                .endsWith("/reader/function");
    }

    @Test
    void forgetsKeysLongAfterTheyExpired() {
        String first = assume(ROOT, input -> input).credentials().accessKeyId();
        clock.advance(Duration.ofMinutes(119));
        assume(ROOT, input -> input);
        assertThat(sts.find(first)).isPresent();
        clock.advance(Duration.ofMinutes(2));
        assume(ROOT, input -> input);
        assertThat(sts.find(first)).isEmpty();
        assertThat(store.scan(Scan.under(Key.of(KeySpace.CHURN, "", "", "sts"))).entries())
                .hasSize(4);
    }
}
