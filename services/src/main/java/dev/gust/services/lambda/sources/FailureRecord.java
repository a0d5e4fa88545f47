package dev.gust.services.lambda.sources;

import dev.gust.base.Arn;
import dev.gust.base.json.JsonValue;
import dev.gust.services.lambda.sources.Batch.Piece;
import dev.gust.services.ports.Delivery;
import dev.gust.services.ports.Event;
import dev.gust.services.ports.RetryPolicy;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/** What an on-failure destination is told of records that were given up: where they are, not what is in them. */
final class FailureRecord {
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
        byte[] body = new JsonValue.Obj(record).toJson().getBytes(StandardCharsets.UTF_8);
        return Delivery.of(
                target,
                new Event(requestId, body, "lambda.amazonaws.com", caller, null, Map.of()),
                RetryPolicy.PATIENT);
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
