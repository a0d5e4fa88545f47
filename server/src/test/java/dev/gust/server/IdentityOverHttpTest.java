package dev.gust.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gust.base.time.Clock;
import dev.gust.server.RunningGust.Answer;
import dev.gust.wire.auth.AccessKey;
import dev.gust.wire.auth.RequestSigner;
import dev.gust.wire.http.HttpHeaders;
import dev.gust.wire.http.HttpRequest;
import dev.gust.wire.http.Payload;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;
import software.amazon.awssdk.services.sts.model.StsException;

/** Who signs, and how it is told when somebody does not, by AWS's own client and by hand. */
class IdentityOverHttpTest {
    private static final String GET_CALLER_IDENTITY = "Action=GetCallerIdentity&Version=2011-06-15";

    @TempDir
    private static Path folder;

    private static final ShiftedClock CLOCK = new ShiftedClock();
    private static RunningGust gust;

    @BeforeAll
    static void start() throws Exception {
        gust = new RunningGust(folder, CLOCK);
    }

    @AfterAll
    static void stop() {
        gust.close();
    }

    private static StsClient sts(AwsCredentials credentials) {
        return StsClient.builder()
                .endpointOverride(gust.endpoint())
                .region(Region.EU_WEST_1)
                .credentialsProvider(StaticCredentialsProvider.create(credentials))
                .build();
    }

    private static StsClient sts(String id, String secret) {
        return sts(AwsBasicCredentials.create(id, secret));
    }

    @ParameterizedTest
    @CsvSource({"test, 000000000000", "123456789012, 123456789012"})
    void takesDevelopmentKeys(String id, String account) {
        try (StsClient sts = sts(id, "test")) {
            assertThat(sts.getCallerIdentity().arn()).isEqualTo("arn:aws:iam::" + account + ":root");
        }
    }

    @Test
    void takesTheFoldersOwnRootKey() {
        AccessKey root = gust.server.root().key();
        try (StsClient sts = sts(root.id(), root.secret())) {
            assertThat(sts.getCallerIdentity().account()).isEqualTo("000000000000");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "test, guess, SignatureDoesNotMatch",
        "AKIANOBODY, test, InvalidClientTokenId",
        "12345678901, test, InvalidClientTokenId"
    })
    void refusesAnybodyElse(String id, String secret, String code) {
        try (StsClient sts = sts(id, secret)) {
            StsException refusal = catchThrowableOfType(StsException.class, sts::getCallerIdentity);
            assertThat(refusal.awsErrorDetails().errorCode()).isEqualTo(code);
            assertThat(refusal.statusCode()).isEqualTo(403);
            assertThat(refusal.requestId()).matches("[0-9a-f-]{36}");
        }
    }

    @Test
    void temporaryKeysEndWhenTheySay() throws IOException {
        Credentials given;
        try (StsClient sts = sts("123456789012", "test")) {
            given = sts.getSessionToken(request -> request.durationSeconds(900)).credentials();
        }
        try (StsClient sts = sts(AwsSessionCredentials.create(
                        given.accessKeyId(), given.secretAccessKey(), given.sessionToken()));
                StsClient otherToken = sts(AwsSessionCredentials.create(
                        given.accessKeyId(), given.secretAccessKey(), given.sessionToken() + "x"));
                StsClient noToken = sts(given.accessKeyId(), given.secretAccessKey())) {
            assertThat(sts.getCallerIdentity().account()).isEqualTo("123456789012");
            assertThat(catchThrowableOfType(StsException.class, otherToken::getCallerIdentity)
                            .awsErrorDetails()
                            .errorCode())
                    .isEqualTo("InvalidClientTokenId");
            assertThat(catchThrowableOfType(StsException.class, noToken::getCallerIdentity)
                            .awsErrorDetails()
                            .errorCode())
                    .isEqualTo("InvalidClientTokenId");
            AccessKey key = new AccessKey(given.accessKeyId(), given.secretAccessKey(), given.sessionToken());
            CLOCK.advance(Duration.ofSeconds(901));
            try {
                Answer late = gust.send(RunningGust.signed(gust.query(GET_CALLER_IDENTITY), key, "sts", CLOCK));
                assertThat(late.status()).isEqualTo(403);
                assertThat(late.body()).contains("<Code>ExpiredToken</Code>");
            } finally {
                CLOCK.advance(Duration.ofSeconds(-901));
            }
        }
    }

    @Test
    void refusesASignatureOfAnotherTime() throws IOException {
        HttpRequest request = new RequestSigner(RunningGust.TEST, "us-east-1", "sts")
                .sign(gust.query(GET_CALLER_IDENTITY), CLOCK.instant().minus(Duration.ofMinutes(6)));
        Answer refused = gust.send(request);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.body()).contains("<Code>SignatureDoesNotMatch</Code>", "Signature expired: ");
    }

    @Test
    void takesPresignedRequests() throws IOException {
        HttpRequest unsigned = new HttpRequest(
                "GET",
                "/",
                GET_CALLER_IDENTITY,
                HttpHeaders.of("Host", gust.endpoint().getAuthority()),
                Payload.empty(),
                "");
        HttpRequest presigned = new RequestSigner(RunningGust.TEST, "us-east-1", "sts")
                .presign(unsigned, Clock.system().instant(), Duration.ofMinutes(1));
        assertThat(gust.send(presigned).body()).contains("<Account>000000000000</Account>");
    }

    @Test
    void refusesWhatNobodySigned() throws IOException {
        Answer refused = gust.send(gust.query(GET_CALLER_IDENTITY));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.body()).contains("<Code>MissingAuthenticationToken</Code>");
        Answer anonymous = gust.send(gust.query("Action=AssumeRoleWithWebIdentity&Version=2011-06-15"
                + "&RoleArn=arn:aws:iam::123456789012:role/a&RoleSessionName=me&WebIdentityToken=nonsense"));
        assertThat(anonymous.body()).contains("<Code>InvalidIdentityToken</Code>");
    }

    @Test
    void saysWhatIsWrongWithAHeader() throws IOException {
        Answer refused = gust.send(gust.query(GET_CALLER_IDENTITY, "Authorization", "AWS4-HMAC-SHA256 Credential=a"));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body()).contains("<Code>IncompleteSignature</Code>", "requires 'Signature' parameter");
    }

    @Test
    void regionsAreRegions() throws IOException {
        HttpRequest request = new RequestSigner(RunningGust.TEST, "no/such", "sts")
                .sign(gust.query(GET_CALLER_IDENTITY), Clock.system().instant());
        assertThat(gust.send(request).status()).isEqualTo(400);
        HttpRequest odd = new RequestSigner(RunningGust.TEST, "Not_A_Region", "sts")
                .sign(gust.query(GET_CALLER_IDENTITY), Clock.system().instant());
        assertThat(gust.send(odd).body()).contains("valid region");
    }
}
