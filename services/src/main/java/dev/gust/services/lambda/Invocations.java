package dev.gust.services.lambda;

import dev.gust.base.json.JsonSyntaxException;
import dev.gust.base.json.JsonText;
import dev.gust.base.json.JsonValue;
import dev.gust.services.ports.Delivery;
import dev.gust.services.ports.policy.PolicyRequest;
import dev.gust.services.ports.runtime.RunOutcome;
import dev.gust.services.ports.runtime.RunRequest;
import dev.gust.wire.http.Payload;
import dev.gust.wire.model.lambda.InvocationRequest;
import dev.gust.wire.model.lambda.InvocationResponse;
import dev.gust.wire.model.lambda.InvocationType;
import dev.gust.wire.model.lambda.InvokeAsyncRequest;
import dev.gust.wire.model.lambda.InvokeAsyncResponse;
import dev.gust.wire.model.lambda.InvokeWithResponseStreamRequest;
import dev.gust.wire.model.lambda.InvokeWithResponseStreamResponse;
import dev.gust.wire.model.lambda.LogType;
import dev.gust.wire.model.lambda.ResponseStreamingInvocationType;
import dev.gust.wire.model.lambda.ThrottleReason;
import dev.gust.wire.operation.AwsException;
import dev.gust.wire.operation.CallContext;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Invoke in its three ways, and the operations beside it. */
final class Invocations {
    private static final int OK = 200;
    private static final int ACCEPTED = 202;
    private static final int NO_CONTENT = 204;
    private static final String UNHANDLED = "Unhandled";
    /** In base64, as it comes. */
    private static final int MAXIMUM_CLIENT_CONTEXT = 3583;

    private final LambdaParts parts;
    private final FunctionRuns runs;

    Invocations(LambdaParts parts, FunctionRuns runs) {
        this.parts = parts;
        this.runs = runs;
    }

    InvocationResponse invoke(InvocationRequest input, CallContext context) {
        ConfigurationRules.refuse(input.durableExecutionName(), "durable functions (DurableExecutionName)");
        ConfigurationRules.refuse(input.tenantId(), "tenant isolation (TenantId)");
        FunctionReference reference = invoked(input.functionName(), input.qualifier(), context);
        InvocationType type = input.invocationType() == null ? InvocationType.REQUEST_RESPONSE : input.invocationType();
        return switch (type) {
            case REQUEST_RESPONSE -> answer(input, reference, context);
            case EVENT -> accept(input, reference, context);
            case DRY_RUN -> {
                LambdaStore.Found found = runs.resolve(reference);
                yield new InvocationResponse(
                        NO_CONTENT, null, null, null, found.version().version(), null);
            }
        };
    }

    InvokeAsyncResponse invokeAsync(InvokeAsyncRequest input, CallContext context) {
        FunctionReference reference = invoked(input.functionName(), null, context);
        byte[] payload = Payloads.readEvent(input.invokeArgs(), parts.settings());
        enqueue(reference, payload, context);
        return new InvokeAsyncResponse(ACCEPTED);
    }

    InvokeWithResponseStreamResponse stream(InvokeWithResponseStreamRequest input, CallContext context) {
        ConfigurationRules.refuse(input.tenantId(), "tenant isolation (TenantId)");
        FunctionReference reference = invoked(input.functionName(), input.qualifier(), context);
        LambdaStore.Found found = runs.resolve(reference);
        String version = found.version().version();
        if (input.invocationType() == ResponseStreamingInvocationType.DRY_RUN) {
            return new InvokeWithResponseStreamResponse(NO_CONTENT, version, null, null);
        }
        byte[] payload = Payloads.read(input.payload(), parts.settings().maximumPayloadBytes());
        RunRequest request = request(reference, payload, input.clientContext(), context);
        StreamedInvocation stream = StreamedInvocation.start(
                response -> runs.run(reference, found, request, input.logType() == LogType.TAIL, response));
        return new InvokeWithResponseStreamResponse(OK, version, stream, stream.contentType());
    }

    /** The function of another account only if its policy lets the caller. */
    private FunctionReference invoked(String name, @Nullable String qualifier, CallContext context) {
        FunctionReference reference = FunctionReference.anywhere(name, qualifier, context);
        if (!reference.account().equals(context.account()) && !mayInvoke(reference, context)) {
            throw LambdaErrors.denied(context.principal().arn(), InvokePermission.INVOKE, reference.arn());
        }
        return reference;
    }

    private boolean mayInvoke(FunctionReference reference, CallContext context) {
        PolicyRequest.Caller caller = new PolicyRequest.Caller.Identity(
                context.account(), List.of(context.principal().arn()));
        Map<String, List<String>> keys = Map.of("aws:PrincipalAccount", List.of(context.account()));
        return parts.store()
                .store()
                .read(snapshot -> parts.store()
                        .find(snapshot, reference)
                        .map(function -> InvokePermission.allows(
                                snapshot, reference, function, caller, InvokePermission.INVOKE, keys))
                        .orElse(false));
    }

    private InvocationResponse answer(InvocationRequest input, FunctionReference reference, CallContext context) {
        LambdaStore.Found found = runs.resolve(reference);
        byte[] payload = Payloads.read(input.payload(), parts.settings().maximumPayloadBytes());
        RunRequest request = request(reference, payload, input.clientContext(), context);
        FunctionRuns.Ran ran = runs.run(reference, found, request, input.logType() == LogType.TAIL);
        return switch (ran.outcome()) {
            case RunOutcome.Returned returned -> response(null, returned.payload(), ran);
            case RunOutcome.Failed failed -> response(UNHANDLED, failed.payload(), ran);
            case RunOutcome.Throttled throttled -> throw throttled(throttled);
            case RunOutcome.NotStarted notStarted -> throw LambdaErrors.notStarted(notStarted.reason());
        };
    }

    private static InvocationResponse response(@Nullable String error, byte[] payload, FunctionRuns.Ran ran) {
        return new InvocationResponse(OK, error, ran.tail(), Payload.of(payload), ran.executedVersion(), null);
    }

    private InvocationResponse accept(InvocationRequest input, FunctionReference reference, CallContext context) {
        runs.resolve(reference);
        byte[] payload = Payloads.readEvent(input.payload(), parts.settings());
        enqueue(reference, payload, context);
        return new InvocationResponse(ACCEPTED, null, null, Payload.empty(), null, null);
    }

    /** From the commit on the event is ours: it survives the process, and is tried as AWS tries it. */
    private void enqueue(FunctionReference reference, byte[] payload, CallContext context) {
        Delivery delivery = Delivery.of(
                reference.arn(),
                LambdaEvents.accepted(context.requestId(), payload, runs.trace(context.traceHeader())),
                LambdaEvents.RETRIES);
        parts.store().store().write(tx -> parts.outbox().publish(tx, delivery));
    }

    private RunRequest request(
            FunctionReference reference, byte[] payload, @Nullable String clientContext, CallContext context) {
        return new RunRequest(
                context.requestId(),
                payload,
                reference.arn().toString(),
                Optional.of(runs.trace(context.traceHeader())),
                Optional.ofNullable(clientContext).map(Invocations::decoded));
    }

    private static String decoded(String clientContext) {
        if (clientContext.length() > MAXIMUM_CLIENT_CONTEXT) {
            throw LambdaErrors.badClientContext("it has more than " + MAXIMUM_CLIENT_CONTEXT + " bytes");
        }
        try {
            String json = new String(Base64.getDecoder().decode(clientContext), StandardCharsets.UTF_8);
            if (JsonText.parse(json) instanceof JsonValue.Obj) {
                return json;
            }
        } catch (IllegalArgumentException | JsonSyntaxException e) {
            throw LambdaErrors.badClientContext(String.valueOf(e.getMessage()));
        }
        throw LambdaErrors.badClientContext("it is no object");
    }

    static AwsException throttled(RunOutcome.Throttled throttled) {
        return switch (throttled.reason()) {
            case RESERVED_CONCURRENCY ->
                LambdaErrors.throttled(ThrottleReason.RESERVED_FUNCTION_CONCURRENT_INVOCATION_LIMIT_EXCEEDED);
            case ACCOUNT_CONCURRENCY, HOST_CONCURRENCY, HOST_MEMORY ->
                LambdaErrors.throttled(ThrottleReason.CONCURRENT_INVOCATION_LIMIT_EXCEEDED);
        };
    }
}
