package dev.gust.checks.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gust.base.json.JsonText;
import dev.gust.base.json.JsonValue;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Serverless Framework 3 as its users have it: nothing of it is changed, and the environment alone says where the cloud is. */
class ServerlessFrameworkTest {
    private static final String ACCOUNT = "test";
    private static final String SERVICE = """
            service: notes
            frameworkVersion: '3'
            provider:
              name: aws
              runtime: nodejs20.x
              logRetentionInDays: 7
              environment:
                TABLE: !Ref Notes
              iam:
                role:
                  statements:
                    - Effect: Allow
                      Action: ['dynamodb:*']
                      Resource: !GetAtt Notes.Arn
            functions:
              hello:
                handler: hello.handler
                events:
                  - http: GET /notes/{id}
                  - httpApi: GET /h/{id}
                  - schedule: rate(1 minute)
                  - schedule: {rate: cron(0 12 * * ? *), enabled: false, input: {a: 1}}
                  - s3: notes-photos
                  - eventBridge: {pattern: {source: [shop]}}
            resources:
              Resources:
                Notes:
                  Type: AWS::DynamoDB::Table
                  Properties:
                    BillingMode: PAY_PER_REQUEST
                    AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
                    KeySchema: [{AttributeName: id, KeyType: HASH}]
            """;
    private static final String CODE = """
            exports.handler = async (event) => {
              console.log('was called with ' + JSON.stringify(event));
              return { statusCode: 200, body: JSON.stringify({ GREETING: event.pathParameters?.id ?? event.name }) };
            };
            """;

    @TempDir
    private Path folder;

    @Test
    void deploysInvokesFollowsChangesAndRemovesAService() throws Exception {
        Path app = Files.createDirectory(folder.resolve("app"));
        Files.writeString(app.resolve("serverless.yml"), SERVICE);
        Files.writeString(app.resolve("hello.js"), CODE.replace("GREETING", "hello"));
        try (GustProcess server = GustProcess.start(folder.resolve("data"))) {
            assertThat(serverless(server, app, "deploy")).contains("Service deployed to stack notes-dev");
            String info = serverless(server, app, "info");
            assertThat(info).contains("stack: notes-dev", "hello: notes-dev-hello", "GET - https://");
            assertThat(get(server, info)).isEqualTo("{\"hello\":\"7\"}");
            assertThat(serverless(server, app, "invoke", "-f", "hello", "-d", "{\"name\": \"Ada\"}"))
                    .contains("{\\\"hello\\\":\\\"Ada\\\"}");

            assertThat(aws(server, "s3api", "put-object", "--bucket", "notes-photos", "--key", "a.png"))
                    .contains("ETag");
            assertThat(aws(
                            server,
                            "events",
                            "put-events",
                            "--entries",
                            "[{\"Source\": \"shop\", \"DetailType\": \"Order\", \"Detail\": \"{}\"}]"))
                    .contains("\"FailedEntryCount\": 0");
            awaitLogs(server, app, "\"name\":\"Ada\"", "ObjectCreated:Put", "\"detail-type\":\"Order\"");

            Files.writeString(app.resolve("hello.js"), CODE.replace("GREETING", "welcome"));
            serverless(server, app, "deploy");
            assertThat(get(server, info)).isEqualTo("{\"welcome\":\"7\"}");

            aws(server, "s3api", "delete-object", "--bucket", "notes-photos", "--key", "a.png");
            assertThat(serverless(server, app, "remove")).contains("Service notes has been successfully removed");
            assertThat(aws(server, "lambda", "list-functions", "--query", "Functions"))
                    .isEqualTo("[]");
            assertThat(aws(server, "events", "list-rules", "--query", "Rules")).isEqualTo("[]");
            assertThat(aws(server, "s3api", "list-buckets", "--query", "Buckets"))
                    .isEqualTo("[]");
        }
    }

    /** What was asked for is told within moments: what functions write is found at once, but their events come by themselves. */
    private static void awaitLogs(GustProcess server, Path app, String... lines) throws Exception {
        String logs = "";
        for (int tries = 0; tries < 10; tries++) {
            logs = serverless(server, app, "logs", "-f", "hello");
            if (List.of(lines).stream().allMatch(logs::contains)) {
                return;
            }
        }
        assertThat(logs).contains(lines);
    }

    /** The REST API's route, by the form of its address that needs no name to be resolved. */
    private static String get(GustProcess server, String info) throws Exception {
        String id = info.replaceAll("(?s).*GET - https://(\\w+)\\.execute-api\\.[\\w.-]+/dev/notes/.*", "$1");
        URI address = URI.create(server.endpoint() + "/_aws/execute-api/" + id + "/dev/notes/7");
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
        return answer.body();
    }

    private static String serverless(GustProcess server, Path app, String... arguments) throws Exception {
        RealClient.Outcome outcome = RealClient.serverless()
                .with(server.endpoint(), ACCOUNT, "test")
                .and("NODE_OPTIONS", nodeOptions(server))
                .and("SLS_AWS_MONITORING_FREQUENCY", "500")
                .in(app)
                .run(arguments);
        assertThat(outcome.status())
                .as(String.join(" ", arguments) + ": " + outcome.output() + outcome.errors())
                .isZero();
        return outcome.output() + outcome.errors();
    }

    private static String aws(GustProcess server, String... arguments) throws Exception {
        RealClient.Outcome outcome =
                RealClient.aws().with(server.endpoint(), ACCOUNT, "test").run(arguments);
        assertThat(outcome.status()).as(outcome.errors()).isZero();
        return outcome.output().strip();
    }

    private static String nodeOptions(GustProcess server) throws Exception {
        Process env = GustProcess.command(List.of(
                        "env",
                        "--javascript-v2",
                        "--json",
                        "--data",
                        server.data().toString()))
                .start();
        String printed = new String(env.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(env.waitFor()).isZero();
        return ((JsonValue.Obj) JsonText.parse(printed)).string("NODE_OPTIONS").orElseThrow();
    }
}
