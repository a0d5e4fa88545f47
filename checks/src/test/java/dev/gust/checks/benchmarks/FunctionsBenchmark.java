package dev.gust.checks.benchmarks;

import dev.gust.base.instance.CacheFolder;
import dev.gust.base.time.Clock;
import dev.gust.checks.benchmarks.FunctionServer.Kind;
import dev.gust.checks.conformance.GustProcess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cold and warm calls of functions over HTTP, signed, sandboxed, with the load generator on the same processors. */
final class FunctionsBenchmark implements Benchmark {
    private static final Clock CLOCK = Clock.system();
    private static final int COLD = 100;
    private static final int WARM_UPS = 15;
    private static final Kind NODE_SDK = Kind.node("""
            const { DynamoDBClient } = require('@aws-sdk/client-dynamodb');
            const client = new DynamoDBClient({});
            exports.handler = async (event) => ({ region: await client.config.region() });
            """);
    private static final Kind PYTHON_SDK = Kind.python("""
            import boto3
            table = boto3.client('dynamodb')
            def handler(event, context):
                return table.meta.region_name
            """);
    private static final Kind PYTHON_CLOCK =
            Kind.python("import time\ndef handler(event, context):\n    print('BEGUN', time.time_ns())\n");
    private static final Pattern BEGUN = Pattern.compile("BEGUN (\\d+)");

    @Override
    public String name() {
        return "functions";
    }

    @Override
    public String description() {
        return "Invoke over HTTP with a verified signature, sandboxed; middle / last hundredth";
    }

    @Override
    public void run(Report report) throws Exception {
        try (Scratch scratch = Scratch.create();
                GustProcess process = GustProcess.start(scratch.folder("data"));
                FunctionServer server =
                        new FunctionServer(process.note().endpoint().getPort())) {
            process.output().lines().forEach(report::say);
            String wanted = System.getProperty("gust.bench.part", "");
            if (wanted.isEmpty() || wanted.equals("warm")) {
                warm(report, server);
            }
            if (wanted.isEmpty() || wanted.equals("cold")) {
                cold(report, server);
            }
            if (wanted.isEmpty() || wanted.equals("packs")) {
                coldWithPacks(report, server, scratch);
            }
            if (wanted.isEmpty() || wanted.equals("java")) {
                JavaStarts.measure(report, server, scratch);
            }
            if (wanted.isEmpty() || wanted.equals("rate")) {
                coldRate(report, server);
                rate(report, server);
                apiRate(report, server);
            }
            if (wanted.isEmpty() || wanted.equals("event")) {
                events(report, server);
            }
        }
    }

    static void cold(Report report, FunctionServer server) throws Exception {
        report.percentiles("cold, Python", server.cold(Kind.pythonEcho(), WARM_UPS, COLD), "promised: 4 / 10");
        report.percentiles("cold, Node", server.cold(Kind.nodeEcho(), WARM_UPS, COLD), "promised: 4 / 10");
    }

    static void warm(Report report, FunctionServer server) throws IOException {
        report.percentiles(
                "warm, Node, 1 connection", server.warm(Kind.nodeEcho(), 30000, 10000), "promised: 0.35 / 1");
        report.percentiles(
                "warm, Python, 1 connection", server.warm(Kind.pythonEcho(), 10000, 10000), "promised: 0.35 / 1");
    }

    /** Calls of an HTTP API with a warm Node function behind it. */
    static void apiRate(Report report, FunctionServer server) throws Exception {
        String path = server.httpApi(Kind.node("""
                exports.handler = async (event) => ({ statusCode: 200, body: JSON.stringify({ id: event.pathParameters.id }) });
                """));
        report.rate(
                "HTTP API to a warm Node function", rate(server, server.plain(path), 16), "promised: at least 6,000");
    }

    private static void coldWithPacks(Report report, FunctionServer server, Scratch scratch) throws Exception {
        Optional<Kind> custom = custom(scratch);
        if (custom.isPresent()) {
            report.percentiles(
                    "cold, static custom runtime", server.cold(custom.get(), WARM_UPS, COLD), "promised: 5 / 12");
        } else {
            report.say("cold, static custom runtime: not measured, there is no C compiler (cc) that links statically");
        }
        Path packs = CacheFolder.standard().resolve("runtimes");
        if (Files.isDirectory(packs.resolve("nodejs/node_modules/@aws-sdk/client-dynamodb"))) {
            report.percentiles(
                    "cold, Node with an AWS SDK v3 client", server.cold(NODE_SDK, WARM_UPS, COLD), "promised: 12 / 30");
        } else {
            report.say("cold, Node with an AWS SDK v3 client: not measured; run gust doctor --install");
        }
        if (Files.isDirectory(packs.resolve("python/boto3"))) {
            report.percentiles(
                    "cold, Python with a boto3 client", server.cold(PYTHON_SDK, WARM_UPS, COLD), "promised: 25 / 50");
        } else {
            report.say("cold, Python with a boto3 client: not measured; run gust doctor --install");
        }
    }

    /** Functions that are all called at once, each for the first time. */
    private static void coldRate(Report report, FunctionServer server) throws Exception {
        int count = 300;
        List<String> names = new ArrayList<>();
        ConcurrentLinkedQueue<byte[]> requests = new ConcurrentLinkedQueue<>();
        for (int i = 0; i < count; i++) {
            names.add(server.create(Kind.pythonEcho()));
            requests.add(server.invocation(names.getLast()));
        }
        CLOCK.sleep(Duration.ofSeconds(1));
        List<Thread> callers = new ArrayList<>();
        ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
        long begun = CLOCK.nanoTime();
        for (int i = 0; i < 8; i++) {
            callers.add(Thread.ofVirtual().start(() -> {
                try (RawClient client = new RawClient(server.port())) {
                    for (byte[] next = requests.poll(); next != null; next = requests.poll()) {
                        RawClient.Answer answer = client.answer(next);
                        if (answer.status() != 200) {
                            failures.add(answer.text());
                        }
                    }
                } catch (IOException e) {
                    failures.add(e.toString());
                }
            }));
        }
        for (Thread caller : callers) {
            caller.join();
        }
        double seconds = (CLOCK.nanoTime() - begun) / 1e9;
        if (!failures.isEmpty()) {
            throw new IllegalStateException(failures.size() + " of " + count + " failed: " + failures.peek());
        }
        report.rate("cold starts of distinct Python functions", count / seconds, "promised: at least 150");
        for (String name : names) {
            server.delete(name);
        }
    }

    private static void rate(Report report, FunctionServer server) throws Exception {
        String name = server.create(Kind.nodeEcho());
        report.rate(
                "warm, Node echo, 16 connections",
                rate(server, server.invocation(name), 16),
                "promised: at least 12,000");
        server.delete(name);
    }

    private static double rate(FunctionServer server, byte[] request, int connections) throws Exception {
        List<RawClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < connections; i++) {
                clients.add(new RawClient(server.port()));
            }
            Load.Turn turn = (worker, count) -> {
                int status = clients.get((int) worker).ask(request);
                if (status != 200) {
                    throw new IllegalStateException("answered with status " + status);
                }
            };
            // A server that has just begun shares its processors with its compiler for a quarter of a minute.
            Load.rate(connections, Thread.ofVirtual().factory(), Duration.ofSeconds(20), turn);
            return Load.rate(connections, Thread.ofVirtual().factory(), Duration.ofSeconds(6), turn);
        } finally {
            for (RawClient client : clients) {
                client.close();
            }
        }
    }

    /** From sending an Event to its handler's first line; the event is on the disk before it is acknowledged. */
    private static void events(Report report, FunctionServer server) throws Exception {
        String name = server.create(PYTHON_CLOCK);
        byte[] request = server.invocation(name, "X-Amz-Invocation-Type", "Event");
        byte[] called = server.invocation(name, "X-Amz-Log-Type", "Tail");
        if (server.ask(called).status() != 200) {
            throw new IllegalStateException("the function does not run");
        }
        int count = 300;
        List<Long> sent = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sent.add(epochNanos());
            RawClient.Answer answer = server.ask(request);
            if (answer.status() != 202) {
                throw new IllegalStateException("answered with " + answer.status() + ' ' + answer.text());
            }
            CLOCK.sleep(Duration.ofMillis(15));
        }
        CLOCK.sleep(Duration.ofSeconds(2));
        List<Long> begun = begun(server, name);
        begun.removeIf(time -> time < sent.getFirst());
        if (begun.size() != count) {
            throw new IllegalStateException(count + " events were accepted and " + begun.size() + " handled");
        }
        double[] times = new double[count];
        for (int i = 0; i < count; i++) {
            times[i] = (begun.get(i) - sent.get(i)) / 1e6;
        }
        report.percentiles("event, from sending it to the start of its handler", times, "promised: 5");
        server.delete(name);
    }

    /** When the function's handler began, each time that it said so. */
    static List<Long> begun(FunctionServer server, String name) throws IOException {
        List<Long> times = new ArrayList<>();
        String body = "{\"logGroupName\":\"/aws/lambda/" + name + "\",\"limit\":10000,\"filterPattern\":\"BEGUN\"}";
        byte[] request = new SignedRequests(server.port(), "logs")
                .bytes(
                        "POST",
                        "/",
                        body.getBytes(StandardCharsets.UTF_8),
                        "application/x-amz-json-1.1",
                        "X-Amz-Target",
                        "Logs_20140328.FilterLogEvents");
        Matcher line = BEGUN.matcher(server.ask(request).text());
        while (line.find()) {
            times.add(Long.parseLong(line.group(1)));
        }
        times.sort(null);
        return times;
    }

    static long epochNanos() {
        var now = CLOCK.instant();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }

    /** A static program that speaks the runtime API; empty where none can be built. */
    private static Optional<Kind> custom(Scratch scratch) throws IOException, InterruptedException {
        Path folder = scratch.folder("custom");
        Path source = folder.resolve("bootstrap.c");
        Path program = folder.resolve("bootstrap");
        try (InputStream text = FunctionsBenchmark.class.getResourceAsStream("bootstrap.c")) {
            if (text == null) {
                throw new IOException("bootstrap.c is missing");
            }
            Files.write(source, text.readAllBytes());
        }
        try {
            int status = new ProcessBuilder("cc", "-O2", "-static", "-o", program.toString(), source.toString())
                    .start()
                    .waitFor();
            return status == 0
                    ? Optional.of(new Kind("provided.al2023", "own", Map.of("bootstrap", Files.readAllBytes(program))))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
