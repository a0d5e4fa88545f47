package dev.gust.cli;

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

    private static final int CALLS = 300;
    private static final int CREATED = 201;
    private static final int OK = 200;

    private record Kind(String runtime, String file, String source, int starts) {}

    private static final List<Kind> KINDS = List.of(
            new Kind("python3.13", "app.py", "def handler(event, context):\n    return event\n", STARTS),
            new Kind("nodejs22.x", "app.js", "exports.handler = async (event) => event;\n", STARTS / 4));

    private final AwsClient client;

    FunctionRehearsal(AwsClient client) {
        this.client = client;
    }

    void run() {
        for (Kind kind : KINDS) {
            for (int start = 0; start < kind.starts(); start++) {
                String name = "rehearsal-" + start;
                if (send(AwsCall.rest("lambda", "POST", FUNCTIONS, "", creation(kind, name))) != CREATED) {
                    // This runtime is not installed here.
                    break;
                }
                int calls = start == 0 ? CALLS : 1;
                for (int call = 0; call < calls; call++) {
                    invoke(name);
                }
                send(AwsCall.rest("lambda", "DELETE", FUNCTIONS + '/' + name, "", ""));
            }
        }
    }

    private void invoke(String name) {
        String path = FUNCTIONS + '/' + name + "/invocations";
        int status = send(AwsCall.rest("lambda", "POST", path, "", "{\"rehearsal\":true}"));
        if (status != OK) {
            throw new CommandFailure(
                    "a function answered with status " + status,
                    "The rehearsal is of no use.",
                    "See what ./gust doctor says of this machine.");
        }
    }

    private int send(AwsCall call) {
        try {
            HttpAnswer answer = client.send(call, PATIENCE);
            return answer.status();
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
