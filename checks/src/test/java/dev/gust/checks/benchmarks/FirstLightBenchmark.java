package dev.gust.checks.benchmarks;

import dev.gust.base.time.Clock;
import dev.gust.checks.Repository;
import dev.gust.checks.conformance.GustCommand;
import dev.gust.checks.conformance.GustProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a user waits for between an application's file and its answer, the commands' own start included, and for its functions. */
final class FirstLightBenchmark implements Benchmark {
    private static final int ROUNDS = 7;

    private final Clock clock = Clock.system();

    @Override
    public String name() {
        return "first-light";
    }

    @Override
    public String description() {
        return "gust deploy and gust demo of examples/notes from their start to their end; then cold and warm functions";
    }

    @Override
    public void run(Report report) throws Exception {
        double[] deploys = new double[ROUNDS];
        double[] changes = new double[ROUNDS];
        double[] nothing = new double[ROUNDS];
        double[] demos = new double[ROUNDS];
        try (Scratch scratch = Scratch.create()) {
            Path data = scratch.folder("data");
            Path notes = scratch.folder("notes");
            for (String name : List.of("serverless.yml", "api.mjs", "archive.mjs")) {
                Files.copy(Repository.root().resolve("examples/notes").resolve(name), notes.resolve(name));
            }
            try (GustProcess server = GustProcess.start(data)) {
                report.say("a server at " + server.endpoint());
                for (int round = 0; round < ROUNDS; round++) {
                    deploys[round] = timed(data, "deploy", notes.toString());
                    change(notes.resolve("api.mjs"), round);
                    changes[round] = timed(data, "deploy", notes.toString());
                    nothing[round] = timed(data, "deploy", notes.toString());
                    timed(data, "remove", notes.toString());
                }
            }
            for (int round = 0; round < ROUNDS; round++) {
                Path own = scratch.folder("demo" + round);
                demos[round] = timed(own, "demo", "--port", "0");
                timed(own, "stop");
            }
        }
        report.milliseconds("deploy, a server that has just started first", deploys[0], "");
        report.milliseconds("deploy", Report.median(deploys), "promised: at most 1,500");
        report.milliseconds("redeploy, one file changed", Report.median(changes), "promised: at most 400");
        report.milliseconds("redeploy, nothing changed", Report.median(nothing), "");
        report.milliseconds("demo, the first", demos[0], "promised: at most 5,000");
        report.milliseconds("demo", Report.median(demos), "promised: at most 5,000");
        functions(report);
    }

    /** The part of the functions' own benchmark that an application feels first. */
    private static void functions(Report report) throws Exception {
        try (Scratch scratch = Scratch.create();
                GustProcess server = GustProcess.start(scratch.folder("data"));
                FunctionServer functions =
                        new FunctionServer(server.note().endpoint().getPort())) {
            FunctionsBenchmark.warm(report, functions);
            FunctionsBenchmark.cold(report, functions);
            FunctionsBenchmark.apiRate(report, functions);
        }
    }

    private double timed(Path data, String... command) throws IOException, InterruptedException {
        long begun = clock.nanoTime();
        GustCommand ran = GustCommand.run(data, command);
        if (ran.status() != 0) {
            throw new IllegalStateException(List.of(command) + " failed: " + ran.output() + ran.errors());
        }
        return (clock.nanoTime() - begun) / 1e6;
    }

    private void change(Path file, int round) throws IOException {
        Files.writeString(file, Files.readString(file) + "// " + round + ' ' + clock.nanoTime() + '\n');
    }
}
