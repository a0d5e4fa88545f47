package dev.gust.services.ports;

import dev.gust.wire.operation.AwsException;
import dev.gust.wire.operation.CallContext;
import dev.gust.wire.operation.Operation;
import dev.gust.wire.schema.Structure;

/** Decides whether a caller may call. Implemented by IAM's policies. */
public interface Authorizer {
    /** @throws AwsException when the caller may not */
    void authorize(CallContext context, Operation<?, ?> operation, Structure input);
}
