package dev.gust.checks.benchmarks;

import dev.gust.base.time.Clock;
import dev.gust.wire.http.HttpHeaders;
import dev.gust.wire.http.HttpRequest;
import dev.gust.wire.http.HttpResponse;
import dev.gust.wire.http.Payload;
import dev.gust.wire.model.ServiceModels;
import dev.gust.wire.model.sqs.SendMessageResult;
import dev.gust.wire.operation.Operation;
import dev.gust.wire.protocol.json.AwsJsonProtocol;
import dev.gust.wire.schema.Structure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** What the wire's own work costs one core for one request: bytes to records, and records to bytes. */
final class CodecBenchmark implements Benchmark {
    private static final int ROUNDS = 7;
    private static final int TURNS = 400_000;

    private static final String MESSAGE = """
            {"QueueUrl":"http://127.0.0.1:4566/000000000000/orders","MessageBody":"{\\"order\\":4711,\\"state\\":\\"paid\\"}",
            "DelaySeconds":0,"MessageAttributes":{"kind":{"DataType":"String","StringValue":"order"}}}""";

    private static final String ITEM = """
            {"TableName":"orders","Item":{"id":{"S":"order-4711"},"at":{"N":"1790000000"},"state":{"S":"paid"},
            "total":{"N":"129.95"},"lines":{"L":[{"M":{"sku":{"S":"A-1"},"count":{"N":"2"}}},{"M":{"sku":{"S":"B-7"},"count":{"N":"1"}}}]},
            "tags":{"SS":["new","gift"]},"paid":{"BOOL":true}},"ConditionExpression":"attribute_not_exists(id)",
            "ReturnConsumedCapacity":"TOTAL"}""";

    /** What the loop reads, so that nothing of it is left out as unneeded. */
    private long seen;

    @Override
    public String name() {
        return "codec";
    }

    @Override
    public String description() {
        return "decoding and encoding of typical JSON requests on one core";
    }

    @Override
    public void run(Report report) throws Exception {
        Operation<?, SendMessageResult> send = operation("sqs", "SendMessage");
        Operation<?, ?> put = operation("dynamodb", "PutItem");
        SendMessageResult result = SendMessageResult.builder()
                .md5OfMessageBody("6d5f4f1e9f0c1a2b3c4d5e6f70819203")
                .messageId("0b6a4f0e-7d3e-4c1a-9a53-2f1f6f7f9d10")
                .build();
        HttpRequest message = request("AmazonSQS.SendMessage", MESSAGE);
        HttpRequest item = request("DynamoDB_20120810.PutItem", ITEM);
        double sent = microseconds(() -> decode(send, message) + encode(send, result));
        double stored = microseconds(() -> decode(put, item));
        report.say(String.format(
                "%-52s %12.2f us   promised: at most 1.5", "SendMessage, decoded and its result encoded", sent));
        report.say(String.format("%-52s %12.2f us   promised: at most 3", "PutItem, decoded", stored));
        if (seen == 0) {
            throw new IllegalStateException("nothing was decoded");
        }
    }

    @FunctionalInterface
    private interface Work {
        long once() throws IOException;
    }

    private double microseconds(Work work) throws IOException {
        double[] rounds = new double[ROUNDS];
        for (int round = -2; round < ROUNDS; round++) {
            long from = Clock.system().nanoTime();
            for (int turn = 0; turn < TURNS; turn++) {
                seen += work.once();
            }
            if (round >= 0) {
                rounds[round] = (Clock.system().nanoTime() - from) / 1e3 / TURNS;
            }
        }
        return Report.median(rounds);
    }

    private static long decode(Operation<?, ?> operation, HttpRequest request) throws IOException {
        return AwsJsonProtocol.VERSION_1_0.decode(operation, request).shapeSchema() == null ? 0 : 1;
    }

    private static <O extends Structure> long encode(Operation<?, O> operation, O output) {
        HttpResponse response = AwsJsonProtocol.VERSION_1_0.encode(operation, output, "request");
        return response.status();
    }

    @SuppressWarnings("unchecked")
    private static <O extends Structure> Operation<?, O> operation(String service, String name) {
        return (Operation<?, O>)
                Objects.requireNonNull(ServiceModels.find(service).orElseThrow().find(name));
    }

    private static HttpRequest request(String target, String body) {
        HttpHeaders headers = HttpHeaders.of(
                "Host", "127.0.0.1:4566", "Content-Type", "application/x-amz-json-1.0", "X-Amz-Target", target);
        return new HttpRequest(
                "POST", "/", "", headers, Payload.of(body.getBytes(StandardCharsets.UTF_8)), "127.0.0.1");
    }
}
