package dev.gust.checks.conformance;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gust.base.instance.CacheFolder;
import dev.gust.checks.Repository;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/**
 * A program that others wrote and that speaks to AWS, pointed at a server. {@code ./gust test} finds or installs them and says by
 * name what it could not install; here a test of a missing one is skipped.
 */
public final class RealClient {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** What a program printed and how it ended. */
    public record Outcome(int status, String output, String errors) {}

    private final List<String> command;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private Path folder = Path.of(System.getProperty("user.dir"));
    private Duration patience = PATIENCE;

    private RealClient(List<String> command) {
        this.command = command;
    }

    /** The AWS command line. */
    public static RealClient aws() {
        return new RealClient(List.of(installed("aws", "aws")));
    }

    /** A Python that finds boto3. */
    public static RealClient python() {
        String place = installed("boto3", cached("python"));
        if (!Files.isDirectory(Path.of(place))) {
            return new RealClient(List.of(place));
        }
        RealClient client = new RealClient(List.of("python3"));
        client.environment.put("PYTHONPATH", place);
        return client;
    }

    /** A Node.js that finds the AWS SDK for JavaScript v3. */
    public static RealClient node() {
        RealClient client = new RealClient(List.of("node"));
        client.environment.put("NODE_PATH", installed("javascript", cached("nodejs")) + "/node_modules");
        return client;
    }

    /** The Serverless Framework 3. */
    static RealClient serverless() {
        Path cached = CacheFolder.standard().resolve("clients").resolve("serverless");
        Path program = Path.of(installed("serverless", cached.toString()), "node_modules/serverless/bin/serverless.js");
        RealClient client = new RealClient(List.of("node", program.toString()));
        client.environment.putAll(Map.of("CI", "1", "SLS_TELEMETRY_DISABLED", "1", "SLS_NOTIFICATIONS_MODE", "off"));
        // How often it asks how a stack is doing; else every five seconds.
        client.environment.put("SLS_AWS_MONITORING_FREQUENCY", "300");
        client.patience = Duration.ofMinutes(3);
        return client;
    }

    private static String cached(String runtime) {
        return CacheFolder.standard().resolve("runtimes").resolve(runtime).toString();
    }

    /** The jars of Amazon's DynamoDB Local, as the file that holds its class path. */
    public static Path dynamoDbLocal() {
        return Path.of(installed(
                "dynamodb-local",
                Repository.root()
                        .resolve("checks/peers/target/dynamodb-local.classpath")
                        .toString()));
    }

    /** Speaks to this endpoint with this key. */
    public RealClient with(String endpoint, String accessKeyId, String secretAccessKey) {
        environment.put("AWS_ENDPOINT_URL", endpoint);
        environment.put("AWS_ACCESS_KEY_ID", accessKeyId);
        environment.put("AWS_SECRET_ACCESS_KEY", secretAccessKey);
        environment.put("AWS_REGION", "us-east-1");
        environment.put("AWS_DEFAULT_REGION", "us-east-1");
        environment.put("AWS_EC2_METADATA_DISABLED", "true");
        environment.put("AWS_CONFIG_FILE", "/nonexistent");
        environment.put("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent");
        environment.put("AWS_PAGER", "");
        return this;
    }

    /** Runs in this folder. */
    RealClient in(Path place) {
        folder = place;
        return this;
    }

    /** Finds this in its environment as well. */
    RealClient and(String name, String value) {
        environment.put(name, value);
        return this;
    }

    public Outcome run(String... arguments) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(command);
        line.addAll(Arrays.asList(arguments));
        Path output = Files.createTempFile("client", ".out");
        Path errors = Files.createTempFile("client", ".err");
        try {
            ProcessBuilder builder = new ProcessBuilder(line)
                    .directory(folder.toFile())
                    .redirectOutput(output.toFile())
                    .redirectError(errors.toFile())
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
            builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
            builder.environment().putAll(environment);
            Process process = builder.start();
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(line + " did not end within " + patience + ": " + Files.readString(errors));
            }
            return new Outcome(process.exitValue(), Files.readString(output), Files.readString(errors));
        } finally {
            Files.delete(output);
            Files.delete(errors);
        }
    }

    /** Where ./gust test found it; a run by Maven alone takes what was installed before, or is on the PATH. */
    private static String installed(String name, String otherwise) {
        String list = System.getProperty("gust.clients", "");
        Properties clients = new Properties();
        if (list.isEmpty()) {
            if (!otherwise.isEmpty() && (!otherwise.startsWith("/") || Files.exists(Path.of(otherwise)))) {
                clients.setProperty(name, otherwise);
            }
        } else {
            try (Reader reader = Files.newBufferedReader(Path.of(list), StandardCharsets.UTF_8)) {
                clients.load(reader);
            } catch (IOException e) {
                throw new IllegalStateException("reading " + list, e);
            }
        }
        String place = clients.getProperty(name, "");
        assumeTrue(!place.isEmpty(), () -> name + " is not installed: " + clients.getProperty(name + ".missing", ""));
        return place;
    }
}
