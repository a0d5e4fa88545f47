package dev.gust.checks.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.StsException;

/** Who am I, asked by clients that others wrote, of a server in a process of its own. */
class IdentityTest {
    private static final String ACCOUNT = "000000000000";

    @TempDir
    private static Path data;

    private static GustProcess server;

    @BeforeAll
    static void start() throws Exception {
        server = GustProcess.start(data);
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void awsCommandLineLearnsItsAccount() throws Exception {
        RealClient.Outcome outcome = aws("test", "test", "sts", "get-caller-identity", "--query", "Account");
        assertThat(outcome.errors()).isEmpty();
        assertThat(outcome.output().strip()).isEqualTo("\"" + ACCOUNT + "\"");
    }

    @Test
    void twelveDigitsAreAnAccountOfTheirOwn() throws Exception {
        RealClient.Outcome outcome = aws("123456789012", "test", "sts", "get-caller-identity", "--query", "Account");
        assertThat(outcome.output().strip()).isEqualTo("\"123456789012\"");
    }

    @Test
    void awsCommandLineHearsThatItsSecretIsWrong() throws Exception {
        RealClient.Outcome outcome = aws("test", "wrong", "sts", "get-caller-identity");
        assertThat(outcome.status()).isNotZero();
        assertThat(outcome.errors())
                .contains("SignatureDoesNotMatch", "The request signature we calculated does not match");
    }

    @Test
    void awsCommandLineHearsThatItsKeyIsUnknown() throws Exception {
        RealClient.Outcome outcome = aws("AKIAIOSFODNN7EXAMPLE", "test", "sts", "get-caller-identity");
        assertThat(outcome.status()).isNotZero();
        assertThat(outcome.errors()).contains("InvalidClientTokenId");
    }

    @Test
    void theServersOwnKeyWorks() throws Exception {
        String key = gust("credentials", "--json");
        String id = key.replaceAll("(?s).*\"accessKeyId\"\\s*:\\s*\"([^\"]+)\".*", "$1");
        String secret = key.replaceAll("(?s).*\"secretAccessKey\"\\s*:\\s*\"([^\"]+)\".*", "$1");
        RealClient.Outcome outcome = aws(id, secret, "sts", "get-caller-identity", "--query", "Arn");
        assertThat(outcome.errors()).isEmpty();
        assertThat(outcome.output()).contains(":root");
    }

    @Test
    void boto3LearnsItsAccount() throws Exception {
        RealClient.Outcome outcome = RealClient.python()
                .with(server.endpoint(), "test", "test")
                .run("-c", "import boto3; print(boto3.client('sts').get_caller_identity()['Account'])");
        assertThat(outcome.errors()).isEmpty();
        assertThat(outcome.output().strip()).isEqualTo(ACCOUNT);
    }

    @Test
    void javaScriptLearnsItsAccount() throws Exception {
        RealClient.Outcome outcome =
                RealClient.node().with(server.endpoint(), "test", "test").run("-e", """
                        const { STSClient, GetCallerIdentityCommand } = require("@aws-sdk/client-sts");
                        new STSClient({}).send(new GetCallerIdentityCommand({})).then(answer => console.log(answer.Account));
                        """);
        // Its warnings are its own: of Node.js's age, and the like.
        assertThat(outcome.status()).as(outcome.errors()).isZero();
        assertThat(outcome.output().strip()).isEqualTo(ACCOUNT);
    }

    @Test
    void javaLearnsItsAccount() throws Exception {
        try (StsClient sts = sts("test", "test")) {
            assertThat(sts.getCallerIdentity().account()).isEqualTo(ACCOUNT);
        }
    }

    @Test
    void javaHearsThatItsSecretIsWrong() throws Exception {
        try (StsClient sts = sts("test", "wrong")) {
            assertThatThrownBy(sts::getCallerIdentity).isInstanceOfSatisfying(StsException.class, refused -> {
                assertThat(refused.statusCode()).isEqualTo(403);
                assertThat(refused.awsErrorDetails().errorCode()).isEqualTo("SignatureDoesNotMatch");
            });
        }
    }

    private static StsClient sts(String id, String secret) throws Exception {
        return StsClient.builder()
                .endpointOverride(URI.create(server.endpoint()))
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(id, secret)))
                .build();
    }

    private static RealClient.Outcome aws(String id, String secret, String... arguments) throws Exception {
        return RealClient.aws().with(server.endpoint(), id, secret).run(arguments);
    }

    /** What a gust command prints about this server. */
    private static String gust(String... arguments) throws Exception {
        List<String> line = new ArrayList<>(List.of(arguments));
        line.addAll(List.of("--data", data.toString()));
        Process process = GustProcess.command(line).start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return printed;
    }
}
