package dev.gust.functions.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gust.functions.FunctionKey;
import dev.gust.functions.FunctionSpec;
import dev.gust.functions.Invocation;
import dev.gust.functions.InvocationResult;
import dev.gust.functions.LogListener;
import dev.gust.functions.ResponseListener;
import dev.gust.functions.code.PackageId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CustomRuntimeTest {
    /** A runtime of one's own, in the simplest language at hand. */
    private static final String BOOTSTRAP = """
            #!/usr/bin/python3
            import http.client, json, os, sys
            api = os.environ["AWS_LAMBDA_RUNTIME_API"]
            connection = http.client.HTTPConnection(api)
            base = "/2018-06-01/runtime/"
            if os.path.exists("/var/task/broken"):
                connection.request("POST", base + "init/error", json.dumps({"errorType": "Own.Init", "errorMessage": "cannot"}))
                connection.getresponse().read()
                sys.exit(1)
            count = 0
            while True:
                connection.request("GET", base + "invocation/next")
                answer = connection.getresponse()
                event = json.loads(answer.read())
                request = answer.headers["Lambda-Runtime-Aws-Request-Id"]
                count += 1
                print("serving", request, flush=True)
                if event == "exit":
                    sys.exit(7)
                kind, body, headers = "response", {"count": count, "event": event, "handler": os.environ["_HANDLER"],
                    "arn": answer.headers["Lambda-Runtime-Invoked-Function-Arn"], "argument": sys.argv[0]}, {}
                if event == "error":
                    kind, body = "error", {"errorType": "Own.Error", "errorMessage": "asked for"}
                if event == "stream":
                    headers = {"Lambda-Runtime-Function-Response-Mode": "streaming", "Transfer-Encoding": "chunked",
                               "Content-Type": "text/plain"}
                    connection.request("POST", base + "invocation/" + request + "/response", iter([b"one", b"two"]), headers,
                                       encode_chunked=True)
                else:
                    connection.request("POST", base + "invocation/" + request + "/" + kind, json.dumps(body), headers)
                connection.getresponse().read()
            """;

    @TempDir
    static Path temporary;

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private static TestHost host;

    @BeforeAll
    static void start() {
        host = TestHost.start();
    }

    @AfterAll
    static void stop() {
        host.close();
    }

    @Test
    void fetchesInvocationsOverHttp() {
        FunctionSpec function = custom(Map.of("bootstrap", BOOTSTRAP));
        TestHost.Outcome first = host.invoke(function, "{\"a\":1}");
        assertThat(first.text())
                .isEqualTo("{\"count\": 1, \"event\": {\"a\": 1}, \"handler\": \"some.handler\", \"arn\": \""
                        + function.key().function() + "\", \"argument\": \"/var/task/bootstrap\"}");
        assertThat(first.lines()).singleElement().asString().startsWith("serving request-");
        assertThat(host.invoke(function, "2").text()).contains("\"count\": 2");
        TestHost.Outcome error = host.invoke(function, "\"error\"");
        assertThat(error.result())
                .isInstanceOfSatisfying(
                        InvocationResult.FunctionError.class,
                        failed -> assertThat(failed.errorType()).isEqualTo("Own.Error"));
        assertThat(host.invoke(function, "4").text()).contains("\"count\": 4");
        TestHost.Outcome exit = host.invoke(function, "\"exit\"");
        assertThat(exit.text()).contains("Runtime.ExitError", "exit status 7");
        assertThat(host.invoke(function, "1").text()).contains("\"count\": 1");
    }

    @Test
    void streamsResponses() {
        FunctionSpec function = custom(Map.of("bootstrap", BOOTSTRAP));
        List<String> heard = new ArrayList<>();
        InvocationResult result = host.host.invokeStreaming(
                function,
                Invocation.of("r", "\"stream\"".getBytes(StandardCharsets.UTF_8), "arn"),
                LogListener.none(),
                new ResponseListener() {
                    @Override
                    public void begin(String contentType) {
                        heard.add(contentType);
                    }

                    @Override
                    public void chunk(byte[] bytes, Duration patience) {
                        heard.add(new String(bytes, StandardCharsets.UTF_8));
                    }
                });
        assertThat(result).isInstanceOf(InvocationResult.Success.class);
        assertThat(heard).containsExactly("text/plain", "one", "two");
    }

    /** Says what it was answered to what it did wrong, and breaks a stream off. */
    private static final String RUDE = """
            #!/usr/bin/python3
            import base64, http.client, json, os, socket, sys
            host, port = os.environ["AWS_LAMBDA_RUNTIME_API"].split(":")
            path, said = "/2018-06-01/runtime/invocation/%s/response", []
            def post(request, headers, rest):
                with socket.create_connection((host, int(port))) as connection:
                    connection.sendall(("POST " + path % request + " HTTP/1.1\\r\\n" + headers + "\\r\\n\\r\\n" + rest).encode())
                    return connection.recv(65536).decode().split(" ")[1]
            streaming = "Lambda-Runtime-Function-Response-Mode: streaming\\r\\nTransfer-Encoding: chunked"
            while True:
                connection = http.client.HTTPConnection(host, port)
                connection.request("GET", "/2018-06-01/runtime/invocation/next")
                answer = connection.getresponse()
                event, request = json.loads(answer.read()), answer.headers["Lambda-Runtime-Aws-Request-Id"]
                if event == "stream":
                    said.append(post("another", streaming, "3\\r\\nbad\\r\\n0\\r\\n\\r\\n"))
                    said.append(post(request, "Lambda-Runtime-Function-Response-Mode: steaming\\r\\nContent-Length: 1", "1"))
                    error = base64.b64encode(b'{"errorType": "Own.Broken", "errorMessage": "half way"}').decode()
                    said.append(post(request, streaming, "3\\r\\none\\r\\n0\\r\\nLambda-Runtime-Function-Error-Type: Own.Broken\\r\\n"
                        + "Lambda-Runtime-Function-Error-Body: " + error + "\\r\\n\\r\\n"))
                    continue
                body = json.dumps(said).encode()
                with socket.create_connection((host, int(port))) as sender:
                    sender.sendall(("POST " + path % request + " HTTP/1.1\\r\\nContent-Length: " + str(len(body))
                        + "\\r\\nExpect: 100-continue\\r\\n\\r\\n").encode())
                    if not sender.recv(100).startswith(b"HTTP/1.1 100 "):
                        sys.exit(9)
                    sender.sendall(body)
                    sender.recv(100)
            """;

    @Test
    void tellsOfStreamsThatBreakOffAndRefusesWhatIsNotUnderWay() {
        FunctionSpec function = custom(Map.of("bootstrap", RUDE));
        List<String> heard = new ArrayList<>();
        InvocationResult result = host.host.invokeStreaming(
                function,
                Invocation.of("rude", "\"stream\"".getBytes(StandardCharsets.UTF_8), "arn"),
                LogListener.none(),
                new ResponseListener() {
                    @Override
                    public void begin(String contentType) {}

                    @Override
                    public void chunk(byte[] bytes, Duration patience) {
                        heard.add(new String(bytes, StandardCharsets.UTF_8));
                    }
                });
        assertThat(heard).containsExactly("one");
        assertThat(result)
                .isInstanceOfSatisfying(
                        InvocationResult.FunctionError.class,
                        failed -> assertThat(new String(failed.payload(), StandardCharsets.UTF_8))
                                .isEqualTo("{\"errorType\": \"Own.Broken\", \"errorMessage\": \"half way\"}"));
        assertThat(host.invoke(function, "1").text()).isEqualTo("[\"400\", \"400\", \"202\"]");
    }

    @Test
    void tellsWhatGoesWrongAtItsStart() {
        assertThat(host.invoke(custom(Map.of("bootstrap", BOOTSTRAP, "broken", "")), "1")
                        .text())
                .isEqualTo("{\"errorType\": \"Own.Init\", \"errorMessage\": \"cannot\"}");
        TestHost.Outcome missing = host.invoke(custom(Map.of("other", "")), "1");
        assertThat(missing.text())
                .matches(
                        "\\{\"errorType\":\"Runtime.InvalidEntrypoint\",\"errorMessage\":\"RequestId: request-\\d+ Error: "
                                + "Couldn't find valid bootstrap\\(s\\): \\[/var/task/bootstrap /opt/bootstrap]\"}");
        assertThat(missing.lines().getLast()).endsWith("\nRuntime.InvalidEntrypoint");
        assertThat(host.invoke(custom(Map.of("bootstrap", "\\0no program")), "1")
                        .text())
                .contains("Runtime.InvalidEntrypoint", "Error: fork/exec /var/task/bootstrap: exec format error");
        assertThat(missing.lines()).contains("fork/exec /opt/bootstrap: No such file or directory");
        assertThat(host.invoke(
                                custom(Map.of("other", "")).withLayers(List.of(pack(Map.of("bootstrap", BOOTSTRAP)))),
                                "1")
                        .text())
                .contains("\"argument\": \"/opt/bootstrap\"");
    }

    @Test
    void runsAStaticBinary() throws Exception {
        Path source = temporary.resolve("bootstrap.c");
        Files.writeString(source, BINARY);
        Path binary = temporary.resolve("bootstrap");
        Process compiler;
        try {
            compiler = new ProcessBuilder("gcc", "-O1", "-static", "-o", binary.toString(), source.toString())
                    .inheritIO()
                    .start();
        } catch (IOException e) {
            assumeTrue(false, "no C compiler here, so no binary can be tried");
            return;
        }
        assertThat(compiler.waitFor()).isZero();
        FunctionSpec function = spec(host.host
                .packages()
                .unpack(ExecutableFiles.zip(Map.of("bootstrap", Files.readAllBytes(binary))), 9_000_000));
        assertThat(host.invoke(function, "{\"x\":1}").text()).isEqualTo("{\"x\":1}");
        assertThat(host.invoke(function, "[2]").text()).isEqualTo("[2]");
    }

    /** One that answers with what it was sent. */
    static FunctionSpec function(TestHost host) {
        return spec(ExecutableFiles.pack(host, Map.of("bootstrap", BOOTSTRAP)));
    }

    private static PackageId pack(Map<String, String> files) {
        return ExecutableFiles.pack(host, files);
    }

    private static FunctionSpec custom(Map<String, String> files) {
        return spec(pack(files));
    }

    static FunctionSpec spec(PackageId id) {
        String name = "custom-" + id.value().substring(0, 8) + "-" + NUMBER.incrementAndGet();
        return FunctionSpec.of(new FunctionKey(name, "$LATEST", "1"), name, "provided.al2023", "some.handler", id);
    }

    private static final String BINARY = """
            #include <arpa/inet.h>
            #include <stdio.h>
            #include <stdlib.h>
            #include <string.h>
            #include <unistd.h>
            static char buffer[65536], id[100];
            static int ask(int fd, const char *request) {
                write(fd, request, strlen(request));
                int length = 0;
                for (;;) {
                    int n = read(fd, buffer + length, sizeof buffer - 1 - length);
                    if (n <= 0) exit(9);
                    length += n;
                    buffer[length] = 0;
                    char *body = strstr(buffer, "\\r\\n\\r\\n"), *size = strstr(buffer, "Content-Length: ");
                    if (body && size && buffer + length - body - 4 >= atoi(size + 16)) return body + 4 - buffer;
                }
            }
            int main(void) {
                struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(9001), .sin_addr.s_addr = htonl(0x7f000001)};
                int fd = socket(AF_INET, SOCK_STREAM, 0);
                if (connect(fd, (struct sockaddr *)&address, sizeof address)) return 8;
                for (;;) {
                    static char answer[70000], event[65536];
                    int body = ask(fd, "GET /2018-06-01/runtime/invocation/next HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n");
                    strcpy(event, buffer + body);
                    sscanf(strstr(buffer, "Lambda-Runtime-Aws-Request-Id: ") + 31, "%99[^\\r]", id);
                    sprintf(answer, "POST /2018-06-01/runtime/invocation/%s/response HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: %d\\r\\n\\r\\n%s",
                            id, (int)strlen(event), event);
                    ask(fd, answer);
                }
            }
            """;
}
