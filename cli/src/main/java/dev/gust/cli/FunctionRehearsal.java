package dev.gust.cli;

import dev.gust.base.json.JsonSyntaxException;
import dev.gust.base.json.JsonText;
import dev.gust.base.json.JsonValue;
import dev.gust.cli.aws.AwsCall;
import dev.gust.cli.aws.AwsClient;
import dev.gust.cli.command.CommandFailure;
import dev.gust.cli.http.HttpAnswer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Deploys and calls functions, so that the way to a function and the start of one are code that the JVM knows. Each start is a
 * function's first, as it is on a server that has just begun.
 */
final class FunctionRehearsal {
    private static final String FUNCTIONS = "/2015-03-31/functions";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** As often as makes a method worth compiling. */
    private static final int STARTS = 120;

    /** Calls of one environment: as many as it takes until the whole way is compiled as well as it ever is. */
    private static final int CALLS = 4000;

    private static final int FEW_CALLS = 300;
    private static final int CREATED = 201;
    private static final int OK = 200;

    private record Kind(String runtime, String file, String source, int starts, int calls) {}

    private static final List<Kind> KINDS = List.of(
            new Kind("python3.13", "app.py", "def handler(event, context):\n    return event\n", STARTS, FEW_CALLS),
            new Kind("nodejs22.x", "app.js", "exports.handler = async (event) => event;\n", STARTS / 4, CALLS));

    private final AwsClient client;

    FunctionRehearsal(AwsClient client) {
        this.client = client;
    }

    void run() {
        for (Kind kind : KINDS) {
            for (int start = 0; start < kind.starts(); start++) {
                String name = "rehearsal-" + start;
                HttpAnswer created = send(AwsCall.rest("lambda", "POST", FUNCTIONS, "", creation(kind, name)));
                if (created.status() != CREATED) {
                    // This runtime is not installed here.
                    break;
                }
                int calls = start == 0 ? kind.calls() : 1;
                for (int call = 0; call < calls; call++) {
                    invoke(name);
                }
                if (start == 0) {
                    callBehindAnApi(name, member(created, "FunctionArn"), kind.calls());
                }
                send(AwsCall.rest("lambda", "DELETE", FUNCTIONS + '/' + name, "", ""));
            }
        }
    }

    private void invoke(String name) {
        answer(OK, "lambda", FUNCTIONS + '/' + name + "/invocations", "{\"rehearsal\":true}");
    }

    private void callBehindAnApi(String function, String arn, int calls) {
        String permission =
                "{\"StatementId\":\"api\",\"Action\":\"lambda:InvokeFunction\",\"Principal\":\"apigateway.amazonaws.com\"}";
        answer(CREATED, "lambda", FUNCTIONS + '/' + function + "/policy", permission);
        String api = made("/v2/apis", "{\"name\":\"rehearsal\",\"protocolType\":\"HTTP\"}", "apiId");
        String integration = made(
                "/v2/apis/" + api + "/integrations",
                "{\"integrationType\":\"AWS_PROXY\",\"payloadFormatVersion\":\"2.0\",\"integrationUri\":\"" + arn
                        + "\"}",
                "integrationId");
        made(
                "/v2/apis/" + api + "/routes",
                "{\"routeKey\":\"POST /notes/{id}\",\"target\":\"integrations/" + integration + "\"}",
                "routeId");
        made("/v2/apis/" + api + "/stages", "{\"stageName\":\"$default\",\"autoDeploy\":true}", "stageName");
        for (int call = 0; call < calls; call++) {
            answer(OK, "execute-api", "/_aws/execute-api/" + api + "/notes/7", "{\"rehearsal\":true}");
        }
        send(AwsCall.rest("apigateway", "DELETE", "/v2/apis/" + api, "", ""));
    }

    private String made(String path, String body, String member) {
        return member(answer(CREATED, "apigateway", path, body), member);
    }

    private static String member(HttpAnswer answer, String name) {
        try {
            return JsonText.parse(answer.body()) instanceof JsonValue.Obj members
                    ? members.string(name).orElseThrow()
                    : "";
        } catch (JsonSyntaxException e) {
            throw new IllegalStateException("an answer is no JSON: " + answer.body(), e);
        }
    }

    private HttpAnswer answer(int status, String service, String path, String body) {
        HttpAnswer answer = send(AwsCall.rest(service, "POST", path, "", body));
        if (answer.status() != status) {
            throw new CommandFailure(
                    path + " was answered with status " + answer.status(),
                    "The rehearsal is of no use.",
                    "See what ./gust doctor says of this machine.");
        }
        return answer;
    }

    private HttpAnswer send(AwsCall call) {
        try {
            return client.send(call, PATIENCE);
        } catch (IOException e) {
            throw new CommandFailure(
                    call.path() + " was not answered (" + e + ")", "The rehearsal is of no use.", "See its output.");
        }
    }

    private static String creation(Kind kind, String name) {
        String zip = Base64.getEncoder().encodeToString(zip(kind, name));
        return new JsonValue.Obj(Map.of(
                        "FunctionName", JsonValue.of(name),
                        "Runtime", JsonValue.of(kind.runtime()),
                        "Handler", JsonValue.of("app.handler"),
                        "Role", JsonValue.of("arn:aws:iam::000000000000:role/rehearsal"),
                        "Code", new JsonValue.Obj(Map.of("ZipFile", JsonValue.of(zip)))))
                .toJson();
    }

    private static byte[] zip(Kind kind, String name) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, String> file :
                    Map.of(kind.file(), kind.source(), "name", name).entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue().getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new IllegalStateException("memory can not be written to", e);
        }
        return bytes.toByteArray();
    }
}
