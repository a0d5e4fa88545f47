package dev.gust.wire.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.gust.base.Randomness;
import dev.gust.base.time.Clock;
import dev.gust.wire.codec.MalformedException;
import dev.gust.wire.http.HttpHeaders;
import dev.gust.wire.http.HttpRequest;
import dev.gust.wire.http.Payload;
import dev.gust.wire.model.monitoring.CloudWatchModel;
import dev.gust.wire.model.monitoring.Dimension;
import dev.gust.wire.model.monitoring.MetricDatum;
import dev.gust.wire.model.monitoring.PutMetricDataInput;
import dev.gust.wire.operation.AwsException;
import dev.gust.wire.operation.ServiceModel;
import dev.gust.wire.protocol.ProtocolRouter;
import dev.gust.wire.protocol.Resolution;
import dev.gust.wire.protocol.cbor.CborDocuments;
import dev.gust.wire.protocol.eventstream.EventMessage;
import dev.gust.wire.schema.Blob;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Whatever bytes come, a decoder gives an input or a refusal of the 400s: never another exception, never a hang, never
 * memory without bound. A failure prints the seed; {@code -Dgust.seed=N} runs it again.
 */
class DecoderFuzzTest {
    private static final int TURNS = Boolean.getBoolean("gust.long") ? 400_000 : 6_000;
    private static final long SEED = Long.getLong("gust.seed", 20260101L);
    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final List<String> NASTY = List.of(
            "\u0000",
            "\"",
            "\\",
            "{",
            "[",
            "}",
            "]",
            "<",
            ">",
            "&",
            "%",
            "=",
            ".",
            "1e999999999",
            "-",
            "0x",
            "null",
            "99999999999999999999999999",
            "\\uD800",
            "<!DOCTYPE a [<!ENTITY b \"c\">]>",
            "&b;",
            "]]>",
            "\uFFFF",
            "NaN");

    private final Randomness randomness = Randomness.seeded(SEED);

    @Test
    void json() {
        fuzz(DynamoDbSamples.SERVICE, body -> DynamoDbSamples.request(body), DynamoDbSamples.BODY);
    }

    @Test
    void restJson() {
        byte[] body = utf8("""
                {"FunctionName":"f","Role":"arn:aws:iam::000000000000:role/r","Code":{"ZipFile":"UEsDBA=="},"Timeout":3,
                "Environment":{"Variables":{"AB":"1"}},"Layers":["arn:aws:lambda:us-east-1:000000000000:layer:l:1"],"Runtime":"nodejs22.x","Tags":{"t":"u"}}""");
        ServiceModel lambda = ServiceModels.find("lambda").orElseThrow();
        fuzz(lambda, bytes -> request("POST", "/2015-03-31/functions", "", HttpHeaders.empty(), bytes), body);
    }

    @Test
    void restXml() {
        byte[] body = utf8("""
                <?xml version="1.0" encoding="UTF-8"?><LifecycleConfiguration><Rule><ID>a</ID><Status>Enabled</Status>
                <Filter><And><Prefix>p/</Prefix><Tag><Key>k</Key><Value>v</Value></Tag></And></Filter>
                <Transition><Date>2026-01-01T00:00:00Z</Date><Days>3</Days></Transition></Rule></LifecycleConfiguration>""");
        ServiceModel s3 = ServiceModels.find("s3").orElseThrow();
        fuzz(s3, bytes -> request("PUT", "/bucket", "lifecycle", HttpHeaders.empty(), bytes), body);
    }

    @Test
    void query() {
        byte[] body = utf8("Action=SendMessageBatch&Version=2012-11-05&QueueUrl=http%3A%2F%2Fq&"
                + "SendMessageBatchRequestEntry.1.Id=a&SendMessageBatchRequestEntry.1.MessageBody=b%20c&"
                + "SendMessageBatchRequestEntry.1.MessageAttribute.1.Name=n&"
                + "SendMessageBatchRequestEntry.1.MessageAttribute.1.Value.DataType=String&"
                + "SendMessageBatchRequestEntry.1.DelaySeconds=5");
        HttpHeaders form = HttpHeaders.of("Content-Type", "application/x-www-form-urlencoded");
        fuzz(ServiceModels.find("sqs").orElseThrow(), bytes -> request("POST", "/", "", form, bytes), body);
    }

    @Test
    void cbor() {
        MetricDatum datum = MetricDatum.builder()
                .metricName("latency")
                .dimensions(List.of(new Dimension("a", "b")))
                .timestamp(Instant.ofEpochSecond(1_790_000_000))
                .value(1.5)
                .valuesValue(List.of(1.0, 2.0))
                .build();
        PutMetricDataInput input = new PutMetricDataInput("ns", List.of(datum), List.of(), true);
        HttpHeaders headers = HttpHeaders.of("smithy-protocol", "rpc-v2-cbor", "Content-Type", "application/cbor");
        String path = "/service/GraniteServiceVersion20100801/operation/PutMetricData";
        fuzz(CloudWatchModel.SERVICE, bytes -> request("POST", path, "", headers, bytes), CborDocuments.write(input));
    }

    @Test
    void eventMessages() {
        byte[] message = new EventMessage(
                        Map.of(":event-type", "a", "b", 1, "c", true, "d", Instant.EPOCH), Blob.utf8("payload"))
                .encode();
        for (int turn = 0; turn < TURNS; turn++) {
            byte[] bytes = mutated(message);
            try {
                EventMessage.decode(bytes);
            } catch (MalformedException e) {
                assertThat(e).hasMessageNotContaining("\n");
            } catch (RuntimeException e) {
                fail("seed " + SEED + ", turn " + turn, e);
            }
        }
    }

    @Test
    void pathsAndQueries() {
        ServiceModel s3 = ServiceModels.find("s3").orElseThrow();
        byte[] line = utf8("/bucket/a%20b//c?list-type=2&prefix=%C3%A4&uploadId=u&partNumber=1&max-keys=5");
        for (int turn = 0; turn < TURNS; turn++) {
            String mutated = new String(mutated(line), StandardCharsets.ISO_8859_1);
            int mark = mutated.indexOf('?');
            String path = mark < 0 ? mutated : mutated.substring(0, mark);
            String query = mark < 0 ? "" : mutated.substring(mark + 1);
            attempt(s3, request(turn % 2 == 0 ? "GET" : "PUT", path, query, HttpHeaders.empty(), new byte[0]), turn);
        }
    }

    @Test
    void refusesWhatIsDeepLongOrHuge() {
        refused(DynamoDbSamples.request(utf8("{\"Item\":".repeat(100_000))), DynamoDbSamples.SERVICE);
        refused(DynamoDbSamples.request(utf8("{\"x\":" + "[".repeat(1_000_000))), DynamoDbSamples.SERVICE);
        refused(
                DynamoDbSamples.request(utf8("{\"TableName\":\"t\",\"Item\":{\"a\":" + "{\"L\":[".repeat(5_000)
                        + "]}".repeat(5_000) + "}}")),
                DynamoDbSamples.SERVICE);
        refused(
                DynamoDbSamples.request(utf8("{\"Item\":{},\"TableName\":" + "9".repeat(1_000_000) + "}")),
                DynamoDbSamples.SERVICE);
        refused(DynamoDbSamples.request(new byte[30_000_000]), DynamoDbSamples.SERVICE);
        refused(
                DynamoDbSamples.request(new byte[] {'{', '"', (byte) 0xC3, '"', ':', '1', '}'}),
                DynamoDbSamples.SERVICE);
        ServiceModel s3 = ServiceModels.find("s3").orElseThrow();
        refused(xml("<a>".repeat(1_000_000)), s3);
        refused(xml("<LifecycleConfiguration>" + "<Rule><Filter><And>".repeat(100_000)), s3);
        refused(xml("<!DOCTYPE a [<!ENTITY b \"" + "c".repeat(1_000) + "\">]><a>&b;</a>"), s3);
        refused(xml("<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>"), s3);
        StringBuilder attributes = new StringBuilder("<LifecycleConfiguration");
        for (int i = 0; i < 100_000; i++) {
            attributes.append(" a").append(i).append("=\"\"");
        }
        refused(xml(attributes.append("><Rule>").toString()), s3);
        HttpHeaders form = HttpHeaders.of("Content-Type", "application/x-www-form-urlencoded");
        ServiceModel sqs = ServiceModels.find("sqs").orElseThrow();
        refused(request("POST", "/", "", form, utf8("Action=SendMessage&" + "a.".repeat(100_000) + "=1")), sqs);
        refused(request("POST", "/", "", form, utf8("Action=SendMessage" + "&a=1".repeat(100_000))), sqs);
    }

    private static HttpRequest xml(String body) {
        return request("PUT", "/bucket", "lifecycle", HttpHeaders.empty(), utf8(body));
    }

    private interface Wrapping {
        HttpRequest of(byte[] body);
    }

    private void fuzz(ServiceModel service, Wrapping wrapping, byte[] sample) {
        assertThat(attempt(service, wrapping.of(sample), -1))
                .as("the sample itself")
                .isNull();
        for (int turn = 0; turn < TURNS; turn++) {
            attempt(service, wrapping.of(mutated(sample)), turn);
        }
    }

    private static void refused(HttpRequest request, ServiceModel service) {
        AwsException error = attempt(service, request, 0);
        assertThat(error).isNotNull();
        assertThat(error.status()).isBetween(400, 499);
    }

    /** The refusal, or null when the request was understood. */
    private static AwsException attempt(ServiceModel service, HttpRequest request, int turn) {
        long from = Clock.system().nanoTime();
        try {
            switch (ProtocolRouter.resolve(service, request)) {
                case Resolution.Found(var protocol, var operation) -> protocol.decode(operation, request);
                case Resolution.Refused(var protocol, var error) -> throw error;
            }
            return null;
        } catch (AwsException e) {
            // 501 is a request for an operation that is not there, as a mutated path may be.
            assertThat(e.status())
                    .as("seed %s, turn %s: %s", SEED, turn, e.getMessage())
                    .isIn(400, 403, 404, 405, 413, 501);
            return e;
        } catch (IOException | RuntimeException | StackOverflowError e) {
            return fail("seed " + SEED + ", turn " + turn, e);
        } finally {
            assertThat(Duration.ofNanos(Clock.system().nanoTime() - from)).isLessThan(LONGEST);
        }
    }

    /** The bytes with some changed, put in, taken out or doubled. */
    private byte[] mutated(byte[] sample) {
        byte[] bytes = sample;
        int changes = 1 + randomness.nextInt(4);
        for (int i = 0; i < changes && bytes.length > 0; i++) {
            int at = randomness.nextInt(bytes.length);
            bytes = switch (randomness.nextInt(6)) {
                case 0 -> {
                    byte[] copy = bytes.clone();
                    copy[at] = (byte) randomness.nextInt(256);
                    yield copy;
                }
                case 1 -> joined(bytes, at, new byte[0], at + randomness.nextInt(bytes.length - at));
                case 2 -> joined(bytes, at, utf8(NASTY.get(randomness.nextInt(NASTY.size()))), at);
                case 3 -> Arrays.copyOf(bytes, at);
                case 4 -> {
                    byte[] random = new byte[1 + randomness.nextInt(8)];
                    randomness.nextBytes(random);
                    yield joined(bytes, at, random, at);
                }
                default -> {
                    int end = at + randomness.nextInt(bytes.length - at);
                    yield joined(bytes, end, Arrays.copyOfRange(bytes, at, end), end);
                }
            };
        }
        return bytes;
    }

    private static byte[] joined(byte[] bytes, int to, byte[] middle, int from) {
        byte[] joined = new byte[to + middle.length + bytes.length - from];
        System.arraycopy(bytes, 0, joined, 0, to);
        System.arraycopy(middle, 0, joined, to, middle.length);
        System.arraycopy(bytes, from, joined, to + middle.length, bytes.length - from);
        return joined;
    }

    private static HttpRequest request(String method, String path, String query, HttpHeaders headers, byte[] body) {
        return new HttpRequest(method, path, query, headers, Payload.of(body), "127.0.0.1");
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A table's item on the wire. */
    private static final class DynamoDbSamples {
        static final ServiceModel SERVICE = ServiceModels.find("dynamodb").orElseThrow();
        static final byte[] BODY = utf8("""
                {"TableName":"orders","Item":{"id":{"S":"order"},"at":{"N":"1790000000"},"b":{"B":"AQI="},"lines":{"L":
                [{"M":{"sku":{"SS":["A-1"]},"ok":{"BOOL":true}}},{"NULL":true}]}},"ReturnValues":"ALL_OLD"}""");

        private DynamoDbSamples() {}

        static HttpRequest request(byte[] body) {
            HttpHeaders headers = HttpHeaders.of("X-Amz-Target", "DynamoDB_20120810.PutItem");
            return DecoderFuzzTest.request("POST", "/", "", headers, body);
        }
    }
}
