package dev.gust.services.lambda;

import dev.gust.base.Arn;
import dev.gust.services.lambda.sources.BatchInvoker;
import dev.gust.services.ports.runtime.RunOutcome;
import dev.gust.services.ports.runtime.RunRequest;
import dev.gust.wire.model.lambda.ResourceNotFoundException;
import java.util.Optional;

/** Calls that event-source mappings make. Whoever may make a mapping may have it call; no policy is asked. */
final class SourceCalls implements BatchInvoker {
    private static final System.Logger LOG = System.getLogger(SourceCalls.class.getName());

    private final FunctionRuns runs;

    SourceCalls(FunctionRuns runs) {
        this.runs = runs;
    }

    @Override
    public Answer invoke(String functionArn, String requestId, byte[] payload) {
        FunctionReference reference = Arn.parse(functionArn)
                .map(FunctionReference::of)
                .orElseThrow(() -> new IllegalStateException("a stored mapping's function is none: " + functionArn));
        LambdaStore.Found found;
        try {
            found = runs.resolve(reference);
        } catch (ResourceNotFoundException missing) {
            return new Answer.NotNow("Function not found: " + functionArn);
        }
        RunRequest request =
                new RunRequest(requestId, payload, functionArn, Optional.of(runs.trace(null)), Optional.empty());
        FunctionRuns.Ran ran;
        try {
            ran = runs.run(reference, found, request, false);
        } catch (RuntimeException unexpected) {
            // An edge: a role that cannot be assumed, code that cannot be read. The batch is tried again later.
            LOG.log(System.Logger.Level.ERROR, "event=event_source_call_failed function=" + functionArn, unexpected);
            return new Answer.NotNow("Function call failed: " + unexpected.getMessage());
        }
        return switch (ran.outcome()) {
            case RunOutcome.Returned returned -> new Answer.Returned(returned.payload(), ran.executedVersion());
            case RunOutcome.Failed failed -> new Answer.Failed(ran.executedVersion());
            case RunOutcome.Throttled throttled -> new Answer.NotNow("Function call throttled");
            case RunOutcome.NotStarted(String reason) -> new Answer.NotNow("Function call failed: " + reason);
        };
    }
}
