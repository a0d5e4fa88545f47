package dev.gust.services.ports;

import dev.gust.wire.operation.AwsException;
import dev.gust.wire.operation.CallContext;
import dev.gust.wire.operation.Operation;
import dev.gust.wire.schema.Structure;

/**
 * The one way to call an operation: for requests from the wire, resource handlers, API integrations, schedules, pipes
 * and workflows alike. Checks the input, asks whether the caller may, calls, and records that it was done.
 */
public interface OperationCaller {
    /** @throws AwsException when the operation refuses, or nobody implements it */
    <I extends Structure, O extends Structure> O call(CallContext context, Operation<I, O> operation, I input);
}
