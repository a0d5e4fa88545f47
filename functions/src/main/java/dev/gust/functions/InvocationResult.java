package dev.gust.functions;

import java.util.OptionalInt;

/** How an invocation ended. Payloads of failures are JSON in the shapes that Lambda gives them. */
public sealed interface InvocationResult {
    /** The handler returned. */
    @SuppressWarnings("ArrayRecordComponent")
    record Success(byte[] payload, Metering metering) implements InvocationResult {}

    /** The handler, its loading or its result failed: {@code {"errorType": ..., "errorMessage": ..., ...}}. */
    @SuppressWarnings("ArrayRecordComponent")
    record FunctionError(String errorType, byte[] payload, Metering metering) implements InvocationResult {}

    /** The time was up; the environment was ended. */
    @SuppressWarnings("ArrayRecordComponent")
    record TimedOut(byte[] payload, Metering metering) implements InvocationResult {}

    /**
     * The function's process ended in mid-invocation.
     *
     * @param exitCode what it exited with, when it did
     * @param signal what killed it, when something did
     * @param outOfMemory whether it was killed for exceeding its memory
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Crashed(OptionalInt exitCode, OptionalInt signal, boolean outOfMemory, byte[] payload, Metering metering)
            implements InvocationResult {}

    /** The host could not start an environment, for a reason that is not the function's. The text says what to do. */
    record StartFailed(String reason) implements InvocationResult {}

    /** There was no room. Nothing was run. */
    record Throttled(ThrottleReason reason) implements InvocationResult {}

    /** Why an invocation found no environment. */
    enum ThrottleReason {
        /** The function's reserved concurrency is in use. */
        RESERVED_CONCURRENCY,
        /** Every environment that the host may have is busy. */
        HOST_CONCURRENCY,
        /** The memory set aside for functions is in use by busy environments. */
        HOST_MEMORY
    }
}
