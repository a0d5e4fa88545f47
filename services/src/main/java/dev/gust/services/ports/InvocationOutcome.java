package dev.gust.services.ports;

import java.time.Duration;

/** How a call of a function ended. */
public sealed interface InvocationOutcome {
    /** The handler answered. */
    @SuppressWarnings("ArrayRecordComponent")
    record Returned(byte[] payload, String executedVersion) implements InvocationOutcome {}

    /** The handler threw, crashed or ran out of time; the payload is the error as JSON in AWS's shape. */
    @SuppressWarnings("ArrayRecordComponent")
    record Failed(String errorType, byte[] payload, String executedVersion) implements InvocationOutcome {}

    /** The call was not made now and may be made again later: no capacity, or the function is not ready. */
    record Throttled(String reason, Duration retryAfter) implements InvocationOutcome {}

    /** The call cannot be made: no such function, no permission, a payload too large. */
    record Refused(String code, String message) implements InvocationOutcome {}
}
