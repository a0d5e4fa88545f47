package dev.gust.services.ports.runtime;

/** How a run ended. Payloads of failures are JSON in the shapes that Lambda gives them. */
public sealed interface RunOutcome {
    /** The handler returned. */
    @SuppressWarnings("ArrayRecordComponent")
    record Returned(byte[] payload, RunUsage usage) implements RunOutcome {}

    /**
     * The handler threw, crashed, or ran out of time.
     *
     * @param status what the REPORT line says of it: {@code error} or {@code timeout}
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Failed(String errorType, String status, byte[] payload, RunUsage usage) implements RunOutcome {}

    /** There was no room; nothing was run. */
    record Throttled(Throttle reason) implements RunOutcome {}

    /** No environment could be started, for a reason that is not the function's. */
    record NotStarted(String reason) implements RunOutcome {}

    /** What was exhausted. */
    enum Throttle {
        RESERVED_CONCURRENCY,
        ACCOUNT_CONCURRENCY,
        HOST_CONCURRENCY,
        HOST_MEMORY
    }
}
