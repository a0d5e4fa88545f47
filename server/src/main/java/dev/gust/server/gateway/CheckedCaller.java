package dev.gust.server.gateway;

import dev.gust.services.ports.Authorizer;
import dev.gust.services.ports.OperationCaller;
import dev.gust.wire.operation.AwsException;
import dev.gust.wire.operation.CallContext;
import dev.gust.wire.operation.CallSource;
import dev.gust.wire.operation.NotImplementedException;
import dev.gust.wire.operation.Operation;
import dev.gust.wire.schema.Structure;
import dev.gust.wire.validation.Refusal;
import java.lang.System.Logger.Level;

/** The one path to every operation. */
public final class CheckedCaller implements OperationCaller {
    private static final System.Logger LOG = System.getLogger(CheckedCaller.class.getName());

    private final ServiceRegistry services;

    public CheckedCaller(ServiceRegistry services) {
        this.services = services;
    }

    @Override
    public <I extends Structure, O extends Structure> O call(CallContext context, Operation<I, O> operation, I input) {
        validate(context, operation, input);
        authorize(context, operation, input);
        try {
            O output = perform(context, operation, input);
            record(context, operation, "ok");
            return output;
        } catch (AwsException e) {
            record(context, operation, e.code());
            throw e;
        }
    }

    /** A request from the wire was checked while it was decoded, when it was still known what could not be read. */
    private static void validate(CallContext context, Operation<?, ?> operation, Structure input) {
        if (context.source() != CallSource.WIRE) {
            Refusal.check(operation, input);
        }
    }

    private void authorize(CallContext context, Operation<?, ?> operation, Structure input) {
        services.authorizer().ifPresent((Authorizer authorizer) -> authorizer.authorize(context, operation, input));
    }

    private <I extends Structure, O extends Structure> O perform(
            CallContext context, Operation<I, O> operation, I input) {
        Object implementation = services.implementation(operation.service());
        if (implementation == null) {
            throw NotImplementedException.operation(operation.service().traits().sdkId(), operation.name());
        }
        return operation.call(implementation, input, context);
    }

    /** The wire has a line of its own for each request; this tells of calls that no request shows. */
    private static void record(CallContext context, Operation<?, ?> operation, String outcome) {
        if (context.source() != CallSource.WIRE) {
            LOG.log(
                    Level.DEBUG,
                    () -> "event=call source=" + context.source() + " operation=" + operation + " principal="
                            + context.principal().arn() + " outcome=" + outcome + " request=" + context.requestId());
        }
    }
}
