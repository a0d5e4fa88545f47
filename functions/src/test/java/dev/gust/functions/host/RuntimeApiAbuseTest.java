package dev.gust.functions.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gust.functions.FunctionSpec;
import dev.gust.functions.Invocation;
import dev.gust.functions.InvocationResult;
import dev.gust.functions.ResponseListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a custom runtime may do to the runtime API, which is served by the server itself. */
class RuntimeApiAbuseTest {
    private static final String RUNTIME = """
            #!/usr/bin/env python3
            import json, os, socket, sys, time
            BASE = "/2018-06-01/runtime/"
            def connect():
                s = socket.create_connection(("127.0.0.1", 9001))
                s.settimeout(5)
                return s
            def ask(data, s=None):
                s = s or connect()
                try:
                    s.sendall(data)
                    got = s.recv(65536)
                    return got.split(b"\\r\\n")[0].decode() if got else "closed"
                except OSError as e:
                    return "closed"
            def post(path, body, length=None, extra=""):
                return ("POST %s HTTP/1.1\\r\\nContent-Length: %d\\r\\n%s\\r\\n" % (BASE + path, len(body) if length is None else length, extra)).encode() + body
            %s
            while True:
                s = connect()
                s.settimeout(None)
                s.sendall(("GET " + BASE + "invocation/next HTTP/1.1\\r\\n\\r\\n").encode())
                answer = b""
                while b"\\r\\n\\r\\n" not in answer:
                    answer += s.recv(65536)
                request = answer.split(b"Request-Id: ")[1].split(b"\\r")[0].decode()
                result = attack(request)
                s.sendall(post("invocation/" + request + "/response", json.dumps(result).encode()))
                s.recv(1000)
            """;

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
    void nonsenseEndsTheConnectionAndNothingElse() {
        FunctionSpec function = runtime("""
                def attack(request):
                    line = ("GET %s HTTP/1.1\\r\\n" % (BASE + "x")).encode()
                    return {
                        "noise": ask(bytes(range(256)) * 10),
                        "length": ask(post("invocation/" + request + "/response", b"x", -5)),
                        "word": ask(line + b"Content-Length: many\\r\\n\\r\\n"),
                        "chunk": ask(line + b"Transfer-Encoding: chunked\\r\\n\\r\\n-1\\r\\n"),
                        "emptyChunk": ask(line + b"Transfer-Encoding: chunked\\r\\n\\r\\n;\\r\\n"),
                        "host": ask(b"GET http://nowhere HTTP/1.1\\r\\n\\r\\n"),
                        "heads": ask(line + b"".join(b"h%d: %s\\r\\n" % (i, b"x" * 60000) for i in range(5)) + b"\\r\\n"),
                        "endless": ask(b"G" * 200000),
                        "pipelined": ask(line + b"\\r\\n" + b"\\0\\0garbage\\r\\n"),
                        "otherId": ask(post("invocation/other/response", b"x" * 100000)),
                        "otherStream": ask(post("invocation/other/response", b"x" * 100000, None,
                                                "Lambda-Runtime-Function-Response-Mode: streaming\\r\\n")),
                    }
                """);
        assertThat(host.invoke(function, "1").text())
                .isEqualTo("{\"noise\": \"closed\", \"length\": \"closed\", \"word\": \"closed\", "
                        + "\"chunk\": \"closed\", \"emptyChunk\": \"closed\", \"host\": \"HTTP/1.1 404 Not Found\", "
                        + "\"heads\": \"closed\", \"endless\": \"closed\", "
                        + "\"pipelined\": \"HTTP/1.1 404 Not Found\", \"otherId\": \"HTTP/1.1 400 Bad Request\", "
                        + "\"otherStream\": \"HTTP/1.1 400 Bad Request\"}");
    }

    /** Each holds what it sent, and sends no end. */
    @Test
    void manyLargeBodiesAreNotHeldAtOnce() {
        FunctionSpec function = runtime("""
                def attack(request):
                    held, sent = [], 0
                    for i in range(40):
                        s = connect()
                        s.setblocking(False)
                        held.append(s)
                        data = post("invocation/" + request + "/response", b"x" * 5000000, 6000000)
                        until = time.time() + 0.03
                        while data and time.time() < until:
                            try:
                                n = s.send(data)
                                data, sent = data[n:], sent + n
                            except BlockingIOError:
                                time.sleep(0.001)
                    for s in held:
                        s.close()
                    return sent
                """);
        TestHost.Outcome outcome = host.invoke(function, "1");
        // The first 5 MB are the one response; what the others sent lies in the kernel's buffers and the proxy's.
        assertThat(Long.parseLong(outcome.text())).isBetween(5_000_000L, 300_000_000L);
    }

    @Test
    void whoAnswersTwiceIsHeardOnce() {
        FunctionSpec function = runtime("""
                count = 0
                def attack(request):
                    global count
                    count += 1
                    if count == 1:
                        ask(post("invocation/" + request + "/response", b'"first"'))
                        return "second"
                    return "third"
                """);
        assertThat(host.invoke(function, "1").text()).isEqualTo("\"first\"");
        assertThat(host.invoke(function, "1").text()).isEqualTo("\"third\"");
    }

    @Test
    void aReaderThatNeverReadsHoldsBackTheFunctionUntilItsTimeIsUp() {
        FunctionSpec function = runtime("""
                def attack(request):
                    s = connect()
                    s.sendall(post("invocation/" + request + "/response", b"", 10000000000,
                                   "Lambda-Runtime-Function-Response-Mode: streaming\\r\\n"))
                    for i in range(10000):
                        s.settimeout(None)
                        s.sendall(b"x" * 1000000)
                        print("sent", flush=True)
                """).withLimits(128, Duration.ofSeconds(1), 512);
        List<String> lines = new CopyOnWriteArrayList<>();
        CountDownLatch never = new CountDownLatch(1);
        InvocationResult result = host.host.invokeStreaming(
                function,
                Invocation.of("r", "1".getBytes(StandardCharsets.UTF_8), "arn"),
                TestHost.collect(lines),
                new ResponseListener() {
                    @Override
                    public void begin(String contentType) {}

                    @Override
                    public void chunk(byte[] bytes, Duration patience) throws IOException {
                        try {
                            if (!never.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                                throw new IOException("nobody reads");
                            }
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    }
                });
        assertThat(result).isInstanceOf(InvocationResult.TimedOut.class);
        // What lies between the two: the kernel's buffers, the proxy's, and a mailbox.
        assertThat(lines.stream().filter("sent"::equals).count()).isLessThan(30);
    }

    private static FunctionSpec runtime(String attack) {
        return CustomRuntimeTest.spec(
                ExecutableFiles.pack(host, Map.of("bootstrap", RUNTIME.replace("%s\nwhile", attack + "while"))));
    }
}
