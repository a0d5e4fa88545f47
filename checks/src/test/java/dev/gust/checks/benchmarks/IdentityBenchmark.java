package dev.gust.checks.benchmarks;

import dev.gust.checks.conformance.GustProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How many signed requests a server answers, with the load generator on the same processors. */
final class IdentityBenchmark implements Benchmark {
    private static final int CONNECTIONS = 64;
    private static final Duration WARM_UP = Duration.ofSeconds(10);
    private static final Duration MEASURED = Duration.ofSeconds(8);
    private static final int ROUNDS = 3;

    @Override
    public String name() {
        return "identity";
    }

    @Override
    public String description() {
        return "GetCallerIdentity, signature verified, 64 connections, asked from the same processors";
    }

    @Override
    public void run(Report report) throws Exception {
        try (Scratch scratch = Scratch.create();
                GustProcess server = GustProcess.start(scratch.folder("data"))) {
            int port = server.note().endpoint().getPort();
            byte[] request = RawClient.identityRequest(port);
            List<RawClient> clients = new ArrayList<>();
            try {
                for (int i = 0; i < CONNECTIONS; i++) {
                    clients.add(new RawClient(port));
                }
                Load.Turn ask = (worker, turn) -> {
                    int status = clients.get((int) worker).ask(request);
                    if (status != 200) {
                        throw new IllegalStateException("answered with status " + status);
                    }
                };
                Load.rate(CONNECTIONS, Thread.ofVirtual().factory(), WARM_UP, ask);
                double[] rates = new double[ROUNDS];
                for (int round = 0; round < ROUNDS; round++) {
                    rates[round] = Load.rate(CONNECTIONS, Thread.ofVirtual().factory(), MEASURED, ask);
                }
                report.rate("GetCallerIdentity", Report.median(rates), "promised: at least 25,000");
            } finally {
                for (RawClient client : clients) {
                    client.close();
                }
            }
        }
    }
}
