package dev.gust.functions.benchmark;

import dev.gust.base.Randomness;
import dev.gust.base.time.Clock;
import dev.gust.functions.FunctionKey;
import dev.gust.functions.FunctionSpec;
import dev.gust.functions.FunctionsSettings;
import dev.gust.functions.Invocation;
import dev.gust.functions.InvocationResult;
import dev.gust.functions.LogListener;
import dev.gust.functions.host.JavaPackages;
import dev.gust.functions.host.LocalFunctionHost;
import dev.gust.functions.host.TestHost;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Cold and warm starts through the host, sandboxed: {@code cold}, {@code warm}, {@code throughput}, {@code burst} or all of them. Run it
 * with nothing else on the machine.
 */
public final class FunctionBenchmark {
    private static final Clock CLOCK = Clock.system();
    private static final byte[] EVENT = "{\"hello\":\"world\"}".getBytes(StandardCharsets.UTF_8);
    private static int number;

    private final LocalFunctionHost host;

    private FunctionBenchmark(LocalFunctionHost host) {
        this.host = host;
    }

    public static void main(String[] arguments) throws Exception {
        Path directory = Files.createTempDirectory("gust-bench");
        FunctionsSettings defaults = FunctionsSettings.of(directory, 45_999, 16_384);
        FunctionsSettings settings = new FunctionsSettings(
                directory,
                defaults.gatewayPort(),
                Optional.ofNullable(System.getProperty("gust.packs")).map(Path::of),
                defaults.maximumEnvironments(),
                defaults.memoryBudgetMegabytes(),
                defaults.idleExpiry(),
                defaults.freezeAfter(),
                defaults.maximumAge(),
                4,
                defaults.outgoing(),
                defaults.devices(),
                defaults.classCaches(),
                defaults.weakestIsolation());
        try (LocalFunctionHost host = LocalFunctionHost.start(settings, CLOCK, Randomness.secure())) {
            System.out.println(host.isolation().describe());
            String what = arguments.length == 0 ? "all" : arguments[0];
            FunctionBenchmark benchmark = new FunctionBenchmark(host);
            for (String runtime : new String[] {"python3.11", "nodejs20.x", "java21"}) {
                if (what.equals("cold") || what.equals("all")) {
                    benchmark.cold(runtime);
                }
                if (what.equals("warm") || what.equals("all")) {
                    benchmark.warm(runtime);
                }
                if (what.equals("throughput") || what.equals("all")) {
                    benchmark.throughput(runtime, 8);
                }
            }
            if (what.equals("burst") || what.equals("all")) {
                benchmark.burst(100);
            }
        }
    }

    private void cold(String runtime) throws Exception {
        double[] millis = new double[120];
        for (int i = 0; i < millis.length; i++) {
            FunctionSpec function = function(runtime);
            CLOCK.sleep(Duration.ofMillis(runtime.startsWith("java") ? 400 : runtime.startsWith("node") ? 150 : 40));
            long begin = CLOCK.nanoTime();
            invoke(function);
            millis[i] = (CLOCK.nanoTime() - begin) / 1e6;
            host.retire(function.key());
        }
        print(runtime + " cold", Arrays.copyOfRange(millis, 20, millis.length));
    }

    private void warm(String runtime) {
        FunctionSpec function = function(runtime);
        double[] millis = new double[20_000];
        for (int i = 0; i < millis.length; i++) {
            long begin = CLOCK.nanoTime();
            invoke(function);
            millis[i] = (CLOCK.nanoTime() - begin) / 1e6;
        }
        print(runtime + " warm, platform thread", Arrays.copyOfRange(millis, 5000, millis.length));
        double[] virtual = new double[10_000];
        Thread thread = Thread.ofVirtual().start(() -> {
            for (int i = 0; i < virtual.length; i++) {
                long begin = CLOCK.nanoTime();
                invoke(function);
                virtual[i] = (CLOCK.nanoTime() - begin) / 1e6;
            }
        });
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        print(runtime + " warm, virtual thread", virtual);
        host.retire(function.key());
    }

    private void throughput(String runtime, int callers) throws InterruptedException {
        FunctionSpec function = function(runtime);
        long end = CLOCK.nanoTime() + 3_000_000_000L;
        AtomicLong count = new AtomicLong();
        CountDownLatch done = new CountDownLatch(callers);
        for (int i = 0; i < callers; i++) {
            Thread.ofVirtual().start(() -> {
                while (CLOCK.nanoTime() < end) {
                    invoke(function);
                    count.incrementAndGet();
                }
                done.countDown();
            });
        }
        done.await();
        System.out.printf(
                Locale.ROOT, "%-40s %d/s with %d callers%n", runtime + " throughput", count.get() / 3, callers);
        host.retire(function.key());
    }

    /** Distinct Python functions, as many as can be started. */
    private void burst(int functions) throws InterruptedException {
        FunctionSpec[] specs = new FunctionSpec[functions];
        for (int i = 0; i < functions; i++) {
            specs[i] = function("python3.11");
        }
        long begin = CLOCK.nanoTime();
        CountDownLatch done = new CountDownLatch(functions);
        for (FunctionSpec spec : specs) {
            Thread.ofVirtual().start(() -> {
                invoke(spec);
                done.countDown();
            });
        }
        done.await();
        System.out.printf(
                Locale.ROOT,
                "%-40s %.0f/s%n",
                "cold starts at once, Python",
                functions / ((CLOCK.nanoTime() - begin) / 1e9));
        for (FunctionSpec spec : specs) {
            host.retire(spec.key());
        }
    }

    private void invoke(FunctionSpec function) {
        InvocationResult result = host.invoke(function, Invocation.of("r", EVENT, "arn"), LogListener.none());
        if (!(result instanceof InvocationResult.Success)) {
            throw new IllegalStateException("the benchmark's function failed: " + result);
        }
    }

    private FunctionSpec function(String runtime) {
        String name = "bench-" + number++;
        if (runtime.startsWith("java")) {
            return java(name);
        }
        boolean python = runtime.startsWith("python");
        Map<String, String> files = python
                ? Map.of("app.py", "# " + name + "\ndef handler(event, context):\n    return event\n")
                : Map.of("app.js", "// " + name + "\nexports.handler = async (event) => event;\n");
        try {
            return FunctionSpec.of(
                    new FunctionKey(name, "$LATEST", "1"),
                    name,
                    runtime,
                    "app.handler",
                    host.packages().unpack(TestHost.zip(files), 1_000_000));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private FunctionSpec java(String name) {
        String source = """
                package bench;
                import com.amazonaws.services.lambda.runtime.*;
                import java.util.Map;
                public class App implements RequestHandler<Map<String, Object>, Map<String, Object>> {
                    static final String NAME = "%s";
                    public Map<String, Object> handleRequest(Map<String, Object> event, Context context) { return event; }
                }
                """.formatted(name);
        try (JavaPackages packages = new JavaPackages()) {
            byte[] zip = JavaPackages.zip(packages.compile(Map.of("bench.App", source), List.of()));
            return FunctionSpec.of(
                            new FunctionKey(name, "$LATEST", "1"),
                            name,
                            "java21",
                            "bench.App",
                            host.packages().unpack(zip, 1_000_000))
                    .withLimits(512, Duration.ofSeconds(10), 512);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void print(String what, double[] millis) {
        Arrays.sort(millis);
        System.out.printf(
                Locale.ROOT,
                "%-40s p50 %.3f ms  p90 %.3f  p99 %.3f  max %.3f%n",
                what,
                millis[millis.length / 2],
                millis[millis.length * 9 / 10],
                millis[millis.length * 99 / 100],
                millis[millis.length - 1]);
    }
}
