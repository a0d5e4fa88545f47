package dev.gust.functions.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gust.base.json.JsonSyntaxException;
import dev.gust.base.json.JsonText;
import dev.gust.base.json.JsonValue;
import dev.gust.functions.FunctionSpec;
import dev.gust.functions.InvocationResult;
import dev.gust.functions.code.InvalidPackageException;
import dev.gust.functions.code.PackageId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Extensions that subscribe to telemetry, within real environments. What they are told they pass on to the gateway, where the test listens. */
class TelemetryTest {
    /** MODE: http, tcp, silent (takes connections and never answers), nobody (does not listen at all), dies (listens for one batch only). */
    private static final String EXTENSION = """
            #!/usr/bin/python3
            import http.client, http.server, json, os, socket, sys, threading
            name, mode = os.path.basename(sys.argv[0]), os.environ.get("MODE", "http")
            def ask(method, path, headers, body=None):
                connection = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
                connection.request(method, path, body, headers)
                response = connection.getresponse()
                return response, response.read().decode()
            told, reports, invocations = threading.Condition(), 0, 0
            def tell(text):
                with socket.create_connection(("127.0.0.1", int(os.environ["AWS_ENDPOINT_URL"].rpartition(":")[2]))) as gateway:
                    gateway.sendall((os.environ["AWS_LAMBDA_FUNCTION_NAME"] + " " + text + "\\n").encode())
            def pass_on(text):
                global reports
                tell(text)
                with told:
                    reports += '"platform.report"' in text
                    told.notify()
            class Listener(http.server.BaseHTTPRequestHandler):
                def do_POST(self):
                    batch = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                    for event in batch:
                        pass_on(json.dumps(event))
                    self.send_response(200)
                    self.end_headers()
                    if mode == "dies":
                        threading.Thread(target=lambda: (self.server.shutdown(), self.server.server_close())).start()
                def log_message(self, *arguments):
                    pass
            def lines(server):
                connection, _ = server.accept()
                for line in connection.makefile():
                    pass_on(line.strip())
            response, _ = ask("POST", "/2020-01-01/extension/register", {"Lambda-Extension-Name": name},
                              json.dumps({"events": ["INVOKE", "SHUTDOWN"]}))
            own = {"Lambda-Extension-Identifier": response.getheader("Lambda-Extension-Identifier")}
            if mode in ("http", "dies"):
                server = http.server.HTTPServer(("sandbox.localdomain", 4243), Listener)
                threading.Thread(target=server.serve_forever, daemon=True).start()
            elif mode != "nobody":
                server = socket.create_server(("sandbox", 4243))
                if mode == "tcp":
                    threading.Thread(target=lines, args=(server,), daemon=True).start()
            protocol = "TCP" if mode == "tcp" else "HTTP"
            print("an extension speaks", flush=True)
            wanted = {"schemaVersion": os.environ.get("SCHEMA", "2022-12-13"), "types": ["platform", "function", "extension"],
                      "buffering": {"timeoutMs": 25, "maxBytes": 262144, "maxItems": 1000},
                      "destination": {"protocol": protocol, "URI": protocol.lower() + "://sandbox.localdomain:4243"}}
            response, text = ask("PUT", "/2022-07-01/telemetry", own, json.dumps(wanted))
            if response.status != 200 or text != '"OK"':
                sys.exit("subscribing: " + text)
            while True:
                event = json.loads(ask("GET", "/2020-01-01/extension/event/next", own)[1])
                invocations += event["eventType"] == "INVOKE"
                if event["eventType"] == "SHUTDOWN":
                    with told:
                        told.wait_for(lambda: reports >= invocations, 1.5 if mode in ("http", "tcp") else 0)
                    tell(json.dumps({"type": "told of the end"}))
                    break
            """;

    private static final List<String> TOLD = new CopyOnWriteArrayList<>();
    private static ServerSocket gateway;
    private static TestHost host;

    @BeforeAll
    static void start() throws IOException {
        gateway = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon(true).start(TelemetryTest::hear);
        host = TestHost.startWithLauncher(gateway.getLocalPort());
    }

    @AfterAll
    static void stop() throws IOException {
        host.close();
        gateway.close();
    }

    private static void hear() {
        while (!gateway.isClosed()) {
            try (Socket socket = gateway.accept();
                    BufferedReader lines = new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
                lines.lines().forEach(TOLD::add);
            } catch (IOException e) {
                return;
            }
        }
    }

    @Test
    void tellsOfInitialisationInvocationsAndLines() throws Exception {
        FunctionSpec function = host.python(
                        "import os\ndef handler(event, context):\n"
                                + "    os.write(1, b'{\"level\": \"INFO\"}\\n')\n    if event == 3: raise ValueError('three')\n    return event")
                .withLayers(List.of(layer()))
                .withEnvironment(Map.of("AWS_LAMBDA_LOG_FORMAT", "JSON"));
        TestHost.Outcome first = host.invoke(function, "1");
        assertThat(first.text()).isEqualTo("1");
        assertThat(first.lines())
                .contains("TELEMETRY\tName: teller\tState: Subscribed\tTypes: [Platform, Function, Extension]");
        for (int i = 2; i < 4; i++) {
            // Or another environment would be started while this one waits for its extension.
            Await.until(
                    "the environment rests",
                    () -> host.host.usage(function.key()).busy() == 0);
            host.invoke(function, Integer.toString(i));
        }
        end(function);
        assertThat(of(function, "platform.report")).hasSize(3);
        assertThat(of(function, "platform.initStart").toList())
                .singleElement()
                .asString()
                .contains(
                        "\"initializationType\":\"on-demand\",\"phase\":\"init\",\"functionName\":\"" + function.name()
                                + '"',
                        "\"instanceMaxMemory\":134217728");
        assertThat(of(function, "platform.telemetrySubscription").toList())
                .singleElement()
                .asString()
                .contains(
                        "{\"name\":\"teller\",\"state\":\"Subscribed\",\"types\":[\"platform\",\"function\",\"extension\"]}");
        assertThat(of(function, "platform.initRuntimeDone").toList())
                .singleElement()
                .asString()
                .contains("\"status\":\"success\"");
        assertThat(of(function, "platform.extension").toList())
                .singleElement()
                .asString()
                .contains("{\"name\":\"teller\",\"state\":\"Ready\",\"events\":[\"INVOKE\",\"SHUTDOWN\"]}");
        assertThat(of(function, "platform.initReport").toList())
                .singleElement()
                .asString()
                .containsPattern("\"metrics\":\\{\"durationMs\":\\d+\\.\\d+\\}");
        assertThat(of(function, "extension").toList())
                .singleElement()
                .asString()
                .contains("\"an extension speaks\"");
        assertThat(of(function, "function").toList())
                .hasSizeGreaterThanOrEqualTo(3)
                .first()
                .asString()
                .contains("\"record\":{\"level\":\"INFO\"}");
        assertThat(of(function, "platform.start").toList())
                .hasSize(3)
                .allSatisfy(event -> assertThat(event)
                        .containsPattern("\\{\"requestId\":\"request-\\d+\",\"version\":\"\\$LATEST\""));
        List<String> done = of(function, "platform.runtimeDone").toList();
        assertThat(done.getFirst())
                .contains("\"status\":\"success\"", "\"producedBytes\":1", "responseLatency", "responseDuration");
        assertThat(done.getLast()).contains("\"status\":\"error\",\"errorType\":\"Function.Unknown\"");
        List<String> reports = of(function, "platform.report").toList();
        assertThat(reports.getFirst())
                .contains(
                        "\"memorySizeMB\":128", "\"initDurationMs\":", "\"billedDurationMs\":", "\"maxMemoryUsedMB\":");
        assertThat(reports.get(1)).contains("\"status\":\"success\"").doesNotContain("initDurationMs");
    }

    @Test
    void tellsOverTcpAndInTheOldestSchema() throws Exception {
        FunctionSpec function = host.node(
                        "exports.handler = async (event) => { process.stdout.write('{\"a\": 1}\\n'); return event; };")
                .withLayers(List.of(layer()))
                .withEnvironment(Map.of("MODE", "tcp", "SCHEMA", "2022-07-01", "AWS_LAMBDA_LOG_FORMAT", "JSON"));
        assertThat(host.invoke(function, "1").text()).isEqualTo("1");
        assertThat(host.invoke(function, "2").text()).isEqualTo("2");
        end(function);
        assertThat(of(function, "platform.runtimeDone")).hasSize(2);
        assertThat(of(function, "function").toList()).first().asString().contains("\"record\":\"{\\\"a\\\": 1}\"");
    }

    @Test
    void leavesInvocationsAloneWhoeverDoesNotListen() throws Exception {
        for (String mode : List.of("silent", "nobody", "dies")) {
            FunctionSpec function = host.python(
                            "def handler(event, context):\n    for i in range(8): print('x' * 60000)\n    return event")
                    .withLayers(List.of(layer()))
                    .withEnvironment(Map.of("MODE", mode));
            for (int i = 0; i < 12; i++) {
                assertThat(host.invoke(function, Integer.toString(i)).text())
                        .as(mode)
                        .isEqualTo(Integer.toString(i));
            }
            int environments = host.host.usage(function.key()).idle()
                    + host.host.usage(function.key()).busy();
            assertThat(environments).isLessThan(4);
            host.host.retire(function.key());
        }
    }

    @Test
    void worksFromWithinTheRuntime() {
        FunctionSpec function = host.python("""
                import http.client, http.server, json, os, threading
                told, answers = [], []
                class Listener(http.server.BaseHTTPRequestHandler):
                    protocol_version = "HTTP/1.1"
                    def do_POST(self):
                        told.extend(event["type"] for event in json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                        self.send_response(200)
                        self.send_header("Content-Length", "0")
                        self.end_headers()
                    def log_message(self, *arguments):
                        pass
                server = http.server.HTTPServer(("0.0.0.0", 8181), Listener)
                threading.Thread(target=server.serve_forever, daemon=True).start()
                def ask(method, path, headers, body=None):
                    connection = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
                    connection.request(method, path, body, headers)
                    response = connection.getresponse()
                    return response, response.read().decode()
                own = {"Lambda-Extension-Identifier": ask("POST", "/2020-01-01/extension/register", {"Lambda-Extension-Name": "inner"},
                                                          '{"events": ["INVOKE"]}')[0].getheader("Lambda-Extension-Identifier")}
                def subscribe(body):
                    response, text = ask("PUT", "/2022-07-01/telemetry", own, body)
                    answers.append(str(response.status) + " " + text)
                subscribe("no")
                subscribe('{"schemaVersion": "2022-07-01", "destination": {"protocol": "HTTP", "URI": "http://sandbox.localdomain"}}')
                subscribe('{"schemaVersion": "2022-07-01", "types": ["platform"], "buffering": {"timeoutMs": 24}, '
                          '"destination": {"protocol": "HTTP", "URI": "http://example.com:9001"}}')
                wanted = ('{"schemaVersion": "2025-01-29", "types": ["platform"], "buffering": {"timeoutMs": 25}, '
                          '"destination": {"protocol": "HTTP", "URI": "http://sandbox:8181/events"}}')
                subscribe(wanted)
                def listen():
                    while True:
                        ask("GET", "/2020-01-01/extension/event/next", own)
                threading.Thread(target=listen, daemon=True).start()
                def handler(event, context):
                    if event == "answers":
                        subscribe(wanted)
                        return answers
                    return told
                """);
        String answers = host.invoke(function, "\"answers\"").text();
        assertThat(answers)
                .contains(
                        "400 ",
                        "URI port is not provided; types should not be empty",
                        "URI host should be sandbox.localdomain; URI port should be from 1 to 65535, and not 9001, which is reserved; "
                                + "timeoutMs should be from 25 to 30000",
                        "200 \\\"OK\\\"",
                        "Telemetry.SubscriptionClosed");
        Await.until("it is told of itself", () -> {
            TestHost.Outcome next = host.invoke(function, "1");
            assertThat(next.result()).isInstanceOf(InvocationResult.Success.class);
            return next.text().contains("platform.report") && next.text().contains("platform.initStart");
        });
    }

    /** The next invocation gets another environment, and nothing waits for the dead one. */
    @Test
    void outlivesItsSubscriber() throws Exception {
        FunctionSpec function = host.python(
                        "import time\ndef handler(event, context):\n    time.sleep(0.2)\n    return event")
                .withLayers(List.of(layer("import os, threading\nthreading.Timer(0.8, lambda: os._exit(9)).start()\n")))
                .withLimits(128, Duration.ofSeconds(10), 512);
        long good = 0;
        for (int i = 0; i < 8; i++) {
            TestHost.Outcome outcome = host.invoke(function, Integer.toString(i));
            assertThat(outcome.text()).matches(i + "|\\{\"errorType\":\"Extension.Crash\".*Error: exit status 9\"\\}");
            good += outcome.text().equals(Integer.toString(i)) ? 1 : 0;
        }
        assertThat(good).isPositive();
    }

    /** What waits for a frozen environment comes when it is thawed, which it is for its end at the latest. */
    private static void end(FunctionSpec function) {
        Await.until(
                "the environments rest", () -> host.host.usage(function.key()).busy() == 0);
        host.host.retire(function.key());
        Await.until(
                "the extension was told of the end",
                () -> of(function, "told of the end").findAny().isPresent());
    }

    private static Stream<String> of(FunctionSpec function, String type) {
        return TOLD.stream()
                .filter(line -> line.startsWith(function.name() + ' '))
                .map(line -> line.substring(function.name().length() + 1))
                .map(TelemetryTest::compact)
                .filter(line -> line.contains("\"type\":\"" + type + "\""));
    }

    private static String compact(String json) {
        try {
            JsonValue value = JsonText.parse(json);
            return value.toJson();
        } catch (JsonSyntaxException e) {
            throw new IllegalStateException(json, e);
        }
    }

    private static PackageId layer() throws IOException, InvalidPackageException {
        return layer("");
    }

    /** @param first what it does before anything else */
    private static PackageId layer(String first) throws IOException, InvalidPackageException {
        Map<String, byte[]> files = new HashMap<>();
        String source = EXTENSION.replace("#!/usr/bin/python3\n", "#!/usr/bin/python3\n" + first);
        files.put("extensions/teller", source.getBytes(StandardCharsets.UTF_8));
        return host.host.packages().unpack(ExecutableFiles.zip(files), 9_000_000);
    }
}
