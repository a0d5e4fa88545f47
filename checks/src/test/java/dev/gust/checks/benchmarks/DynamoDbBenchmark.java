package dev.gust.checks.benchmarks;

import dev.gust.base.time.Clock;
import dev.gust.checks.conformance.GustProcess;
import dev.gust.checks.conformance.dynamodb.DynamoDbLocal;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.opentest4j.TestAbortedException;

/** Tables on the disk beside Amazon's DynamoDB Local in memory, one after the other in the same run. */
final class DynamoDbBenchmark implements Benchmark {
    private static final int CONNECTIONS = 16;
    private static final int HOT_CLIENTS = 64;
    private static final int KEYS = 5_000;
    private static final int MANY = Integer.getInteger("gust.bench.items", 1_000_000);
    private static final Duration WARM_UP = Duration.ofSeconds(5);
    private static final Duration MEASURED = Duration.ofSeconds(6);

    @Override
    public String name() {
        return "dynamodb";
    }

    @Override
    public String description() {
        return "items of 1 KB, 16 connections, durable, beside DynamoDB Local in memory, asked from the same processors";
    }

    @Override
    public void run(Report report) throws Exception {
        List<Tables.Measured> ours;
        try (Scratch scratch = Scratch.create();
                GustProcess server = GustProcess.start(scratch.folder("data"))) {
            int port = server.note().endpoint().getPort();
            try (Tables gust = new Tables("Gust", port, CONNECTIONS)) {
                ours = operations(gust);
                tell(report, gust.name(), ours);
            }
            Optional<List<Tables.Measured>> theirs = local(report);
            theirs.ifPresent(measured -> compare(report, ours, measured));
            hotCounter(report, port);
            try (Tables gust = new Tables("Gust", port, CONNECTIONS)) {
                size(report, gust);
            }
        }
    }

    private static Optional<List<Tables.Measured>> local(Report report) throws Exception {
        DynamoDbLocal peer;
        try {
            peer = DynamoDbLocal.start();
        } catch (TestAbortedException absent) {
            report.say("not compared: " + absent.getMessage());
            return Optional.empty();
        }
        try (peer;
                Tables local = new Tables("DynamoDB Local", peer.port(), CONNECTIONS)) {
            List<Tables.Measured> measured = operations(local);
            tell(report, local.name(), measured);
            return Optional.of(measured);
        }
    }

    /** PutItem, GetItem and Query, in this order. */
    private static List<Tables.Measured> operations(Tables tables) throws Exception {
        tables.create("bench");
        byte[][] puts = tables.signed("PutItem", KEYS, i -> Tables.put("bench", i));
        List<Tables.Measured> measured = new ArrayList<>();
        measured.add(tables.measure(puts, WARM_UP, MEASURED));
        for (int from = 0; from < KEYS; from += 25) {
            // Whatever the runs above have left out.
            tables.load("bench", from, from + 25, "x".repeat(1000));
        }
        measured.add(tables.measure(tables.signed("GetItem", KEYS, i -> Tables.get("bench", i)), WARM_UP, MEASURED));
        measured.add(
                tables.measure(tables.signed("Query", KEYS / 25, i -> Tables.query("bench", i)), WARM_UP, MEASURED));
        return measured;
    }

    private static void tell(Report report, String name, List<Tables.Measured> measured) {
        List<String> operations = List.of("PutItem", "GetItem", "Query of 25 items");
        for (int i = 0; i < operations.size(); i++) {
            Tables.Measured one = measured.get(i);
            report.rate(
                    name + ": " + operations.get(i),
                    one.rate(),
                    String.format("p50 %.2f ms, p99 %.2f ms", one.p50Millis(), one.p99Millis()));
        }
    }

    private static void compare(Report report, List<Tables.Measured> ours, List<Tables.Measured> theirs) {
        List<String> promises =
                List.of("PutItem: promised at least 3", "GetItem: promised at least 2", "Query: promised at least 3");
        for (int i = 0; i < promises.size(); i++) {
            report.say(String.format(
                    "Gust's rate over DynamoDB Local's, %s: %.1f; p99 %.2f ms against %.2f ms, promised lower",
                    promises.get(i),
                    ours.get(i).rate() / theirs.get(i).rate(),
                    ours.get(i).p99Millis(),
                    theirs.get(i).p99Millis()));
        }
    }

    /** One item that everybody adds to. */
    private static void hotCounter(Report report, int port) throws Exception {
        int each = 200;
        try (Tables gust = new Tables("Gust", port, HOT_CLIENTS)) {
            String key = "{\"p\":{\"S\":\"counter\"},\"r\":{\"N\":\"0\"}}";
            byte[][] adds = gust.signed(
                    "UpdateItem",
                    1,
                    i -> "{\"TableName\":\"bench\",\"Key\":" + key
                            + ",\"UpdateExpression\":\"ADD hits :one\",\"ExpressionAttributeValues\":{\":one\":{\"N\":\"1\"}}}");
            long began = Clock.system().nanoTime();
            gust.everybody(adds[0], each);
            double seconds = (Clock.system().nanoTime() - began) / 1e9;
            String item = gust.call("GetItem", "{\"TableName\":\"bench\",\"Key\":" + key + ",\"ConsistentRead\":true}");
            boolean isExact = item.contains("\"hits\":{\"N\":\"" + HOT_CLIENTS * each + "\"}");
            report.rate(
                    "hot counter of 64 clients",
                    HOT_CLIENTS * each / seconds,
                    isExact ? "nothing lost, as promised" : "LOST INCREMENTS: " + item);
        }
    }

    /** What a query costs beside a million items, and how fast an index over them is filled. */
    private static void size(Report report, Tables gust) throws Exception {
        gust.create("large");
        report.rate("loading items of 200 bytes in batches", gust.load("large", 0, MANY, "x".repeat(100)), "");
        byte[][] few = gust.signed("Query", KEYS / 25, i -> Tables.query("large", i));
        byte[][] spread = gust.signed("Query", KEYS / 25, i -> Tables.query("large", (int) (i * 7919L % (MANY / 25))));
        gust.create("little");
        gust.load("little", 0, 10_000, "x".repeat(100));
        byte[][] little = gust.signed("Query", KEYS / 25, i -> Tables.query("little", i));
        Tables.Measured tenThousand = gust.measure(little, WARM_UP, MEASURED);
        Tables.Measured near = gust.measure(few, WARM_UP, MEASURED);
        Tables.Measured far = gust.measure(spread, WARM_UP, MEASURED);
        report.rate("Query of 25 in 10,000 items", tenThousand.rate(), "");
        report.rate(
                "Query of 25 in " + MANY + " items",
                near.rate(),
                String.format(
                        "%.2f of the other; all over the table %.0f /s; promised: within 20%%",
                        near.rate() / tenThousand.rate(), far.rate()));
        backFill(report, gust);
    }

    private static void backFill(Report report, Tables gust) throws IOException, InterruptedException {
        long began = Clock.system().nanoTime();
        gust.call("UpdateTable", """
                {"TableName":"large","AttributeDefinitions":[{"AttributeName":"owner","AttributeType":"S"}],
                 "GlobalSecondaryIndexUpdates":[{"Create":{"IndexName":"by-owner",
                   "KeySchema":[{"AttributeName":"owner","KeyType":"HASH"}],"Projection":{"ProjectionType":"KEYS_ONLY"}}}]}
                """);
        Instant deadline = Clock.system().instant().plus(Duration.ofMinutes(5));
        while (!gust.call("DescribeTable", "{\"TableName\":\"large\"}").contains("\"IndexStatus\":\"ACTIVE\"")) {
            if (Clock.system().instant().isAfter(deadline)) {
                throw new IOException("the index was not filled within five minutes");
            }
            Clock.system().sleep(Duration.ofMillis(50));
        }
        double seconds = (Clock.system().nanoTime() - began) / 1e9;
        report.rate("back-fill of a global index", MANY / seconds, "promised: at least 50,000");
    }
}
