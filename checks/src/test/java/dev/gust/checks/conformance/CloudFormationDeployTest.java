package dev.gust.checks.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code aws cloudformation package} and {@code deploy} of a SAM template, as its users type them. */
class CloudFormationDeployTest {
    private static final String TEMPLATE = """
            Transform: AWS::Serverless-2016-10-31
            Resources:
              Hello:
                Type: AWS::Serverless::Function
                Properties:
                  CodeUri: src/
                  Handler: app.handler
                  Runtime: python3.12
                  Events:
                    Get: {Type: HttpApi, Properties: {Path: '/hello/{name}', Method: get}}
                    Tick: {Type: Schedule, Properties: {Schedule: rate(1 hour), Input: '{"tick": true}'}}
                    Order: {Type: EventBridgeRule, Properties: {Pattern: {source: [shop]}}}
            Outputs:
              Api: {Value: !Ref ServerlessHttpApi}
              Function: {Value: !Ref Hello}
            """;
    private static final String CODE = """
            def handler(event, context):
                print('was called', event.get('detail-type'))
                return {'statusCode': 200, 'body': 'GREETING ' + event.get('pathParameters', {}).get('name', '')}
            """;

    @TempDir
    private Path folder;

    @Test
    void deploysChangesAndDeletesAnApplication() throws Exception {
        Path app = Files.createDirectories(folder.resolve("app/src")).getParent();
        Files.writeString(app.resolve("template.yaml"), TEMPLATE);
        Files.writeString(app.resolve("src/app.py"), CODE.replace("GREETING", "hello"));
        try (GustProcess server = GustProcess.start(folder.resolve("data"))) {
            aws(server, app, "s3", "mb", "s3://artifacts");
            deploy(server, app);
            assertThat(get(server, app)).isEqualTo("hello Ada");
            assertThat(aws(
                            server,
                            app,
                            "cloudformation",
                            "deploy",
                            "--no-fail-on-empty-changeset",
                            "--template-file",
                            "packaged.yaml",
                            "--stack-name",
                            "app",
                            "--capabilities",
                            "CAPABILITY_IAM"))
                    .contains("No changes to deploy");

            Files.writeString(app.resolve("src/app.py"), CODE.replace("GREETING", "welcome"));
            deploy(server, app);
            assertThat(get(server, app)).isEqualTo("welcome Ada");

            aws(
                    server,
                    app,
                    "events",
                    "put-events",
                    "--entries",
                    "[{\"Source\": \"shop\", \"DetailType\": \"Order\", \"Detail\": \"{}\"}]");
            new CloudApi(server)
                    .awaitLogs("/aws/lambda/" + output(server, app, "Function"), List.of("was called Order"));

            aws(server, app, "cloudformation", "delete-stack", "--stack-name", "app");
            aws(server, app, "cloudformation", "wait", "stack-delete-complete", "--stack-name", "app");
            assertThat(new CloudApi(server).functions()).isEmpty();
        }
    }

    /** Functions that stand in the template itself make resources, in both languages that may stand there. */
    @Test
    void makesCustomResources() throws Exception {
        Path app = Files.createDirectories(folder.resolve("custom"));
        Files.writeString(app.resolve("template.yaml"), """
                Resources:
                  Role:
                    Type: AWS::IAM::Role
                    Properties:
                      AssumeRolePolicyDocument:
                        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]
                  Python:
                    Type: AWS::Lambda::Function
                    Properties:
                      Runtime: python3.12
                      Handler: index.handler
                      Role: !GetAtt Role.Arn
                      Code:
                        ZipFile: |
                          import cfnresponse
                          def handler(event, context):
                              name = event['ResourceProperties']['Name']
                              cfnresponse.send(event, context, cfnresponse.SUCCESS, {'Told': 'python ' + name}, 'it')
                  Node:
                    Type: AWS::Lambda::Function
                    Properties:
                      Runtime: nodejs20.x
                      Handler: index.handler
                      Role: !GetAtt Role.Arn
                      Code:
                        ZipFile: |
                          const https = require('https');
                          const { parse } = require('url');
                          exports.handler = (event) => new Promise((resolve, reject) => {
                            const body = JSON.stringify({ Status: 'SUCCESS', PhysicalResourceId: 'it', StackId: event.StackId,
                              RequestId: event.RequestId, LogicalResourceId: event.LogicalResourceId,
                              Data: { Told: 'node ' + event.ResourceProperties.Name } });
                            const { hostname, path } = parse(event.ResponseURL);
                            const options = { hostname, port: 443, path, method: 'PUT', headers: { 'content-length': body.length } };
                            https.request(options, (answer) => resolve(answer.statusCode)).on('error', reject).end(body);
                          });
                  FromPython: {Type: Custom::Made, Properties: {ServiceToken: !GetAtt Python.Arn, Name: Ada}}
                  FromNode: {Type: Custom::Made, Properties: {ServiceToken: !GetAtt Node.Arn, Name: Eve}}
                Outputs:
                  Python: {Value: !GetAtt FromPython.Told}
                  Node: {Value: !GetAtt FromNode.Told}
                """);
        try (GustProcess server = GustProcess.start(folder.resolve("data"))) {
            aws(
                    server,
                    app,
                    "cloudformation",
                    "deploy",
                    "--template-file",
                    "template.yaml",
                    "--stack-name",
                    "app",
                    "--capabilities",
                    "CAPABILITY_IAM");
            assertThat(output(server, app, "Python")).isEqualTo("python Ada");
            assertThat(output(server, app, "Node")).isEqualTo("node Eve");
            aws(server, app, "cloudformation", "delete-stack", "--stack-name", "app");
            aws(server, app, "cloudformation", "wait", "stack-delete-complete", "--stack-name", "app");
            assertThat(new CloudApi(server).functions()).isEmpty();
        }
    }

    private static void deploy(GustProcess server, Path app) throws Exception {
        aws(
                server,
                app,
                "cloudformation",
                "package",
                "--template-file",
                "template.yaml",
                "--s3-bucket",
                "artifacts",
                "--output-template-file",
                "packaged.yaml");
        assertThat(aws(
                        server,
                        app,
                        "cloudformation",
                        "deploy",
                        "--template-file",
                        "packaged.yaml",
                        "--stack-name",
                        "app",
                        "--capabilities",
                        "CAPABILITY_IAM"))
                .contains("Successfully created/updated stack - app");
    }

    private static String get(GustProcess server, Path app) throws Exception {
        URI address = URI.create(server.endpoint() + "/_aws/execute-api/" + output(server, app, "Api") + "/hello/Ada");
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
        return answer.body();
    }

    private static String output(GustProcess server, Path app, String name) throws Exception {
        return aws(
                server,
                app,
                "cloudformation",
                "describe-stacks",
                "--stack-name",
                "app",
                "--output",
                "text",
                "--query",
                "Stacks[0].Outputs[?OutputKey=='" + name + "'].OutputValue");
    }

    private static String aws(GustProcess server, Path app, String... arguments) throws Exception {
        RealClient.Outcome outcome =
                RealClient.aws().with(server.endpoint(), "test", "test").in(app).run(arguments);
        assertThat(outcome.status())
                .as(String.join(" ", arguments) + ": " + outcome.errors())
                .isZero();
        return outcome.output().strip();
    }
}
