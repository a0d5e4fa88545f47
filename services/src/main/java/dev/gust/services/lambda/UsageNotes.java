package dev.gust.services.lambda;

import dev.gust.base.time.Clock;
import dev.gust.services.ports.runtime.ResponseStream;
import dev.gust.services.ports.runtime.RunOutcome;
import dev.gust.services.ports.runtime.RunRequest;
import dev.gust.services.ports.runtime.RunUsage;
import dev.gust.services.ports.usage.InvocationUsage;
import dev.gust.services.ports.usage.InvocationUsage.Outcome;
import dev.gust.services.ports.usage.UsageSink;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Notes what each invocation used. */
final class UsageNotes {
    private final UsageSink sink;
    private final Clock clock;

    UsageNotes(UsageSink sink, Clock clock) {
        this.sink = sink;
        this.clock = clock;
    }

    /** What no environment could be started for is not noted: it was not the function's doing. */
    void note(
            FunctionReference reference, VersionRecord version, RunRequest request, RunOutcome outcome, long streamed) {
        switch (outcome) {
            case RunOutcome.Returned(byte[] payload, RunUsage used) ->
                note(reference, version, request, Outcome.SUCCEEDED, used, payload.length + streamed);
            case RunOutcome.Failed failed ->
                note(
                        reference,
                        version,
                        request,
                        failed.status().equals("timeout") ? Outcome.TIMED_OUT : Outcome.FAILED,
                        failed.usage(),
                        failed.payload().length + streamed);
            case RunOutcome.Throttled _ -> throttled(reference, version, request);
            case RunOutcome.NotStarted _ -> {}
        }
    }

    private void note(
            FunctionReference reference,
            VersionRecord version,
            RunRequest request,
            Outcome outcome,
            RunUsage used,
            long responseBytes) {
        sink.record(
                reference.account(),
                reference.region(),
                new InvocationUsage(
                        clock.instant(),
                        reference.name(),
                        Functions.orEmpty(reference.qualifier()),
                        version.version(),
                        outcome,
                        used.initDuration(),
                        used.duration(),
                        used.billedDuration(),
                        used.memoryMegabytes(),
                        used.maxMemoryUsedMegabytes(),
                        used.cpuTime(),
                        request.payload().length,
                        responseBytes));
    }

    private void throttled(FunctionReference reference, VersionRecord version, RunRequest request) {
        sink.record(
                reference.account(),
                reference.region(),
                new InvocationUsage(
                        clock.instant(),
                        reference.name(),
                        Functions.orEmpty(reference.qualifier()),
                        version.version(),
                        Outcome.THROTTLED,
                        Optional.empty(),
                        Duration.ZERO,
                        Duration.ZERO,
                        version.limits().memoryMegabytes(),
                        0,
                        Duration.ZERO,
                        request.payload().length,
                        0));
    }

    /** Counts the bytes of a streamed response on their way. */
    static final class Counted implements ResponseStream {
        private final @Nullable ResponseStream response;
        private volatile long bytes;

        Counted(@Nullable ResponseStream response) {
            this.response = response;
        }

        long bytes() {
            return bytes;
        }

        @Override
        public void begin(String contentType) throws IOException {
            if (response != null) {
                response.begin(contentType);
            }
        }

        // One thread writes; the volatile shows the sum to the one that asks for it afterwards.
        @SuppressWarnings("NonAtomicVolatileUpdate")
        @Override
        public void chunk(byte[] chunk, Duration patience) throws IOException {
            bytes += chunk.length;
            if (response != null) {
                response.chunk(chunk, patience);
            }
        }
    }
}
