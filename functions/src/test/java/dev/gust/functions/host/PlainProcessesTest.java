package dev.gust.functions.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gust.functions.FunctionSpec;
import dev.gust.functions.InvocationResult;
import dev.gust.functions.Isolation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Functions where there is no launcher: not isolated, and said so, but running. */
class PlainProcessesTest {
    private static TestHost host;
    private static Set<ProcessHandle> before;

    @BeforeAll
    static void start() {
        // What other tests of this process left to end is not this one's.
        before = ProcessHandle.current().descendants().collect(Collectors.toSet());
        host = TestHost.startAtMost(Isolation.Level.PROCESS);
    }

    @AfterAll
    static void stop() {
        List<ProcessHandle> processes = ProcessHandle.current()
                .descendants()
                .filter(process -> !before.contains(process))
                .toList();
        host.close();
        assertThat(processes).noneMatch(ProcessHandle::isAlive);
    }

    @Test
    void saysThatNothingIsIsolated() {
        assertThat(host.host.isolation().level()).isEqualTo(Isolation.Level.PROCESS);
        assertThat(host.host.isolation().describe()).contains("NOT isolated");
    }

    /** It may be its own extension, and hear of itself at the machine's loopback. */
    @Test
    void tellsCustomRuntimesOfThemselves() throws Exception {
        FunctionSpec function = host.function(
                "provided.al2023", "x", ExecutableFiles.zip(Map.of("bootstrap", """
                #!/usr/bin/python3
                import http.client, http.server, json, os, threading
                told = []
                class Listener(http.server.BaseHTTPRequestHandler):
                    def do_POST(self):
                        told.extend(event["type"] for event in json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                        self.send_response(200)
                        self.end_headers()
                    def log_message(self, *arguments):
                        pass
                server = http.server.HTTPServer(("127.0.0.1", 0), Listener)
                threading.Thread(target=server.serve_forever, daemon=True).start()
                def ask(method, path, headers={}, body=None):
                    connection = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
                    connection.request(method, path, body, headers)
                    response = connection.getresponse()
                    return response.headers, response.read().decode()
                own = {"Lambda-Extension-Identifier": ask("POST", "/2020-01-01/extension/register", {"Lambda-Extension-Name": "inner"},
                                                          '{"events": ["INVOKE"]}')[0]["Lambda-Extension-Identifier"]}
                ask("PUT", "/2022-07-01/telemetry", own, json.dumps({"schemaVersion": "2022-12-13", "types": ["platform"],
                    "buffering": {"timeoutMs": 25},
                    "destination": {"protocol": "HTTP", "URI": "http://sandbox.localdomain:%d" % server.server_port}}))
                def listen():
                    while True:
                        ask("GET", "/2020-01-01/extension/event/next", own)
                threading.Thread(target=listen, daemon=True).start()
                while True:
                    headers, _ = ask("GET", "/2018-06-01/runtime/invocation/next")
                    request = headers["Lambda-Runtime-Aws-Request-Id"]
                    ask("POST", "/2018-06-01/runtime/invocation/" + request + "/response", {}, json.dumps(told))
                """.getBytes(StandardCharsets.UTF_8))));
        Await.until("it has heard of its start and of an invocation", () -> {
            String text = host.invoke(function, "1").text();
            return text.contains("platform.initStart") && text.contains("platform.runtimeDone");
        });
    }

    @Test
    void runsPython() {
        FunctionSpec function =
                host.python("""
                import shared
                count = 0
                def handler(event, context):
                    global count
                    count += 1
                    print("counting", count)
                    return [shared.NAME, count]
                """).withLayers(List.of(host.pack(Map.of("python/shared.py", "NAME = 'layer'"))));
        TestHost.Outcome first = host.invoke(function, "{}");
        assertThat(first.text()).isEqualTo("[\"layer\", 1]");
        assertThat(first.lines()).containsExactly("counting 1");
        assertThat(host.invoke(function, "{}").text()).isEqualTo("[\"layer\", 2]");
    }

    @Test
    void runsNode() {
        FunctionSpec function = host.node("""
                const shared = require('shared');
                exports.handler = async (event) => { console.log('hello'); return [shared, event]; };
                """)
                .withLayers(
                        List.of(host.pack(Map.of("nodejs/node_modules/shared/index.js", "module.exports = 'layer';"))));
        TestHost.Outcome outcome = host.invoke(function, "{}");
        assertThat(outcome.text()).isEqualTo("[\"layer\",{}]");
        assertThat(outcome.lines()).singleElement().asString().endsWith("\tINFO\thello");
        assertThat(host.invoke(host.node("require('nothere');"), "{}").text())
                .contains("Runtime.ImportModuleError", "- /var/runtime/index.mjs");
    }

    @Test
    void endsWhatHangsOrDies() {
        endsWhatHangsOrDies(host);
    }

    /** The same whatever is around the processes. */
    static void endsWhatHangsOrDies(TestHost host) {
        FunctionSpec hanging = host.python("def handler(event, context):\n    while True: pass")
                .withLimits(128, Duration.ofSeconds(1), 512);
        assertThat(host.invoke(hanging, "{}").result()).isInstanceOf(InvocationResult.TimedOut.class);
        assertThat(host.invoke(host.node("exports.handler = async () => process.exit(3);"), "{}")
                        .text())
                .contains("Runtime.ExitError", "exit status 3");
        assertThat(host.invoke(
                                host.python("import os\ndef handler(event, context):\n    os.kill(os.getpid(), 9)"),
                                "{}")
                        .text())
                .contains("signal: killed");
    }

    @Test
    void runsCustomRuntimes() {
        assertThat(host.invoke(CustomRuntimeTest.function(host), "{\"a\":1}").text())
                .contains("\"event\": {\"a\": 1}");
    }
}
