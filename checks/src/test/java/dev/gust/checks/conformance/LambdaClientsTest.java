package dev.gust.checks.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.LogType;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;
import software.amazon.awssdk.services.lambda.model.Runtime;

/** Lambda as clients that others wrote use it. */
class LambdaClientsTest {
    private static final String ROLE = "arn:aws:iam::000000000000:role/worker";
    private static final String JAVASCRIPT = """
            exports.handler = async event => {
                if (event.fail) throw new Error("on purpose");
                return event;
            };
            """;

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
    void boto3DrivesAllOfIt() throws Exception {
        RealClient.Outcome outcome =
                RealClient.python().with(server.endpoint(), "test", "test").run("-c", Scripts.text("lambda_boto3.py"));
        assertThat(outcome.output()).as(outcome.errors() + server.output()).contains("ALL RIGHT");
    }

    @Test
    void javaScriptDrivesIt() throws Exception {
        String zip = Base64.getEncoder().encodeToString(Archives.of("index.js", JAVASCRIPT));
        RealClient.Outcome outcome = RealClient.node()
                .with(server.endpoint(), "test", "test")
                .and("ZIP", zip)
                .run("-e", Scripts.text("lambda_v3.js"));
        assertThat(outcome.output()).as(outcome.errors() + server.output()).contains("ALL RIGHT");
    }

    @Test
    void theCommandLineDrivesIt() throws Exception {
        Path zip = Files.write(data.resolve("cli.zip"), Archives.of("index.js", JAVASCRIPT));
        Path answer = data.resolve("answer.json");
        // As bytes: the two versions of the command line read texts differently.
        Path payload = Files.writeString(data.resolve("payload.json"), "{\"n\":1}");
        assertThat(aws(
                        "create-function",
                        "--function-name",
                        "cli",
                        "--runtime",
                        "nodejs20.x",
                        "--handler",
                        "index.handler",
                        "--role",
                        ROLE,
                        "--zip-file",
                        "fileb://" + zip,
                        "--query",
                        "FunctionArn"))
                .contains("arn:aws:lambda:us-east-1:000000000000:function:cli");
        aws("wait", "function-active-v2", "--function-name", "cli");
        String told = aws(
                "invoke",
                "--function-name",
                "cli",
                "--payload",
                "fileb://" + payload,
                "--log-type",
                "Tail",
                answer.toString());
        assertThat(told).contains("\"StatusCode\": 200", "LogResult");
        assertThat(answer).hasContent("{\"n\":1}");
        assertThat(aws(
                        "update-function-configuration",
                        "--function-name",
                        "cli",
                        "--timeout",
                        "9",
                        "--query",
                        "Timeout"))
                .startsWith("9");
        aws("wait", "function-updated-v2", "--function-name", "cli");
        assertThat(aws("publish-version", "--function-name", "cli", "--query", "Version"))
                .contains("\"1\"");
        assertThat(aws("list-functions", "--query", "Functions[?FunctionName=='cli'].Timeout"))
                .contains("9");
        RealClient.Outcome log = RealClient.aws()
                .with(server.endpoint(), "test", "test")
                .run("logs", "filter-log-events", "--log-group-name", "/aws/lambda/cli");
        assertThat(log.output()).as(log.errors()).contains("START RequestId", "REPORT RequestId");
        aws("delete-function", "--function-name", "cli");
    }

    @Test
    void javaDrivesIt() throws Exception {
        try (LambdaClient lambda = LambdaClient.builder()
                .endpointOverride(URI.create(server.endpoint()))
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .build()) {
            byte[] zip = Archives.of("index.js", JAVASCRIPT);
            lambda.createFunction(create -> create.functionName("java")
                    .runtime(Runtime.NODEJS20_X)
                    .handler("index.handler")
                    .role(ROLE)
                    .environment(environment -> environment.variables(Map.of("A_NAME", "value")))
                    .code(code -> code.zipFile(SdkBytes.fromByteArray(zip))));
            lambda.waiter().waitUntilFunctionActiveV2(get -> get.functionName("java"));
            InvokeResponse answer = lambda.invoke(invoke ->
                    invoke.functionName("java").logType(LogType.TAIL).payload(SdkBytes.fromUtf8String("{\"n\":1}")));
            assertThat(answer.payload().asUtf8String()).isEqualTo("{\"n\":1}");
            assertThat(new String(Base64.getDecoder().decode(answer.logResult()), StandardCharsets.UTF_8))
                    .contains("END RequestId");
            assertThat(lambda.invoke(invoke ->
                                    invoke.functionName("java").payload(SdkBytes.fromUtf8String("{\"fail\":true}")))
                            .functionError())
                    .isEqualTo("Unhandled");
            assertThat(lambda.invoke(invoke -> invoke.functionName("java").invocationType(InvocationType.EVENT))
                            .statusCode())
                    .isEqualTo(202);
            assertThat(lambda.publishVersion(publish -> publish.functionName("java"))
                            .version())
                    .isEqualTo("1");
            lambda.createAlias(alias -> alias.functionName("java").name("live").functionVersion("1"));
            assertThat(lambda.listVersionsByFunctionPaginator(list -> list.functionName("java")).versions().stream())
                    .hasSize(2);
            lambda.deleteFunction(delete -> delete.functionName("java"));
            assertThatThrownBy(() -> lambda.getFunction(get -> get.functionName("java")))
                    .isInstanceOf(ResourceNotFoundException.class);
        }
    }

    private static String aws(String... arguments) throws Exception {
        String[] line = new String[arguments.length + 1];
        line[0] = "lambda";
        System.arraycopy(arguments, 0, line, 1, arguments.length);
        RealClient.Outcome outcome =
                RealClient.aws().with(server.endpoint(), "test", "test").run(line);
        assertThat(outcome.status()).as(outcome.errors()).isZero();
        return outcome.output();
    }
}
