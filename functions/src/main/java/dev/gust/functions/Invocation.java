package dev.gust.functions;

import java.util.Optional;

/**
 * One call of a function. The payload is not copied: whoever made it leaves it alone afterwards.
 *
 * @param functionArn the ARN as invoked, with its qualifier, told in the context
 * @param traceId as in {@code _X_AMZN_TRACE_ID}
 * @param clientContext JSON text, as the caller gave it
 * @param identity JSON text of the caller's Cognito identity
 */
@SuppressWarnings("ArrayRecordComponent")
public record Invocation(
        String requestId,
        byte[] payload,
        String functionArn,
        Optional<String> traceId,
        Optional<String> clientContext,
        Optional<String> identity) {
    /** The most that a synchronous payload or response may hold, as on AWS: 6 MB. */
    public static final int MAXIMUM_PAYLOAD_BYTES = 6 * 1024 * 1024;

    public static Invocation of(String requestId, byte[] payload, String functionArn) {
        return new Invocation(requestId, payload, functionArn, Optional.empty(), Optional.empty(), Optional.empty());
    }
}
