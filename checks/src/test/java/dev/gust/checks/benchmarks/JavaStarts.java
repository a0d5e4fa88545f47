package dev.gust.checks.benchmarks;

import dev.gust.base.time.Clock;
import dev.gust.checks.benchmarks.FunctionServer.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/** Cold starts of Java functions: a small one from the pool, and one with a client of AWS's SDK, which has a cache of its own classes. */
final class JavaStarts {
    private static final Clock CLOCK = Clock.system();
    private static final String RUNTIME = "java25";
    private static final int SMALL_WARM_UPS = 15;
    private static final int SMALL = 100;
    private static final int LARGE_WARM_UPS = 5;
    private static final int LARGE = 60;
    private static final int LARGE_MEGABYTES = 512;
    /** A Java is made in a quarter of a second of a processor. */
    private static final Duration BETWEEN = Duration.ofMillis(600);

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final List<String> SDK =
            List.of("/awssdk/", "/httpcomponents/", "reactive-streams", "slf4j-api", "commons-codec");
    /** Of other services, and of other benchmarks. */
    private static final List<String> NOT_SDK = List.of("/s3/", "/sts/", "/lambda/", "dynamodb-enhanced", "netty");

    private static final String SMALL_SOURCE = """
            package bench;
            import java.util.Map;
            public class Small {
                public Map<String, String> handle(Map<String, String> event) { return event; }
            }
            """;
    private static final String SDK_SOURCE = """
            package bench;
            import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
            public class Sdk {
                private final DynamoDbClient client = DynamoDbClient.create();
                public String handle() { return client.serviceClientConfiguration().region().id(); }
            }
            """;

    private JavaStarts() {}

    static void measure(Report report, FunctionServer server, Scratch scratch)
            throws IOException, InterruptedException {
        Path folder = scratch.folder("java");
        Kind small = new Kind(
                RUNTIME, "bench.Small::handle", compile(folder, "Small", SMALL_SOURCE, List.of()), LARGE_MEGABYTES);
        report.percentiles(
                "cold, Java small jar", server.cold(small, SMALL_WARM_UPS, SMALL, BETWEEN), "promised: 6 / 15");
        List<Path> jars = jars();
        Map<String, byte[]> files = new HashMap<>(compile(folder, "Sdk", SDK_SOURCE, jars));
        for (Path jar : jars) {
            files.put("lib/" + jar.getFileName(), Files.readAllBytes(jar));
        }
        String name = server.create(new Kind(RUNTIME, "bench.Sdk::handle", files, LARGE_MEGABYTES));
        long begun = CLOCK.nanoTime();
        Path caches = scratch.root().resolve("data/functions/packages/classes");
        while (!isMade(caches)) {
            if (CLOCK.nanoTime() - begun > PATIENCE.toNanos()) {
                report.say("cold, Java with an AWS SDK client: not measured, its cache was not made");
                return;
            }
            CLOCK.sleep(Duration.ofMillis(100));
        }
        report.say("cache of an AWS SDK client's classes made in " + (CLOCK.nanoTime() - begun) / 1_000_000 + " ms");
        report.percentiles(
                "cold, Java with an AWS SDK client",
                server.coldRevisions(name, LARGE_WARM_UPS, LARGE),
                "promised: 350 / 500");
        server.delete(name);
    }

    private static boolean isMade(Path caches) throws IOException {
        if (!Files.isDirectory(caches)) {
            return false;
        }
        try (Stream<Path> homes = Files.list(caches)) {
            return homes.anyMatch(
                    home -> Files.exists(home.resolve("about.json")) && Files.exists(home.resolve("classes.aot")));
        }
    }

    /** The clients that the conformance tests use. */
    private static List<Path> jars() {
        return Stream.of(System.getProperty("java.class.path").split(":"))
                .filter(entry -> SDK.stream().anyMatch(entry::contains))
                .filter(entry -> NOT_SDK.stream().noneMatch(entry::contains))
                .map(Path::of)
                .toList();
    }

    private static Map<String, byte[]> compile(Path folder, String name, String text, List<Path> jars)
            throws IOException {
        Path source = folder.resolve(name + ".java");
        Files.writeString(source, text);
        Path classes = Files.createDirectories(folder.resolve(name));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(classes));
            files.setLocationFromPaths(StandardLocation.CLASS_PATH, jars);
            List<String> options = new ArrayList<>(List.of("--release", "25", "-proc:none"));
            if (!compiler.getTask(null, files, null, options, null, files.getJavaFileObjects(source))
                    .call()) {
                throw new IOException("the benchmark's function does not compile");
            }
        }
        Map<String, byte[]> made = new HashMap<>();
        try (Stream<Path> found = Files.walk(classes)) {
            for (Path file : found.filter(Files::isRegularFile).toList()) {
                made.put(classes.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        return made;
    }
}
