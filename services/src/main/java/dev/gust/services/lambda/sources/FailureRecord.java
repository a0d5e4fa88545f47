package dev.gust.services.lambda.sources;

import dev.gust.base.Arn;
import dev.gust.base.json.JsonValue;
import dev.gust.services.lambda.sources.Batch.Piece;
import dev.gust.services.ports.Delivery;
import dev.gust.services.ports.Event;
import dev.gust.services.ports.RetryPolicy;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/** What an on-failure destination is told of records that were given up: where they are and, in a bucket, what is in them. */
public final class FailureRecord {
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("yyyy/MM/dd").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH.mm.ss").withZone(ZoneOffset.UTC);

    private FailureRecord() {}

    /**
     * The delivery.
     *
     * @param requestId of the last call of the function
     * @param version that failed; empty when the function was never run
     */
    static Delivery of(
            EventSourceMapping mapping,
            String destination,
            String shard,
            Piece piece,
            String condition,
            String requestId,
            String version,
            Instant now) {
        Map<String, JsonValue> record = new LinkedHashMap<>();
        Map<String, JsonValue> request = new LinkedHashMap<>();
        request.put("requestId", JsonValue.of(requestId));
        request.put("functionArn", JsonValue.of(mapping.function()));
        request.put("condition", JsonValue.of(condition));
        request.put("approximateInvokeCount", JsonValue.of(piece.calls()));
        record.put("requestContext", new JsonValue.Obj(request));
        if (!version.isEmpty()) {
            Map<String, JsonValue> response = new LinkedHashMap<>();
            response.put("statusCode", JsonValue.of(200));
            response.put("executedVersion", JsonValue.of(version));
            response.put("functionError", JsonValue.of("Unhandled"));
            record.put("responseContext", new JsonValue.Obj(response));
        }
        record.put("version", JsonValue.of("1.0"));
        record.put("timestamp", time(now.truncatedTo(ChronoUnit.MILLIS)));
        record.put("DDBStreamBatchInfo", batch(mapping, shard, piece));
        Arn target = Arn.parse(destination)
                .orElseThrow(() -> new IllegalStateException("a stored destination is no ARN: " + destination));
        Arn caller = Arn.of("lambda", mapping.region(), mapping.account(), "event-source-mapping:" + mapping.id());
        Map<String, String> attributes = Map.of();
        if (target.service().equals("s3")) {
            record.put("payload", JsonValue.of(new String(Payloads.of(piece.records()), StandardCharsets.UTF_8)));
            attributes =
                    Map.of(Event.OBJECT_KEY, objectKey("aws/lambda/" + mapping.id() + "/" + shard, requestId, now));
        }
        byte[] body = new JsonValue.Obj(record).toJson().getBytes(StandardCharsets.UTF_8);
        return Delivery.of(
                target,
                new Event(requestId, body, "lambda.amazonaws.com", caller, null, attributes),
                RetryPolicy.PATIENT);
    }

    /** Where AWS puts such records: a folder of the sender, one for each day, and the time with something unique. */
    public static String objectKey(String folder, String unique, Instant at) {
        return folder + "/" + DAY.format(at) + "/" + MOMENT.format(at) + "-" + unique;
    }

    private static JsonValue batch(EventSourceMapping mapping, String shard, Piece piece) {
        Map<String, JsonValue> batch = new LinkedHashMap<>();
        batch.put("shardId", JsonValue.of(shard));
        batch.put("startSequenceNumber", JsonValue.of(piece.records().getFirst().sequenceNumber()));
        batch.put("endSequenceNumber", JsonValue.of(piece.records().getLast().sequenceNumber()));
        batch.put(
                "approximateArrivalOfFirstRecord",
                time(piece.records().getFirst().at()));
        batch.put(
                "approximateArrivalOfLastRecord", time(piece.records().getLast().at()));
        batch.put("batchSize", JsonValue.of(piece.records().size()));
        batch.put("streamArn", JsonValue.of(mapping.source()));
        return new JsonValue.Obj(batch);
    }

    private static JsonValue time(Instant at) {
        return JsonValue.of(DateTimeFormatter.ISO_INSTANT.format(at));
    }
}
