package dev.gust.checks.benchmarks;

import dev.gust.base.time.Clock;
import dev.gust.checks.benchmarks.FunctionServer.Kind;
import dev.gust.checks.conformance.GustProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** What many functions cost that were called once and are kept for the next call: memory, and processor time while nobody calls. */
final class IdleFunctionsBenchmark implements Benchmark {
    private static final Clock CLOCK = Clock.system();
    private static final int COUNT = Integer.getInteger("gust.bench.functions", 1000);
    private static final int PROGRESS = 100;
    private static final Duration WATCHED = Duration.ofSeconds(20);

    @Override
    public String name() {
        return "functions-idle";
    }

    @Override
    public String description() {
        return "1,000 Python functions kept warm (-Dgust.bench.functions): memory, processor time";
    }

    @Override
    public boolean isLong() {
        return true;
    }

    @Override
    public void run(Report report) throws Exception {
        try (Scratch scratch = Scratch.create();
                GustProcess process = GustProcess.start(
                        scratch.folder("data"),
                        Map.of("GUST_FUNCTIONS_MEMORY", "300000", "GUST_FUNCTIONS_ENVIRONMENTS", "2000"));
                FunctionServer server =
                        new FunctionServer(process.note().endpoint().getPort())) {
            server.warm(Kind.pythonEcho(), 10, 10);
            CLOCK.sleep(Duration.ofSeconds(5));
            long available = availableMegabytes();
            double before = residentMegabytes(process.pid());
            String[] names = new String[COUNT];
            for (int i = 0; i < COUNT; i++) {
                names[i] = server.create(Kind.pythonEcho());
                call(server, names[i]);
                if ((i + 1) % PROGRESS == 0) {
                    report.say((i + 1) + " of " + COUNT + " functions are warm");
                }
            }
            CLOCK.sleep(Duration.ofSeconds(15));
            report.say("processes: " + tree(process.pid()).count() + ", frozen groups: " + frozen());
            report.megabytes(
                    COUNT + " idle functions, their processes' share of memory",
                    residentMegabytes(process.pid()) - before,
                    "");
            report.megabytes(
                    COUNT + " idle functions, what the machine has less of",
                    (double) available - availableMegabytes(),
                    "promised: at most 3,000 for 1,000");
            report.say(String.format(
                    Locale.ROOT, "a function of them called again: %.1f ms", again(server, names[COUNT / 2])));
            CLOCK.sleep(Duration.ofSeconds(2));
            Duration own = cpu(Stream.of(ProcessHandle.of(process.pid()).orElseThrow()));
            Duration all = cpu(tree(process.pid()));
            CLOCK.sleep(WATCHED);
            report.say(String.format(
                    Locale.ROOT,
                    "processor time within %d s: %d ms of the server, %d ms of all that it started",
                    WATCHED.toSeconds(),
                    cpu(Stream.of(ProcessHandle.of(process.pid()).orElseThrow()))
                            .minus(own)
                            .toMillis(),
                    cpu(tree(process.pid())).minus(all).toMillis()));
        }
    }

    private static double again(FunctionServer server, String name) throws IOException {
        long begun = CLOCK.nanoTime();
        call(server, name);
        return (CLOCK.nanoTime() - begun) / 1e6;
    }

    private static void call(FunctionServer server, String name) throws IOException {
        if (server.ask(server.invocation(name)).status() != 200) {
            throw new IllegalStateException(name + " does not run");
        }
    }

    private static Stream<ProcessHandle> tree(long server) {
        return ProcessHandle.of(server).orElseThrow().descendants();
    }

    private static Duration cpu(Stream<ProcessHandle> processes) {
        return processes
                .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }

    /** Pages that several processes share count in parts, so that the sum is what they hold together. */
    private static double residentMegabytes(long server) {
        return Stream.concat(Stream.of(ProcessHandle.of(server).orElseThrow()), tree(server))
                        .mapToLong(process -> kilobytes(process.pid()))
                        .sum()
                / 1024.0;
    }

    private static long kilobytes(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/smaps_rollup"))) {
            return lines.filter(line -> line.startsWith("Pss:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .sum();
        } catch (IOException | UncheckedIOException e) {
            // It has just ended.
            return 0;
        }
    }

    private static long frozen() throws IOException {
        try (Stream<Path> groups =
                Files.find(Path.of("/sys/fs/cgroup"), 6, (path, attributes) -> path.endsWith("cgroup.events"))) {
            List<Path> found =
                    groups.filter(path -> path.toString().contains("/gust-")).toList();
            long count = 0;
            for (Path each : found) {
                count += Files.exists(each) && Files.readString(each).contains("frozen 1") ? 1 : 0;
            }
            return count;
        }
    }

    private static long availableMegabytes() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/meminfo"))) {
            if (line.startsWith("MemAvailable:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
            }
        }
        throw new IOException("the kernel tells no available memory");
    }
}
