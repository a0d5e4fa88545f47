package dev.gust.checks.benchmarks;

import dev.gust.base.time.Clock;
import dev.gust.checks.benchmarks.FunctionServer.Kind;
import dev.gust.checks.conformance.GustProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

/** What a function that logs without end takes from its neighbours: their calls beside it and without it, in turns. */
final class LogFloodBenchmark implements Benchmark {
    private static final Clock CLOCK = Clock.system();
    private static final int ROUNDS = 4;
    private static final int SECONDS = 8;
    private static final int MEGABYTES_A_MINUTE = Integer.getInteger("gust.bench.flood", 100);

    private static final Kind FLOOD = Kind.python("""
            import time
            LINE = "x" * 199
            def handler(event, context):
                begun, sent = time.monotonic(), 0
                while (passed := time.monotonic() - begun) < %d:
                    if sent < passed * %d * 1e6 / 60:
                        print(LINE)
                        sent += 200
                    else:
                        time.sleep(0.005)
                return sent
            """.formatted(SECONDS, MEGABYTES_A_MINUTE));

    @Override
    public String name() {
        return "functions-logs";
    }

    @Override
    public String description() {
        return "a function that logs " + MEGABYTES_A_MINUTE
                + " MB a minute (-Dgust.bench.flood), and the calls of its neighbour; middle / last hundredth";
    }

    @Override
    public void run(Report report) throws Exception {
        try (Scratch scratch = Scratch.create();
                GustProcess process = GustProcess.start(scratch.folder("data"));
                FunctionServer server =
                        new FunctionServer(process.note().endpoint().getPort())) {
            String neighbour = server.create(Kind.nodeEcho());
            String flood = server.create(FLOOD);
            calls(server, neighbour, 5 * SECONDS);
            flood(server, flood);
            List<Double> quiet = new ArrayList<>();
            List<Double> beside = new ArrayList<>();
            Duration used = Duration.ZERO;
            long bytes = 0;
            for (int i = 0; i < ROUNDS; i++) {
                quiet.addAll(calls(server, neighbour, SECONDS));
                FutureTask<Long> flooding = started(() -> flood(server, flood));
                beside.addAll(calls(server, neighbour, SECONDS));
                flooding.get();
                // Alone, so that nothing but the flood is counted.
                Duration before = cpu(process);
                bytes += flood(server, flood);
                used = used.plus(cpu(process).minus(before));
            }
            report.percentiles("warm, Node, 1 connection, quiet", array(quiet), "");
            report.percentiles("the same beside the flood", array(beside), "promised: not slowed");
            report.say(String.format(
                    Locale.ROOT,
                    "alone it wrote %.0f MB a minute; processor time of the server: %.1f ms for each MB",
                    bytes / 1e6 * 60 / (ROUNDS * SECONDS),
                    used.toNanos() / (double) bytes));
        }
    }

    private static <T> FutureTask<T> started(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread.ofVirtual().name("flood").start(task);
        return task;
    }

    /** How much it wrote. */
    private static long flood(FunctionServer server, String name) throws IOException {
        try (RawClient client = new RawClient(server.port())) {
            RawClient.Answer answer = client.answer(server.invocation(name));
            if (answer.status() != 200 || answer.headers().containsKey("x-amz-function-error")) {
                throw new IllegalStateException("the flood failed: " + answer.text());
            }
            return Long.parseLong(answer.text());
        }
    }

    private static List<Double> calls(FunctionServer server, String name, int seconds) throws IOException {
        byte[] request = server.invocation(name);
        List<Double> times = new ArrayList<>();
        // A connection of its own, as an idle one is closed.
        try (RawClient client = new RawClient(server.port())) {
            long end = CLOCK.nanoTime() + Duration.ofSeconds(seconds).toNanos();
            for (long begun = CLOCK.nanoTime(); begun < end; begun = CLOCK.nanoTime()) {
                if (client.ask(request) != 200) {
                    throw new IllegalStateException("the neighbour does not run");
                }
                times.add((CLOCK.nanoTime() - begun) / 1e6);
            }
        }
        return times;
    }

    private static double[] array(List<Double> times) {
        return times.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static Duration cpu(GustProcess process) {
        return ProcessHandle.of(process.pid())
                .flatMap(handle -> handle.info().totalCpuDuration())
                .orElse(Duration.ZERO);
    }
}
