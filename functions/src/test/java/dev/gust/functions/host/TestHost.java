package dev.gust.functions.host;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gust.base.Randomness;
import dev.gust.base.time.Clock;
import dev.gust.functions.EnvironmentDescription;
import dev.gust.functions.FunctionKey;
import dev.gust.functions.FunctionSpec;
import dev.gust.functions.FunctionsSettings;
import dev.gust.functions.Invocation;
import dev.gust.functions.InvocationResult;
import dev.gust.functions.Isolation;
import dev.gust.functions.LogLine;
import dev.gust.functions.LogListener;
import dev.gust.functions.code.InvalidPackageException;
import dev.gust.functions.code.PackageId;
import dev.gust.functions.sandbox.SandboxUnavailableException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A host in a folder of its own, and functions made of a few lines. Leaves nothing behind. */
public final class TestHost implements AutoCloseable {
    public static final int GATEWAY_PORT = 45_660;

    private static final AtomicInteger NUMBER = new AtomicInteger();

    public final LocalFunctionHost host;
    private final Path directory;

    private TestHost(Path directory, LocalFunctionHost host) {
        this.directory = directory;
        this.host = host;
    }

    public static TestHost start() {
        return start(settings -> settings, GATEWAY_PORT);
    }

    public static TestHost start(UnaryOperator<FunctionsSettings> change, int gatewayPort) {
        return start(change, gatewayPort, Clock.system());
    }

    static TestHost start(UnaryOperator<FunctionsSettings> change, int gatewayPort, Clock clock) {
        try {
            Path directory = Files.createTempDirectory("gust-functions");
            FunctionsSettings settings = change.apply(FunctionsSettings.of(directory, gatewayPort, 8192));
            return new TestHost(directory, LocalFunctionHost.start(settings, clock, Randomness.secure()));
        } catch (IOException | SandboxUnavailableException e) {
            throw new IllegalStateException("no host could be started", e);
        }
    }

    /** One with an outside for its functions to speak to; what is tested needs the launcher. */
    static TestHost startWithLauncher(int gatewayPort) {
        TestHost made = start(settings -> settings, gatewayPort);
        made.assumeLauncher();
        return made;
    }

    void assumeLauncher() {
        assumeTrue(
                host.isolation().level().compareTo(Isolation.Level.BUBBLEWRAP) < 0,
                () -> "This needs the launcher: " + host.isolation().describe());
    }

    public static TestHost startAtMost(Isolation.Level strongest) {
        try {
            Path directory = Files.createTempDirectory("gust-functions");
            FunctionsSettings settings = FunctionsSettings.of(directory, GATEWAY_PORT, 8192);
            return new TestHost(
                    directory, LocalFunctionHost.start(settings, Clock.system(), Randomness.secure(), strongest));
        } catch (IOException | SandboxUnavailableException e) {
            throw new IllegalStateException("no host could be started", e);
        }
    }

    /** What an invocation gave. */
    public record Outcome(InvocationResult result, List<String> lines) {
        public String text() {
            return new String(
                    switch (result) {
                        case InvocationResult.Success success -> success.payload();
                        case InvocationResult.FunctionError error -> error.payload();
                        case InvocationResult.TimedOut timedOut -> timedOut.payload();
                        case InvocationResult.Crashed crashed -> crashed.payload();
                        case InvocationResult.StartFailed failed ->
                            failed.reason().getBytes(StandardCharsets.UTF_8);
                        case InvocationResult.Throttled throttled ->
                            throttled.reason().name().getBytes(StandardCharsets.UTF_8);
                    },
                    StandardCharsets.UTF_8);
        }
    }

    public Path directory() {
        return directory;
    }

    public FunctionSpec python(String source) {
        return function("python3.11", "app.handler", Map.of("app.py", source));
    }

    public FunctionSpec node(String source) {
        return function("nodejs20.x", "index.handler", Map.of("index.js", source));
    }

    public FunctionSpec function(String runtime, String handler, Map<String, String> files) {
        return function(runtime, handler, zip(files));
    }

    public FunctionSpec function(String runtime, String handler, byte[] zip) {
        String name = "test-" + NUMBER.incrementAndGet();
        FunctionKey key = new FunctionKey("arn:aws:lambda:us-east-1:000000000000:function:" + name, "$LATEST", "1");
        return FunctionSpec.of(key, name, runtime, handler, pack(zip));
    }

    public PackageId pack(Map<String, String> files) {
        return pack(zip(files));
    }

    private PackageId pack(byte[] zip) {
        try {
            return host.packages().unpack(zip, 250_000_000);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InvalidPackageException e) {
            throw new IllegalStateException(e);
        }
    }

    public Outcome invoke(FunctionSpec function, String payload) {
        List<String> lines = new CopyOnWriteArrayList<>();
        Invocation invocation = Invocation.of(
                "request-" + NUMBER.incrementAndGet(),
                payload.getBytes(StandardCharsets.UTF_8),
                function.key().function());
        return new Outcome(host.invoke(function, invocation, collect(lines)), List.copyOf(lines));
    }

    public static LogListener collect(List<String> lines) {
        return new LogListener() {
            @Override
            public void started(EnvironmentDescription environment) {}

            @Override
            public void line(LogLine line) {
                lines.add(line.text());
            }

            @Override
            public void dropped(long bytes) {
                lines.add("DROPPED");
            }
        };
    }

    public static byte[] zip(Map<String, String> files) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, String> file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue().getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    @Override
    public void close() {
        host.close();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
