package dev.gust.checks.benchmarks;

import dev.gust.base.json.JsonSyntaxException;
import dev.gust.base.json.JsonText;
import dev.gust.base.json.JsonValue;
import dev.gust.base.time.Clock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Makes functions on a server and times calls of them: Invoke over HTTP, signed, as a client would. */
final class FunctionServer implements AutoCloseable {
    private static final String FUNCTIONS = "/2015-03-31/functions";
    private static final String ROLE = "arn:aws:iam::000000000000:role/bench";
    private static final byte[] EVENT = "{\"hello\":\"world\"}".getBytes(StandardCharsets.UTF_8);
    private static final Clock CLOCK = Clock.system();
    private static final int END_BYTES = 22;
    /** Long enough for the pools to be filled again, so that each start is timed and not the one before it. */
    private static final Duration BETWEEN = Duration.ofMillis(200);

    private final int port;
    private final SignedRequests lambda;
    private final RawClient client;
    private int number;

    FunctionServer(int port) throws IOException {
        this.port = port;
        this.lambda = new SignedRequests(port, "lambda");
        this.client = new RawClient(port);
    }

    /** What functions are made of; each gets a file of its own too, so that no package is another's. */
    record Kind(String runtime, String handler, Map<String, byte[]> files, int memoryMegabytes) {
        /** As small as functions can be. */
        Kind(String runtime, String handler, Map<String, byte[]> files) {
            this(runtime, handler, files, 128);
        }

        static Kind python(String source) {
            return new Kind("python3.12", "app.handler", Map.of("app.py", bytes(source)));
        }

        static Kind node(String source) {
            return new Kind("nodejs20.x", "app.handler", Map.of("app.js", bytes(source)));
        }

        static Kind pythonEcho() {
            return python("def handler(event, context):\n    return event\n");
        }

        static Kind nodeEcho() {
            return node("exports.handler = async (event) => event;\n");
        }

        private static byte[] bytes(String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
    }

    /** Makes a function and gives its name. */
    String create(Kind kind) throws IOException {
        String name = "bench-" + number++;
        String body = new JsonValue.Obj(Map.of(
                        "FunctionName", JsonValue.of(name),
                        "Runtime", JsonValue.of(kind.runtime()),
                        "Handler", JsonValue.of(kind.handler()),
                        "Role", JsonValue.of(ROLE),
                        "Timeout", JsonValue.of(30),
                        "MemorySize", JsonValue.of(kind.memoryMegabytes()),
                        "Code",
                                new JsonValue.Obj(Map.of(
                                        "ZipFile",
                                        JsonValue.of(Base64.getEncoder().encodeToString(zip(kind, name)))))))
                .toJson();
        expect(201, lambda.json("POST", FUNCTIONS, body));
        return name;
    }

    void delete(String name) throws IOException {
        expect(204, lambda.json("DELETE", FUNCTIONS + '/' + name, ""));
    }

    /** An Invoke of the function, to be sent any number of times within minutes. */
    byte[] invocation(String name, String... headers) throws IOException {
        return lambda.bytes(
                "POST", FUNCTIONS + '/' + name + "/invocations", EVENT, "application/octet-stream", headers);
    }

    /** First calls of as many functions of a kind, in milliseconds. */
    double[] cold(Kind kind, int warmUps, int count) throws IOException, InterruptedException {
        return cold(kind, warmUps, count, BETWEEN);
    }

    /** The same for a kind whose pool takes longer to fill again. */
    double[] cold(Kind kind, int warmUps, int count, Duration between) throws IOException, InterruptedException {
        double[] times = new double[count];
        for (int i = -warmUps; i < count; i++) {
            String name = create(kind);
            byte[] request = invocation(name);
            CLOCK.sleep(between);
            double time = timed(request);
            if (i >= 0) {
                times[i] = time;
            }
            delete(name);
        }
        return times;
    }

    /** First calls of as many revisions of one function, each with a setting of its own. */
    double[] coldRevisions(String name, int warmUps, int count) throws IOException, InterruptedException {
        double[] times = new double[count];
        for (int i = -warmUps; i < count; i++) {
            String change = "{\"Environment\":{\"Variables\":{\"REVISION\":\"" + i + "\"}}}";
            expect(200, lambda.json("PUT", FUNCTIONS + '/' + name + "/configuration", change));
            byte[] request = invocation(name);
            CLOCK.sleep(BETWEEN);
            double time = timed(request);
            if (i >= 0) {
                times[i] = time;
            }
        }
        return times;
    }

    /** Calls of one function, one after another. */
    double[] warm(Kind kind, int warmUps, int count) throws IOException {
        String name = create(kind);
        byte[] request = invocation(name);
        double[] times = new double[count];
        for (int i = -warmUps; i < count; i++) {
            double time = timed(request);
            if (i >= 0) {
                times[i] = time;
            }
        }
        delete(name);
        return times;
    }

    /** Has the function called with what changes from now on. */
    void readStream(String function, String stream) throws IOException {
        expect(
                202,
                lambda.json(
                        "POST",
                        "/2015-03-31/event-source-mappings",
                        "{\"FunctionName\":\"" + function + "\",\"EventSourceArn\":\"" + stream
                                + "\",\"StartingPosition\":\"TRIM_HORIZON\"}"));
    }

    /** The path of an HTTP API in front of a new function. */
    String httpApi(Kind kind) throws IOException {
        String name = create(kind);
        String function = "arn:aws:lambda:us-east-1:000000000000:function:" + name;
        expect(
                201,
                lambda.json(
                        "POST",
                        FUNCTIONS + '/' + name + "/policy",
                        "{\"StatementId\":\"api\",\"Action\":\"lambda:InvokeFunction\",\"Principal\":\"apigateway.amazonaws.com\"}"));
        String api = made("/v2/apis", "{\"name\":\"bench\",\"protocolType\":\"HTTP\"}", "apiId");
        String integration = made(
                "/v2/apis/" + api + "/integrations",
                "{\"integrationType\":\"AWS_PROXY\",\"payloadFormatVersion\":\"2.0\",\"integrationUri\":\"" + function
                        + "\"}",
                "integrationId");
        made(
                "/v2/apis/" + api + "/routes",
                "{\"routeKey\":\"GET /notes/{id}\",\"target\":\"integrations/" + integration + "\"}",
                "routeId");
        made("/v2/apis/" + api + "/stages", "{\"stageName\":\"$default\",\"autoDeploy\":true}", "stageName");
        return "/_aws/execute-api/" + api + "/notes/7";
    }

    /** A call without a signature. */
    byte[] plain(String path) {
        return ("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nAccept: */*\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    RawClient.Answer ask(byte[] request) throws IOException {
        return client.answer(request);
    }

    int port() {
        return port;
    }

    @Override
    public void close() throws IOException {
        client.close();
    }

    private double timed(byte[] request) throws IOException {
        long begun = CLOCK.nanoTime();
        RawClient.Answer answer = client.answer(request);
        double millis = (CLOCK.nanoTime() - begun) / 1e6;
        if (answer.status() != 200 || answer.headers().containsKey("x-amz-function-error")) {
            throw new IllegalStateException("a function failed: " + answer.status() + ' ' + answer.text());
        }
        return millis;
    }

    private String made(String path, String body, String member) throws IOException {
        String text = expect(201, new SignedRequests(port, "apigateway").json("POST", path, body));
        try {
            return ((JsonValue.Obj) JsonText.parse(text)).string(member).orElseThrow();
        } catch (JsonSyntaxException e) {
            throw new IOException(text, e);
        }
    }

    private String expect(int status, byte[] request) throws IOException {
        RawClient.Answer answer = client.answer(request);
        if (answer.status() != status) {
            throw new IllegalStateException("answered with " + answer.status() + ' ' + answer.text());
        }
        return answer.text();
    }

    private static byte[] zip(Kind kind, String name) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> file : kind.files().entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue());
                zip.closeEntry();
            }
            zip.putNextEntry(new ZipEntry("salt"));
            zip.write(name.getBytes(StandardCharsets.UTF_8));
            zip.closeEntry();
        }
        return executable(bytes.toByteArray());
    }

    /** Marks every file as a program, which the JDK's own writer can not: Unix's permissions in the directory at the end. */
    private static byte[] executable(byte[] zip) {
        ByteBuffer archive = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
        int end = zip.length - END_BYTES;
        int at = archive.getInt(end + 16);
        while (at < end) {
            archive.put(at + 5, (byte) 3);
            archive.putInt(at + 38, 0100755 << 16);
            at += 46 + archive.getShort(at + 28) + archive.getShort(at + 30) + archive.getShort(at + 32);
        }
        return zip;
    }
}
