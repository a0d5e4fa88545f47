package dev.gust.checks.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gust.base.instance.RunningServer;
import dev.gust.base.json.JsonValue;
import dev.gust.checks.Repository;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Applications from their files to their answers, by the commands that a user types. */
class DeployTest {
    @TempDir
    private static Path data;

    private static GustProcess server;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() throws Exception {
        server = GustProcess.start(data);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @Test
    void demoStartsACloudAndCallsWhatItDeploys() throws Exception {
        RealClient.node();
        Path own = folder.resolve("demo");
        try {
            GustCommand demo = GustCommand.run(own, "demo", "--port", "0");
            assertThat(demo.errors() + demo.output())
                    .as("the demo")
                    .contains(
                            "has started at http://127.0.0.1:",
                            "created",
                            "201 {",
                            "200 [{",
                            "{\"archived\":2",
                            "curl http");
            assertThat(demo.status()).isZero();
            assertThat(GustCommand.run(own, "demo").output())
                    .contains(" runs at http://127.0.0.1:", "nothing to change");
            assertThat(GustCommand.run(own, "stop").status()).isZero();
        } finally {
            RunningServer.read(own)
                    .flatMap(note -> ProcessHandle.of(note.pid()))
                    .ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @ParameterizedTest
    @CsvSource({"notes, api.mjs", "notes-python, api.py", "notes-typescript, src/api.ts"})
    void deploysChangesAndRemovesAnExample(String example, String source) throws Exception {
        if (example.equals("notes-python")) {
            RealClient.python();
        } else {
            RealClient.node();
        }
        copy(Repository.root().resolve("examples").resolve(example), folder);
        JsonValue.Obj created = deploy();
        assertThat(created.string("result")).contains("created");
        String notes = url(created, "POST");
        assertThat(notes).startsWith(server.endpoint() + "/_aws/execute-api/");
        assertThat(call("POST", notes, "{\"text\":\"one\"}").statusCode()).isEqualTo(201);
        assertThat(call("GET", notes, "").body()).contains("one");
        assertThat(call("GET", notes + "/none", "").statusCode()).isEqualTo(404);
        GustCommand archived = GustCommand.run(data, "invoke", example + "-dev-archive");
        assertThat(archived.output()).containsPattern("\"archived\": ?1");

        JsonValue.Obj unchanged = deploy();
        assertThat(unchanged.string("result")).contains("unchanged");
        assertThat(unchanged.get("uploaded")).contains(JsonValue.of(0));

        Path changing = folder.resolve(source);
        Files.writeString(changing, Files.readString(changing).replace("a note needs a text", "words are missing"));
        JsonValue.Obj updated = deploy();
        assertThat(updated.string("result")).contains("updated");
        assertThat(call("POST", notes, "{}").body()).contains("words are missing");

        assertThat(GustCommand.run(data, "remove", folder.toString()).errors()).contains("emptied", "1 object");
        assertThat(call("GET", notes, "").statusCode()).isEqualTo(404);
        assertThat(GustCommand.run(data, "list").output()).doesNotContain(example + "-dev-api");
    }

    @Test
    void deploysServerlessTemplatesOfSam() throws Exception {
        RealClient.node();
        Files.createDirectories(folder.resolve("src"));
        Files.writeString(
                folder.resolve("src/hello.mjs"),
                "export const handler = async () => ({ statusCode: 200, body: 'hello ' + process.env.WHO });\n");
        Files.writeString(folder.resolve("template.yaml"), """
                Transform: AWS::Serverless-2016-10-31
                Parameters: {Who: {Type: String}}
                Globals: {Function: {Runtime: nodejs20.x}}
                Resources:
                  Hello:
                    Type: AWS::Serverless::Function
                    Properties:
                      CodeUri: src
                      Handler: hello.handler
                      Environment: {Variables: {WHO: !Ref Who}}
                      Events:
                        Get: {Type: HttpApi, Properties: {Path: /hello, Method: get}}
                  Again:
                    Type: AWS::Serverless::Function
                    Properties:
                      CodeUri: src
                      Handler: hello.handler
                      Events:
                        Get: {Type: Api, Properties: {Path: /again, Method: get}}
                """);
        JsonValue.Obj deployed = GustCommand.run(
                        data, "deploy", folder.toString(), "--stack", "sam", "--parameters", "Who=world", "--json")
                .json();
        List<String> urls = urls(deployed, "GET");
        assertThat(urls).hasSize(2);
        assertThat(urls)
                .anySatisfy(url -> assertThat(call("GET", url, "").body()).isEqualTo("hello world"));
        assertThat(urls).anySatisfy(url -> assertThat(url).endsWith("/Prod/again"));
        assertThat(GustCommand.run(data, "remove", "sam").status()).isZero();
    }

    @Test
    void deploysPlainTemplates() throws Exception {
        Files.writeString(folder.resolve("template.yaml"), """
                Resources:
                  Table:
                    Type: AWS::DynamoDB::Table
                    Properties:
                      BillingMode: PAY_PER_REQUEST
                      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
                      KeySchema: [{AttributeName: id, KeyType: HASH}]
                Outputs: {Name: {Value: !Ref Table}}
                """);
        GustCommand deployed = GustCommand.run(data, "deploy", folder.toString(), "--stack", "plain", "--json");
        assertThat(deployed.json().get("outputs").orElseThrow().toJson()).contains("\"Name\":\"plain-Table-");
        assertThat(GustCommand.run(data, "remove", "plain").output()).contains("removed plain");
    }

    @Test
    void takesAFailedDeploymentBackAndSaysWhy() throws Exception {
        Files.writeString(folder.resolve("template.yaml"), """
                Resources:
                  First: {Type: 'AWS::S3::Bucket'}
                  Second: {Type: 'AWS::S3::Bucket', DependsOn: First, Properties: {BucketName: Not_A_Name}}
                """);
        GustCommand failed = GustCommand.run(data, "deploy", folder.toString(), "--stack", "failing");
        assertThat(failed.status()).isEqualTo(1);
        assertThat(failed.errors())
                .contains(
                        "the deployment of failing failed: Second (AWS::S3::Bucket): ",
                        "What was created was taken away again.");
        assertThat(GustCommand.run(data, "remove", "failing").errors()).contains("there is no stack 'failing'");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Type: AWS::DynamoDB::Tables        | Gust does not support the type AWS::DynamoDB::Tables (line 3, column 5)
            Properties: {TableNam: x}          | Resources.Table.Properties.TableNam': extraneous key [TableNam] is not permitted
            Properties: {TableNam: x}          | did you mean TableName? (line 5, column 18)
            Properties: {KeySchema: [{Name: a}]} | Resources.Table.Properties.KeySchema.0.Name': extraneous key [Name]
            """)
    void tellsWhatIsWrongWithATemplateAtItsPlace(String line, String message) throws Exception {
        Files.writeString(folder.resolve("template.yaml"), """
                Resources:
                  Table:
                    TYPE
                    DeletionPolicy: Delete
                    LINE
                """.replace(
                        "TYPE", line.startsWith("Type") ? line : "Type: AWS::DynamoDB::Table")
                .replace("LINE", line.startsWith("Type") ? "UpdateReplacePolicy: Delete" : line));
        GustCommand failed = GustCommand.run(data, "deploy", folder.toString());
        assertThat(failed.status()).isEqualTo(1);
        assertThat(failed.errors()).contains("template.yaml: ", message, "Nothing was deployed.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            functions: {f: {handler: nots.handler}}              | the handler 'nots.handler' of function 'f' names a file that is not there; did you mean notes.py? (line 3, column 17)
            functions: {f: {handler: notes.handle}}              | notes.py has no 'handle'; did you mean handler?
            functions: {f: {handler: broken.handler}}            | function 'f' has a syntax error in broken.py, line 2
            functions: {f: {handler: lost.handler}}              | function 'f' imports 'no_such_module' in lost.py, line 1, and no such module is installed
            functions: {f: {handler: notes.handler, memory: 1}}  | serverless.yml: the property 'functions.f.memory' is not known
            functions: {f: {handler: notes.handler, environment: {T: !Ref Tables}}} | refers to 'Tables', which is not there; did you mean Table?
            functions: {f: {handler: notes.handler}              | serverless.yml is not well-formed YAML
            """)
    void saysWhatIsWrongAndWhere(String line, String message) throws Exception {
        RealClient.python();
        Files.writeString(folder.resolve("serverless.yml"), """
                service: mistaken
                provider: {name: aws, runtime: python3.12}
                LINE
                resources: {Resources: {Table: {Type: 'AWS::S3::Bucket'}}}
                """.replace("LINE", line));
        Files.writeString(folder.resolve("notes.py"), "def handler(event, context):\n    return 1\n");
        Files.writeString(folder.resolve("broken.py"), "def handler(event, context):\n    return (\n");
        Files.writeString(
                folder.resolve("lost.py"), "import no_such_module\n\ndef handler(event, context):\n    return 1\n");
        GustCommand failed = GustCommand.run(data, "deploy", folder.toString());
        assertThat(failed.status()).isEqualTo(1);
        assertThat(failed.errors()).contains(message);
        assertThat(failed.errors().lines().count()).isGreaterThanOrEqualTo(3);
    }

    private JsonValue.Obj deploy() throws Exception {
        return GustCommand.run(data, "deploy", folder.toString(), "--json").json();
    }

    private static String url(JsonValue.Obj deployed, String method) {
        return urls(deployed, method).getFirst();
    }

    private static List<String> urls(JsonValue.Obj deployed, String method) {
        JsonValue.Array urls = (JsonValue.Array) deployed.get("urls").orElseThrow();
        return urls.items().stream()
                .map(JsonValue.Obj.class::cast)
                .filter(url -> url.string("method").orElseThrow().equals(method))
                .map(url -> url.string("url").orElseThrow())
                .toList();
    }

    private static HttpResponse<String> call(String method, String url, String body)
            throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create(url))
                            .method(method, HttpRequest.BodyPublishers.ofString(body))
                            .header("Content-Type", "application/json")
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }
}
