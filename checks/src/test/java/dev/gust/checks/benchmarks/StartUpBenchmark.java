package dev.gust.checks.benchmarks;

import dev.gust.base.time.Clock;
import dev.gust.checks.conformance.GustProcess;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** From the start of the process to its first answer, and what it holds once it rests. */
final class StartUpBenchmark implements Benchmark {
    private static final int ROUNDS = 9;
    private static final Duration TO_REST = Duration.ofSeconds(8);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(2);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Clock clock = Clock.system();

    @Override
    public String name() {
        return "start-up";
    }

    @Override
    public String description() {
        return "the launcher started until GetCallerIdentity is answered; memory 8 s after that";
    }

    @Override
    public void run(Report report) throws Exception {
        double[] fresh = new double[ROUNDS];
        double[] again = new double[ROUNDS];
        double[] resident = new double[3];
        try (Scratch scratch = Scratch.create()) {
            for (int round = 0; round < ROUNDS; round++) {
                Path data = scratch.folder("data" + round);
                int port = freePort();
                long begun = clock.nanoTime();
                try (GustProcess server = launch(data, port)) {
                    fresh[round] = untilAnswered(port, begun);
                    if (round < resident.length) {
                        clock.sleep(TO_REST);
                        resident[round] = residentMegabytes(server.pid());
                    }
                }
                int next = freePort();
                long from = clock.nanoTime();
                try (GustProcess server = launch(data, next)) {
                    again[round] = untilAnswered(next, from);
                    server.signal("TERM");
                }
            }
        }
        report.milliseconds("first answer, new data folder", Report.median(fresh), "promised: at most 400");
        report.milliseconds("first answer, the same folder again", Report.median(again), "promised: at most 400");
        report.megabytes("resident memory at rest", Report.median(resident), "promised: at most 110");
    }

    private static GustProcess launch(Path data, int port) throws IOException {
        return GustProcess.launch(data, List.of("start", "--port", Integer.toString(port), "--data", data.toString()));
    }

    private double untilAnswered(int port, long from) throws IOException, InterruptedException {
        byte[] request = RawClient.identityRequest(port);
        while (clock.nanoTime() - from < PATIENCE.toNanos()) {
            try (RawClient client = new RawClient(port)) {
                int status = client.ask(request);
                if (status != 200) {
                    throw new IllegalStateException("the first answer has status " + status);
                }
                return (clock.nanoTime() - from) / 1e6;
            } catch (ConnectException e) {
                clock.sleep(BETWEEN_TRIES);
            }
        }
        throw new IllegalStateException("no answer within " + PATIENCE);
    }

    private static double residentMegabytes(long pid) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
            }
        }
        throw new IOException("the kernel tells no resident memory of " + pid);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
