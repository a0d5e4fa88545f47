package dev.gust.services.lambda;

import dev.gust.base.Arn;
import dev.gust.base.json.JsonSyntaxException;
import dev.gust.base.json.JsonText;
import dev.gust.base.json.JsonValue;
import dev.gust.services.lambda.sources.FailureRecord;
import dev.gust.services.ports.Delivery;
import dev.gust.services.ports.Event;
import dev.gust.services.ports.RetryPolicy;
import dev.gust.services.ports.Settlement;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What destinations and the function's dead-letter target are told of the end of an asynchronous invocation. */
final class InvocationRecord {
    private static final int ERROR_MESSAGE_LENGTH = 1024;

    private final FunctionReference reference;
    private final Event event;
    private final Settlement settlement;
    private final Instant now;

    InvocationRecord(FunctionReference reference, Event event, Settlement settlement, Instant now) {
        this.reference = reference;
        this.event = event;
        this.settlement = settlement;
        this.now = now;
    }

    /** A delivery's answer holds the version that ran and the payload, as both are told to destinations. */
    static byte[] answer(String executedVersion, byte[] payload) {
        byte[] version = (executedVersion + '\n').getBytes(StandardCharsets.UTF_8);
        byte[] answer = Arrays.copyOf(version, version.length + payload.length);
        System.arraycopy(payload, 0, answer, version.length, payload.length);
        return answer;
    }

    List<Delivery> deliveries(Optional<EventInvokeRecord> config, Optional<String> deadLetter) {
        List<Delivery> deliveries = new ArrayList<>();
        switch (settlement) {
            case Settlement.Delivered delivered ->
                config.map(EventInvokeRecord::onSuccess)
                        .ifPresent(arn -> deliveries.add(destination(arn, "Success", delivered.answer(), false)));
            case Settlement.GaveUp gaveUp -> {
                String condition = switch (gaveUp.reason()) {
                    case TOO_OLD -> "EventAgeExceeded";
                    case ATTEMPTS_EXHAUSTED -> "RetriesExhausted";
                    case IMPOSSIBLE -> LambdaEvents.ZERO_CONCURRENCY;
                };
                config.map(EventInvokeRecord::onFailure)
                        .ifPresent(arn -> deliveries.add(destination(arn, condition, gaveUp.answer(), true)));
                deadLetter.ifPresent(arn -> deliveries.add(deadLetter(arn, gaveUp)));
            }
        }
        return deliveries;
    }

    private Delivery destination(String arn, String condition, byte[] answer, boolean failed) {
        Map<String, JsonValue> record = new LinkedHashMap<>();
        record.put("version", JsonValue.of("1.0"));
        record.put("timestamp", JsonValue.of(DateTimeFormatter.ISO_INSTANT.format(now.truncatedTo(ChronoUnit.MILLIS))));
        Map<String, JsonValue> request = new LinkedHashMap<>();
        request.put("requestId", JsonValue.of(event.id()));
        String function = reference
                .withQualifier(reference.qualifier() == null ? FunctionReference.LATEST : reference.qualifier())
                .arn()
                .toString();
        request.put("functionArn", JsonValue.of(function));
        request.put("condition", JsonValue.of(condition));
        request.put("approximateInvokeCount", JsonValue.of(settlement.attempts()));
        record.put("requestContext", new JsonValue.Obj(request));
        record.put("requestPayload", json(event.body()));
        int end = indexOfLineEnd(answer);
        if (end > 0) {
            Map<String, JsonValue> response = new LinkedHashMap<>();
            response.put("statusCode", JsonValue.of(200));
            response.put("executedVersion", JsonValue.of(new String(answer, 0, end, StandardCharsets.UTF_8)));
            if (failed) {
                response.put("functionError", JsonValue.of("Unhandled"));
            }
            record.put("responseContext", new JsonValue.Obj(response));
            record.put("responsePayload", json(Arrays.copyOfRange(answer, end + 1, answer.length)));
        }
        Map<String, String> attributes = Map.of(
                Event.OBJECT_KEY,
                FailureRecord.objectKey("aws/lambda/async/" + reference.name(), event.id(), now),
                "detail-type",
                "Lambda Function Invocation Result - " + (failed ? "Failure" : "Success"),
                "source",
                "lambda",
                "resource",
                function);
        return delivery(arn, new JsonValue.Obj(record).toJson().getBytes(StandardCharsets.UTF_8), attributes);
    }

    private Delivery deadLetter(String arn, Settlement.GaveUp gaveUp) {
        String message = message(gaveUp);
        return delivery(
                arn,
                event.body(),
                Map.of(
                        "RequestID",
                        event.id(),
                        "ErrorCode",
                        "200",
                        "ErrorMessage",
                        message.substring(0, Math.min(message.length(), ERROR_MESSAGE_LENGTH))));
    }

    private Delivery delivery(String arn, byte[] body, Map<String, String> attributes) {
        Arn target =
                Arn.parse(arn).orElseThrow(() -> new IllegalStateException("a stored destination is none: " + arn));
        Event told = new Event(
                event.id(), body, "lambda.amazonaws.com", reference.functionArn(), event.traceHeader(), attributes);
        return Delivery.of(target, told, RetryPolicy.PATIENT);
    }

    private static String message(Settlement.GaveUp gaveUp) {
        int end = indexOfLineEnd(gaveUp.answer());
        JsonValue error = json(Arrays.copyOfRange(gaveUp.answer(), Math.max(0, end + 1), gaveUp.answer().length));
        return error instanceof JsonValue.Obj members
                ? members.string("errorMessage").orElse(gaveUp.errorMessage())
                : gaveUp.errorMessage();
    }

    private static int indexOfLineEnd(byte[] answer) {
        for (int i = 0; i < answer.length; i++) {
            if (answer[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private static JsonValue json(byte @Nullable [] bytes) {
        String text = bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
        try {
            return JsonText.parse(text);
        } catch (JsonSyntaxException notJson) {
            return JsonValue.of(text);
        }
    }
}
