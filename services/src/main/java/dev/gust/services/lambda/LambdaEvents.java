package dev.gust.services.lambda;

import dev.gust.base.Arn;
import dev.gust.services.ports.DeadLetters;
import dev.gust.services.ports.Delivery;
import dev.gust.services.ports.DeliveryResult;
import dev.gust.services.ports.Event;
import dev.gust.services.ports.EventTarget;
import dev.gust.services.ports.RetryPolicy;
import dev.gust.services.ports.Settlement;
import dev.gust.services.ports.runtime.RunOutcome;
import dev.gust.services.ports.runtime.RunRequest;
import dev.gust.storage.Snapshot;
import dev.gust.wire.model.lambda.ResourceNotFoundException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Functions as targets of events. Everything asynchronous comes this way: events of other services, and those that Invoke
 * accepted. An event is retried as the function's own settings say; a function that failed for good tells its own
 * destinations, and the publisher's dead-letter target hears only of what never reached the function.
 */
final class LambdaEvents implements EventTarget {
    /** AWS waits one minute before the first retry and two before the second, and keeps an event for six hours. */
    static final RetryPolicy RETRIES =
            new RetryPolicy(3, Duration.ofHours(6), Duration.ofMinutes(1), Duration.ofMinutes(2));

    /** Such a function's events are not tried at all: they go to its destination, with this as the condition. */
    static final String ZERO_CONCURRENCY = "ZeroReservedConcurrency";

    /** Sends what Lambda itself accepted; whether the caller might was asked then. */
    private static final String LAMBDA = "lambda.amazonaws.com";

    private final LambdaParts parts;
    private final FunctionRuns runs;

    LambdaEvents(LambdaParts parts, FunctionRuns runs) {
        this.parts = parts;
        this.runs = runs;
    }

    /** An event that Invoke accepted. */
    static Event accepted(String requestId, byte[] payload, String trace) {
        return new Event(requestId, payload, LAMBDA, null, trace, Map.of());
    }

    @Override
    public String service() {
        return "lambda";
    }

    @Override
    public DeliveryResult deliver(Arn target, Event event) {
        FunctionReference reference = FunctionReference.of(target);
        if (reference == null) {
            return new DeliveryResult.Impossible("INVALID_TARGET", target + " is no function");
        }
        LambdaStore.Found found;
        try {
            found = runs.resolve(reference);
        } catch (ResourceNotFoundException missing) {
            return new DeliveryResult.Impossible(missing.code(), missing.message());
        }
        if (!mayInvoke(reference, found.function(), event)) {
            return new DeliveryResult.Impossible(
                    "AccessDeniedException",
                    event.caller() + " is not authorized to perform: " + InvokePermission.INVOKE + " on resource: "
                            + target + " because no resource-based policy allows it");
        }
        if (Objects.equals(found.function().reservedConcurrency(), 0)) {
            return new DeliveryResult.Impossible(
                    ZERO_CONCURRENCY, "The function's reserved concurrency is 0, so it takes no events.");
        }
        RunRequest request = new RunRequest(
                event.id(),
                event.body(),
                target.toString(),
                Optional.of(runs.trace(event.traceHeader())),
                Optional.empty());
        FunctionRuns.Ran ran = runs.run(reference, found, request, false);
        return switch (ran.outcome()) {
            case RunOutcome.Returned returned ->
                new DeliveryResult.Delivered(InvocationRecord.answer(ran.executedVersion(), returned.payload()));
            case RunOutcome.Failed failed ->
                new DeliveryResult.Failed(
                        failed.errorType(), InvocationRecord.answer(ran.executedVersion(), failed.payload()));
            case RunOutcome.Throttled throttled -> new DeliveryResult.Later("Rate Exceeded: " + throttled.reason());
            case RunOutcome.NotStarted(String reason) -> new DeliveryResult.Later(reason);
        };
    }

    @Override
    public RetryPolicy retries(Arn target, RetryPolicy asked) {
        FunctionReference reference = FunctionReference.of(target);
        Optional<EventInvokeRecord> config = reference == null ? Optional.empty() : config(reference);
        return config.map(record -> RETRIES.within(
                        record.maximumRetryAttempts() == null
                                ? RETRIES.maximumAttempts()
                                : 1 + record.maximumRetryAttempts(),
                        record.maximumEventAgeSeconds() == null
                                ? RETRIES.maximumAge()
                                : Duration.ofSeconds(record.maximumEventAgeSeconds())))
                .orElse(RETRIES);
    }

    @Override
    public List<Delivery> settled(Delivery delivery, Settlement settlement) {
        FunctionReference reference = FunctionReference.of(delivery.target());
        if (reference == null
                || (settlement instanceof Settlement.GaveUp gaveUp
                        && gaveUp.reason() == Settlement.Reason.IMPOSSIBLE
                        && !gaveUp.errorCode().equals(ZERO_CONCURRENCY))) {
            return DeadLetters.of(delivery, settlement);
        }
        Optional<String> ownDeadLetter = deadLetter(reference);
        InvocationRecord record = new InvocationRecord(
                reference, delivery.event(), settlement, parts.clock().instant());
        return record.deliveries(config(reference), ownDeadLetter);
    }

    private boolean mayInvoke(FunctionReference reference, FunctionRecord function, Event event) {
        // A role's own policies would be asked here; they are not enforced yet, as the server says at every start.
        if (event.caller().equals(LAMBDA) || event.attributes().containsKey(Event.ROLE)) {
            return true;
        }
        try (Snapshot snapshot = parts.store().store().snapshot()) {
            return InvokePermission.allowsService(snapshot, reference, function, event.caller(), event.sourceArn());
        }
    }

    private Optional<EventInvokeRecord> config(FunctionReference reference) {
        return parts.store()
                .store()
                .read(snapshot -> parts.store()
                        .find(snapshot, reference)
                        .flatMap(function -> EventInvokeConfigs.inForce(snapshot, reference, function)));
    }

    private Optional<String> deadLetter(FunctionReference reference) {
        return parts.store().store().read(snapshot -> {
            try {
                return Optional.ofNullable(parts.store()
                        .resolve(snapshot, reference, AliasRecord.shares())
                        .version()
                        .deadLetterArn());
            } catch (ResourceNotFoundException deletedMeanwhile) {
                return Optional.empty();
            }
        });
    }
}
