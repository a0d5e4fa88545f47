package dev.gust.checks.conformance.dynamodb;

import dev.gust.base.time.Clock;
import dev.gust.checks.conformance.RealClient;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Amazon's DynamoDB Local in memory, in a process of its own. */
public final class DynamoDbLocal implements AutoCloseable {
    private static final Duration TO_START = Duration.ofSeconds(60);
    private static final String AUTHORIZATION = "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/dynamodb/"
            + "aws4_request, SignedHeaders=host, Signature=00";

    private final Process process;
    private final int port;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private DynamoDbLocal(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    public static DynamoDbLocal start() throws IOException, InterruptedException {
        String classPath = Files.readString(RealClient.dynamoDbLocal()).strip();
        String library = Stream.of(classPath.split(File.pathSeparator))
                .filter(part -> part.contains("linux-amd64") && part.endsWith(".so"))
                .findFirst()
                .map(part -> Path.of(part).getParent().toString())
                .orElse("");
        int port = freePort();
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dsqlite4java.library.path=" + library,
                        "-cp",
                        classPath,
                        "com.amazonaws.services.dynamodbv2.local.main.ServerRunner",
                        "-inMemory",
                        "-disableTelemetry",
                        "-port",
                        Integer.toString(port)))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        DynamoDbLocal local = new DynamoDbLocal(process, port);
        try {
            local.awaitReady();
        } catch (IOException | InterruptedException | RuntimeException notReady) {
            local.close();
            throw notReady;
        }
        return local;
    }

    /** It takes no port 0; a port that was free a moment ago has to do. */
    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitReady() throws IOException, InterruptedException {
        Clock clock = Clock.system();
        Instant deadline = clock.instant().plus(TO_START);
        while (true) {
            try {
                if (call("ListTables", "{}").status() == 200) {
                    return;
                }
            } catch (IOException notListening) {
                if (!process.isAlive() || clock.instant().isAfter(deadline)) {
                    throw notListening;
                }
            }
            clock.sleep(Duration.ofMillis(100));
        }
    }

    public int port() {
        return port;
    }

    /** An answer as it came. */
    public record Answer(int status, String body) {}

    public Answer call(String operation, String body) throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port))
                        .header("X-Amz-Target", "DynamoDB_20120810." + operation)
                        .header("Content-Type", "application/x-amz-json-1.0")
                        .header("Authorization", AUTHORIZATION)
                        .timeout(Duration.ofSeconds(20))
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        return new Answer(answer.statusCode(), answer.body());
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
