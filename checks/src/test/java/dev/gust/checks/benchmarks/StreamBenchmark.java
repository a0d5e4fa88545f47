package dev.gust.checks.benchmarks;

import dev.gust.base.json.JsonSyntaxException;
import dev.gust.base.json.JsonText;
import dev.gust.base.json.JsonValue;
import dev.gust.base.time.Clock;
import dev.gust.checks.benchmarks.FunctionServer.Kind;
import dev.gust.checks.conformance.GustProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** From the request that changes a table to the first line of the function that its stream is mapped to. */
final class StreamBenchmark implements Benchmark {
    private static final Clock CLOCK = Clock.system();
    private static final int WARM_UPS = 200;
    private static final int CHANGES = 300;
    private static final Duration BETWEEN = Duration.ofMillis(30);
    private static final Kind READER = Kind.python("""
            import time
            def handler(event, context):
                begun = time.time_ns()
                for record in event['Records']:
                    print('BEGUN', begun)
            """);

    @Override
    public String name() {
        return "streams";
    }

    @Override
    public String description() {
        return "changes of a table, from sending each until the handler of its stream starts";
    }

    @Override
    public void run(Report report) throws Exception {
        try (Scratch scratch = Scratch.create();
                GustProcess process = GustProcess.start(scratch.folder("data"))) {
            int port = process.note().endpoint().getPort();
            try (FunctionServer server = new FunctionServer(port);
                    Tables tables = new Tables("Gust", port, 1)) {
                String function = server.create(READER);
                server.readStream(function, stream(tables));
                List<Long> sent = new ArrayList<>();
                for (int i = 0; i < WARM_UPS + CHANGES; i++) {
                    sent.add(FunctionsBenchmark.epochNanos());
                    tables.call("PutItem", Tables.put("changes", i));
                    CLOCK.sleep(BETWEEN);
                }
                CLOCK.sleep(Duration.ofSeconds(2));
                List<Long> begun = FunctionsBenchmark.begun(server, function);
                if (begun.size() != sent.size()) {
                    throw new IllegalStateException(sent.size() + " changes were made and " + begun.size() + " seen");
                }
                double[] times = new double[CHANGES];
                for (int i = 0; i < CHANGES; i++) {
                    times[i] = (begun.get(WARM_UPS + i) - sent.get(WARM_UPS + i)) / 1e6;
                }
                report.percentiles("change, from sending it to the start of its handler", times, "promised: 8");
            }
        }
    }

    private static String stream(Tables tables) throws IOException {
        tables.create("changes");
        String answer = tables.call("UpdateTable", """
                {"TableName":"changes","StreamSpecification":{"StreamEnabled":true,"StreamViewType":"NEW_IMAGE"}}
                """);
        try {
            return ((JsonValue.Obj) JsonText.parse(answer))
                    .get("TableDescription")
                    .flatMap(table -> ((JsonValue.Obj) table).string("LatestStreamArn"))
                    .orElseThrow();
        } catch (JsonSyntaxException e) {
            throw new IOException(answer, e);
        }
    }
}
