package dev.gust.checks.benchmarks;

import dev.gust.base.time.Clock;
import dev.gust.checks.conformance.GustProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A table of many small items: the server's memory, and how soon it answers again after its sudden end. Ten minutes or more. */
final class TableSizeBenchmark implements Benchmark {
    private static final int CONNECTIONS = 16;
    private static final int ITEMS = Integer.getInteger("gust.bench.items", 10_000_000);
    private static final int STEPS = 10;
    private static final Duration MEASURED = Duration.ofSeconds(5);

    @Override
    public String name() {
        return "dynamodb-size";
    }

    @Override
    public String description() {
        return "ten million items of 200 bytes in one table (-Dgust.bench.items): memory, and the start after kill -9";
    }

    @Override
    public boolean isLong() {
        return true;
    }

    @Override
    public void run(Report report) throws Exception {
        try (Scratch scratch = Scratch.create()) {
            Path data = scratch.folder("data");
            try (GustProcess server = GustProcess.start(data);
                    Tables gust = new Tables("Gust", server.note().endpoint().getPort(), CONNECTIONS)) {
                gust.create("size");
                double worst = 0;
                for (int step = 0; step < STEPS; step++) {
                    int from = (int) ((long) ITEMS * step / STEPS);
                    int to = (int) ((long) ITEMS * (step + 1) / STEPS);
                    double rate = gust.load("size", from, to, "x".repeat(100));
                    double memory = residentMegabytes(server.pid());
                    worst = Math.max(worst, memory);
                    report.say(to + " items: " + Math.round(rate) + " a second, " + Math.round(memory) + " MB");
                }
                ask(report, gust, "Query of 25 all over the table");
                report.megabytes(
                        "resident, the most seen",
                        Math.max(worst, residentMegabytes(server.pid())),
                        "promised: under 400 MB");
                server.kill();
            }
            long began = Clock.system().nanoTime();
            try (GustProcess server = GustProcess.start(data);
                    Tables gust = new Tables("Gust", server.note().endpoint().getPort(), CONNECTIONS)) {
                gust.call("Query", Tables.query("size", ITEMS / 50));
                report.milliseconds(
                        "first Query after kill -9",
                        (Clock.system().nanoTime() - began) / 1e6,
                        "promised: under 3,000 ms");
                ask(report, gust, "Query of 25 after the start");
                report.megabytes("resident then", residentMegabytes(server.pid()), "promised: under 400 MB");
            }
        }
    }

    private static void ask(Report report, Tables gust, String what) throws Exception {
        byte[][] queries = gust.signed("Query", 2_000, i -> Tables.query("size", (int) (i * 7919L % (ITEMS / 25))));
        Tables.Measured measured = gust.measure(queries, MEASURED, MEASURED);
        report.rate(what, measured.rate(), String.format("p99 %.2f ms", measured.p99Millis()));
    }

    /** The launcher script becomes the server's process, so that its memory is this one's. */
    private static double residentMegabytes(long pid) throws IOException {
        List<String> lines = Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"));
        for (String line : lines) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
            }
        }
        throw new IOException("no VmRSS of process " + pid);
    }
}
