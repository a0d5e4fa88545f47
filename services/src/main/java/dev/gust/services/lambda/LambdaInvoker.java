package dev.gust.services.lambda;

import dev.gust.base.Ids;
import dev.gust.services.ports.FunctionCall;
import dev.gust.services.ports.FunctionInvoker;
import dev.gust.services.ports.InvocationOutcome;
import dev.gust.services.ports.runtime.RunOutcome;
import dev.gust.services.ports.runtime.RunRequest;
import dev.gust.storage.Snapshot;
import dev.gust.wire.model.lambda.ResourceNotFoundException;
import java.time.Duration;
import java.util.Optional;

/** Calls that other services make and wait for. The function's resource policy decides whether they may. */
final class LambdaInvoker implements FunctionInvoker {
    private static final Duration THROTTLED_PAUSE = Duration.ofSeconds(1);

    private final LambdaParts parts;
    private final FunctionRuns runs;
    private final Ids ids;

    LambdaInvoker(LambdaParts parts, FunctionRuns runs) {
        this.parts = parts;
        this.runs = runs;
        this.ids = parts.ids();
    }

    @Override
    public InvocationOutcome invoke(FunctionCall call) {
        FunctionReference reference = FunctionReference.of(call.function());
        if (reference == null) {
            return new InvocationOutcome.Refused("InvalidParameterValueException", call.function() + " is no function");
        }
        if (call.payload().length > parts.settings().maximumPayloadBytes()) {
            return new InvocationOutcome.Refused(
                    "RequestTooLargeException",
                    "Request must be smaller than " + parts.settings().maximumPayloadBytes()
                            + " bytes for the InvokeFunction operation");
        }
        LambdaStore.Found found;
        try {
            found = runs.resolve(reference);
        } catch (ResourceNotFoundException missing) {
            return new InvocationOutcome.Refused(missing.code(), missing.message());
        }
        if (!mayInvoke(reference, found.function(), call)) {
            return new InvocationOutcome.Refused(
                    "AccessDeniedException",
                    call.caller() + " is not authorized to perform: " + InvokePermission.INVOKE + " on resource: "
                            + call.function() + " because no resource-based policy allows it");
        }
        RunRequest request = new RunRequest(
                ids.uuid(),
                call.payload(),
                call.function().toString(),
                Optional.of(runs.trace(call.traceHeader())),
                Optional.empty());
        FunctionRuns.Ran ran = runs.run(reference, found, request, false);
        return switch (ran.outcome()) {
            case RunOutcome.Returned returned ->
                new InvocationOutcome.Returned(returned.payload(), ran.executedVersion());
            case RunOutcome.Failed failed ->
                new InvocationOutcome.Failed(failed.errorType(), failed.payload(), ran.executedVersion());
            case RunOutcome.Throttled throttled ->
                new InvocationOutcome.Throttled("Rate Exceeded: " + throttled.reason(), THROTTLED_PAUSE);
            case RunOutcome.NotStarted(String reason) -> new InvocationOutcome.Throttled(reason, THROTTLED_PAUSE);
        };
    }

    private boolean mayInvoke(FunctionReference reference, FunctionRecord function, FunctionCall call) {
        try (Snapshot snapshot = parts.store().store().snapshot()) {
            return InvokePermission.allowsService(snapshot, reference, function, call.caller(), call.sourceArn());
        }
    }
}
