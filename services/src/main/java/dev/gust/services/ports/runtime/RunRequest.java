package dev.gust.services.ports.runtime;

import java.util.Optional;

/**
 * One call.
 *
 * @param invokedArn as the caller named the function, qualifier included; told in the context
 * @param clientContext JSON text, as the caller gave it
 */
@SuppressWarnings("ArrayRecordComponent")
public record RunRequest(
        String requestId,
        byte[] payload,
        String invokedArn,
        Optional<String> traceId,
        Optional<String> clientContext) {}
