package dev.gust.checks.benchmarks;

import dev.gust.base.time.Clock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;

/** A server with tables, asked over several connections with requests that were signed before. */
final class Tables implements AutoCloseable {
    private static final String FILLER = "x".repeat(1000);

    private final String name;
    private final SignedRequests requests;
    private final List<RawClient> clients = new ArrayList<>();

    /** What a run of many requests came to. */
    record Measured(double rate, double p50Millis, double p99Millis) {}

    Tables(String name, int port, int connections) throws IOException {
        this.name = name;
        this.requests = new SignedRequests(port, "dynamodb");
        try {
            for (int i = 0; i < connections; i++) {
                clients.add(new RawClient(port));
            }
        } catch (IOException refused) {
            close();
            throw refused;
        }
    }

    String name() {
        return name;
    }

    String call(String operation, String body) throws IOException {
        return answerTo(clients.getFirst(), signed(operation, body));
    }

    /** The body of the answer, which must be a good one. */
    private String answerTo(RawClient client, byte[] request) throws IOException {
        RawClient.Answer answer = client.answer(request);
        if (answer.status() != 200) {
            throw new IOException(name + " answered with " + answer);
        }
        return answer.text();
    }

    private byte[] signed(String operation, String body) throws IOException {
        return requests.bytes(
                "POST",
                "/",
                body.getBytes(StandardCharsets.UTF_8),
                "application/x-amz-json-1.0",
                "X-Amz-Target",
                "DynamoDB_20120810." + operation);
    }

    byte[][] signed(String operation, int count, IntFunction<String> body) throws IOException {
        byte[][] requests = new byte[count][];
        for (int i = 0; i < count; i++) {
            requests[i] = signed(operation, body.apply(i));
        }
        return requests;
    }

    void create(String table) throws IOException {
        call("CreateTable", """
                {"TableName":"%s","BillingMode":"PAY_PER_REQUEST",
                 "KeySchema":[{"AttributeName":"p","KeyType":"HASH"},{"AttributeName":"r","KeyType":"RANGE"}],
                 "AttributeDefinitions":[{"AttributeName":"p","AttributeType":"S"},{"AttributeName":"r","AttributeType":"N"}]}
                """.formatted(table));
    }

    /** An item of a kilobyte: place {@code i} of 25 to a partition. */
    static String put(String table, int i) {
        return "{\"TableName\":\"" + table + "\",\"Item\":" + item(i, FILLER) + "}";
    }

    static String item(int i, String filler) {
        return "{\"p\":{\"S\":\"partition-" + i / 25 + "\"},\"r\":{\"N\":\"" + i % 25 + "\"},\"n\":{\"N\":\"" + i
                + "\"},\"owner\":{\"S\":\"owner-" + i % 1000 + "\"},\"filler\":{\"S\":\"" + filler + "\"}}";
    }

    static String get(String table, int i) {
        return "{\"TableName\":\"" + table + "\",\"Key\":{\"p\":{\"S\":\"partition-" + i / 25 + "\"},\"r\":{\"N\":\""
                + i % 25 + "\"}}}";
    }

    static String query(String table, int partition) {
        return "{\"TableName\":\"" + table + "\",\"KeyConditionExpression\":\"p = :p\","
                + "\"ExpressionAttributeValues\":{\":p\":{\"S\":\"partition-" + partition + "\"}}}";
    }

    /** Writes items of this size in batches over all connections. */
    double load(String table, int from, int to, String filler) throws Exception {
        long began = Clock.system().nanoTime();
        int batch = 25;
        inParallel((client, place) -> {
            for (int i = from + place * batch; i < to; i += clients.size() * batch) {
                StringBuilder body = new StringBuilder("{\"RequestItems\":{\"" + table + "\":[");
                for (int j = i; j < Math.min(to, i + batch); j++) {
                    body.append(j == i ? "" : ",")
                            .append("{\"PutRequest\":{\"Item\":")
                            .append(item(j, filler))
                            .append("}}");
                }
                answerTo(client, signed("BatchWriteItem", body.append("]}}").toString()));
            }
        });
        return (to - from) / ((Clock.system().nanoTime() - began) / 1e9);
    }

    /** Every connection asks the same so many times. */
    void everybody(byte[] request, int times) throws Exception {
        inParallel((client, place) -> {
            for (int i = 0; i < times; i++) {
                answerTo(client, request);
            }
        });
    }

    private interface Work {
        void with(RawClient client, int place) throws IOException;
    }

    private void inParallel(Work work) throws Exception {
        List<Thread> threads = new ArrayList<>();
        List<Exception> failures = Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < clients.size(); i++) {
            int place = i;
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    work.with(clients.get(place), place);
                } catch (IOException | RuntimeException e) {
                    failures.add(e);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        if (!failures.isEmpty()) {
            throw failures.getFirst();
        }
    }

    /** Asks with all these requests over and over, on every connection, each from another place on. */
    Measured measure(byte[][] requests, Duration warmUp, Duration measured) throws Exception {
        Load.Turn turn = (worker, count) -> ask(requests, worker, count);
        Load.rate(clients.size(), Thread.ofVirtual().factory(), warmUp, turn);
        List<long[]> latencies = new ArrayList<>();
        int[] taken = new int[clients.size()];
        clients.forEach(client -> latencies.add(new long[1_000_000]));
        double rate = Load.rate(clients.size(), Thread.ofVirtual().factory(), measured, (worker, count) -> {
            long began = Clock.system().nanoTime();
            ask(requests, worker, count);
            int place = (int) worker;
            if (taken[place] < latencies.get(place).length) {
                latencies.get(place)[taken[place]++] = Clock.system().nanoTime() - began;
            }
        });
        int total = Arrays.stream(taken).sum();
        long[] all = new long[total];
        int end = 0;
        for (int i = 0; i < taken.length; i++) {
            System.arraycopy(latencies.get(i), 0, all, end, taken[i]);
            end += taken[i];
        }
        Arrays.sort(all);
        return new Measured(rate, all[total / 2] / 1e6, all[(int) (total * 0.99)] / 1e6);
    }

    private void ask(byte[][] requests, long worker, long count) throws IOException {
        int place = (int) ((worker * 7919 + count) % requests.length);
        int status = clients.get((int) worker).ask(requests[place]);
        if (status != 200) {
            throw new IOException(name + " answered with status " + status);
        }
    }

    @Override
    public void close() throws IOException {
        for (RawClient client : clients) {
            client.close();
        }
    }
}
