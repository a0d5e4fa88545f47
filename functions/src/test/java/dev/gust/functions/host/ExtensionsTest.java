package dev.gust.functions.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gust.functions.FunctionSpec;
import dev.gust.functions.InvocationResult;
import dev.gust.functions.code.InvalidPackageException;
import dev.gust.functions.code.PackageId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Extensions from layers: what they are told, who waits for them, and their end. */
class ExtensionsTest {
    private static final String EXTENSION = """
            #!/usr/bin/python3
            import http.client, json, os, socket, sys
            def ask(method, path, headers, body=None):
                connection = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
                connection.request(method, path, body, headers)
                response = connection.getresponse()
                return response, response.read().decode()
            def say(*words):
                print(*words, flush=True)
            response, about = ask("POST", "/2020-01-01/extension/register", {"Lambda-Extension-Name": os.path.basename(sys.argv[0])},
                                  json.dumps({"events": ["INVOKE", "SHUTDOWN"]}))
            say("registered", response.status, about)
            own = {"Lambda-Extension-Identifier": response.getheader("Lambda-Extension-Identifier")}
            say("logs", ask("PUT", "/2020-08-15/logs", own, "{}")[1])
            say("hidden", [name for name in ("_HANDLER", "LAMBDA_TASK_ROOT", "AWS_LAMBDA_LOG_STREAM_NAME") if name in os.environ])
            if os.environ.get("BREAK"):
                ask("POST", "/2020-01-01/extension/init/error", dict(own, **{"Lambda-Extension-Function-Error-Type": "Extension.NoKey"}))
                sys.exit(1)
            while True:
                response, text = ask("GET", "/2020-01-01/extension/event/next", own)
                event = json.loads(text)
                say("event", event["eventType"], event.get("requestId"), event["deadlineMs"] > 0)
                if os.environ.get("CRASH"):
                    sys.exit(7)
                if event["eventType"] == "SHUTDOWN":
                    with socket.create_connection(("127.0.0.1", int(os.environ["AWS_ENDPOINT_URL"].rpartition(":")[2]))) as gateway:
                        gateway.sendall(event["shutdownReason"].encode())
                    break
            """;

    private static final List<String> GOODBYES = new CopyOnWriteArrayList<>();
    private static ServerSocket gateway;
    private static TestHost host;

    @BeforeAll
    static void start() throws IOException {
        gateway = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon(true).start(ExtensionsTest::hear);
        host = TestHost.startWithLauncher(gateway.getLocalPort());
    }

    @AfterAll
    static void stop() throws IOException {
        host.close();
        gateway.close();
    }

    private static void hear() {
        while (!gateway.isClosed()) {
            try (Socket socket = gateway.accept()) {
                GOODBYES.add(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                return;
            }
        }
    }

    @Test
    void startWithPythonAndHearOfInvocationsAndOfTheEnd() throws Exception {
        FunctionSpec function = host.python(
                        "import os\ndef handler(event, context):\n    os.write(1, b'handling\\n')\n    return event")
                .withLayers(List.of(layer()));
        hearsAll(function);
    }

    @Test
    void startWithNodeAndHearOfInvocationsAndOfTheEnd() throws Exception {
        hearsAll(host.node("exports.handler = async (event) => { process.stdout.write('handling\\n'); return event; };")
                .withLayers(List.of(layer())));
    }

    private static void hearsAll(FunctionSpec function) {
        int goodbyes = GOODBYES.size();
        TestHost.Outcome first = host.invoke(function, "1");
        assertThat(first.text()).isEqualTo("1");
        List<String> lines = new ArrayList<>(first.lines());
        assertThat(lines.indexOf("handling"))
                .isGreaterThan(lines.indexOf("registered 200 {\"functionName\":\"" + function.name()
                        + "\",\"functionVersion\":\"$LATEST\",\"handler\":\"" + function.handler() + "\"}"));
        assertThat(String.join("\n", lines)).contains("Logs.NotSupported", "hidden []");
        assertThat(lines).contains("EXTENSION\tName: watcher\tState: Ready\tEvents: [INVOKE, SHUTDOWN]");
        Await.until("the extension hears of an invocation", () -> {
            TestHost.Outcome next = host.invoke(function, "2");
            assertThat(next.text()).isEqualTo("2");
            lines.addAll(next.lines());
            return lines.stream().anyMatch(line -> line.matches("event INVOKE request-\\d+ True"));
        });
        // There may be two: one waits for its extension while the next invocation comes.
        Await.until(
                "the environments rest", () -> host.host.usage(function.key()).busy() == 0);
        host.host.retire(function.key());
        Await.until("the extension hears of the end", () -> GOODBYES.size() > goodbyes);
        assertThat(GOODBYES).last().isEqualTo("spindown");
        Await.until(
                "nothing is left",
                () -> host.host.usage(function.key()).idle()
                                + host.host.usage(function.key()).busy()
                        == 0);
    }

    @Test
    void failTheStartWhenTheyCannot() throws Exception {
        FunctionSpec function = host.python("def handler(event, context):\n    return event")
                .withLayers(List.of(layer()))
                .withEnvironment(Map.of("BREAK", "yes"));
        TestHost.Outcome outcome = host.invoke(function, "1");
        assertThat(outcome.result()).isInstanceOf(InvocationResult.FunctionError.class);
        assertThat(outcome.text())
                .matches(
                        "\\{\"errorType\":\"Extension.InitError\",\"errorMessage\":\"RequestId: request-\\d+ Error: Extension.NoKey\"\\}");
    }

    @Test
    void failTheInvocationWhenTheyCrash() throws Exception {
        FunctionSpec function = host.python("import time\ndef handler(event, context):\n    time.sleep(30)")
                .withLayers(List.of(layer()))
                .withEnvironment(Map.of("CRASH", "yes"))
                .withLimits(128, Duration.ofSeconds(60), 512);
        TestHost.Outcome outcome = host.invoke(function, "1");
        assertThat(outcome.text())
                .matches(
                        "\\{\"errorType\":\"Extension.Crash\",\"errorMessage\":\"RequestId: request-\\d+ Error: exit status 7\"\\}");
        Await.until(
                "the environment is gone", () -> host.host.usage(function.key()).busy() == 0);
    }

    @Test
    void endTheEnvironmentWhenTheyCrashBetweenInvocations() throws Exception {
        FunctionSpec function = host.python("def handler(event, context):\n    return event")
                .withLayers(List.of(layer()))
                .withEnvironment(Map.of("CRASH", "yes"));
        TestHost.Outcome outcome = host.invoke(function, "1");
        assertThat(outcome.text()).matches("1|.*Extension.Crash.*");
        Await.until("the environment is gone", () -> {
            var usage = host.host.usage(function.key());
            return usage.busy() + usage.idle() == 0;
        });
    }

    @Test
    void hearOfTheEndWhenTheServerStops() throws Exception {
        int goodbyes = GOODBYES.size();
        try (TestHost other = TestHost.start(settings -> settings, gateway.getLocalPort())) {
            FunctionSpec function = other.python("def handler(event, context):\n    return event")
                    .withLayers(List.of(layer(other)));
            assertThat(other.invoke(function, "1").text()).isEqualTo("1");
        }
        Await.until("the extension hears of the end", () -> GOODBYES.size() > goodbyes);
        assertThat(GOODBYES).last().isEqualTo("spindown");
    }

    @Test
    void mayBePartOfTheRuntime() {
        FunctionSpec function = host.python("""
                import http.client, os
                def ask(name, events):
                    connection = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
                    connection.request("POST", "/2020-01-01/extension/register", events, {"Lambda-Extension-Name": name})
                    return connection.getresponse().status
                answers = [ask("inner", '{"events": ["SHUTDOWN"]}'), ask("inner", '{"events": ["NEVER"]}'), ask("inner", "no")]
                connection = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
                connection.request("GET", "/2018-06-01/runtime/invocation/next")
                answers.append(connection.getresponse().status)
                def handler(event, context):
                    return answers
                """);
        assertThat(host.invoke(function, "1").text()).isEqualTo("[403, 403, 403, 403]");
    }

    @Test
    void failTheStartWhenTheyAreNoPrograms() throws Exception {
        PackageId plain = host.pack(Map.of("extensions/notes.txt", "no program at all"));
        TestHost.Outcome outcome = host.invoke(
                host.python("def handler(event, context):\n    return event").withLayers(List.of(plain)), "1");
        assertThat(outcome.text())
                .matches("\\{\"errorType\":\"Extension.LaunchError\",\"errorMessage\":\"RequestId: request-\\d+ Error: "
                        + "fork/exec /opt/extensions/notes.txt: permission denied\"\\}");
    }

    /** On AWS the runtime is ended first, and those beside it are told then: also when the runtime ended by itself. */
    @Test
    void hearOfTheEndWhenTheRuntimeCrashed() throws Exception {
        int goodbyes = GOODBYES.size();
        FunctionSpec function = host.python("import os\ndef handler(event, context):\n    os._exit(3)")
                .withLayers(List.of(layer()));
        assertThat(host.invoke(function, "1").text()).contains("Runtime.ExitError", "exit status 3");
        Await.until("the extension hears of the end", () -> GOODBYES.size() > goodbyes);
        assertThat(GOODBYES).last().isEqualTo("failure");
    }

    @Test
    void areToldWhatTheyDoWrong() {
        FunctionSpec function = host.python("""
                import http.client, json, os, threading
                def ask(method, path, headers, body=""):
                    connection = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
                    connection.request(method, path, body, headers)
                    response = connection.getresponse()
                    text = response.read().decode()
                    answers.append([response.status, json.loads(text).get("errorType", text)])
                    return response.getheader("Lambda-Extension-Identifier")
                answers = []
                register = "/2020-01-01/extension/register"
                events = '{"events": ["INVOKE"]}'
                ask("POST", register, {}, events)
                own = ask("POST", register, {"Lambda-Extension-Name": "one", "Lambda-Extension-Accept-Feature": "accountId"}, events)
                ask("POST", register, {"Lambda-Extension-Name": "one"}, events)
                for number in range(9):
                    other = ask("POST", register, {"Lambda-Extension-Name": "other" + str(number)}, '{}')
                    threading.Thread(target=ask, args=("GET", "/2020-01-01/extension/event/next", {"Lambda-Extension-Identifier": other}),
                                     daemon=True).start()
                ask("POST", register, {"Lambda-Extension-Name": "eleventh"}, events)
                ask("GET", "/2020-01-01/extension/event/next", {})
                ask("GET", "/2020-01-01/extension/event/next", {"Lambda-Extension-Identifier": "me"})
                ask("GET", "/2020-01-01/extension/event/next", {"Lambda-Extension-Identifier": "00000000-0000-0000-0000-000000000000"})
                ask("POST", "/2020-01-01/extension/init/error", {"Lambda-Extension-Identifier": own})
                threading.Thread(target=ask, args=("GET", "/2020-01-01/extension/event/next", {"Lambda-Extension-Identifier": own}),
                                 daemon=True).start()
                def handler(event, context):
                    ask("POST", register, {"Lambda-Extension-Name": "late"}, events)
                    ask("POST", "/2020-01-01/extension/init/error", {"Lambda-Extension-Identifier": own,
                                                                     "Lambda-Extension-Function-Error-Type": "Fatal.Late"})
                    return [answer for answer in answers if answer[0] != 200 or "accountId" in answer[1]]
                """);
        assertThat(host.invoke(function, "1").text().replace(" ", ""))
                .isEqualTo("[[403,\"Extension.InvalidExtensionName\"],"
                        + "[200,\"{\\\"functionName\\\":\\\"" + function.name()
                        + "\\\",\\\"functionVersion\\\":\\\"$LATEST\\\",\\\"handler\\\":\\\"app.handler\\\","
                        + "\\\"accountId\\\":\\\"000000000000\\\"}\"],"
                        + "[403,\"Extension.InvalidExtensionState\"],[403,\"Extension.TooManyExtensions\"],"
                        + "[403,\"Extension.MissingExtensionIdentifier\"],[403,\"Extension.InvalidExtensionIdentifier\"],"
                        + "[403,\"Extension.UnknownExtensionIdentifier\"],[403,\"Extension.MissingHeader\"],"
                        + "[403,\"Extension.RegistrationClosed\"],[403,\"Extension.InvalidExtensionState\"]]");
    }

    /** While sandboxes come and go the proxy hears of several things at once: none of them may keep it from the others. */
    @Test
    void areAnsweredAtOnce() {
        String source = """
                import http.client, os
                connection = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
                connection.request("GET", "/2018-06-01/runtime/invocation/next")
                answer = connection.getresponse().status
                def handler(event, context):
                    return answer
                """;
        for (int i = 0; i < 300; i++) {
            FunctionSpec function = host.python(source);
            assertThat(host.invoke(function, "1").text()).isEqualTo("403");
            host.host.retire(function.key());
        }
    }

    private static PackageId layer() throws IOException, InvalidPackageException {
        return layer(host);
    }

    private static PackageId layer(TestHost host) throws IOException, InvalidPackageException {
        Map<String, byte[]> files = new HashMap<>();
        files.put("extensions/watcher", EXTENSION.getBytes(StandardCharsets.UTF_8));
        return host.host.packages().unpack(ExecutableFiles.zip(files), 9_000_000);
    }
}
