package dev.gust.services.lambda;

import dev.gust.base.Arn;
import dev.gust.storage.Key;
import dev.gust.storage.Reader;
import dev.gust.wire.model.lambda.DeleteFunctionEventInvokeConfigOutput;
import dev.gust.wire.model.lambda.DeleteFunctionEventInvokeConfigRequest;
import dev.gust.wire.model.lambda.DestinationConfig;
import dev.gust.wire.model.lambda.FunctionEventInvokeConfig;
import dev.gust.wire.model.lambda.GetFunctionEventInvokeConfigRequest;
import dev.gust.wire.model.lambda.ListFunctionEventInvokeConfigsRequest;
import dev.gust.wire.model.lambda.ListFunctionEventInvokeConfigsResponse;
import dev.gust.wire.model.lambda.OnFailure;
import dev.gust.wire.model.lambda.OnSuccess;
import dev.gust.wire.model.lambda.PutFunctionEventInvokeConfigRequest;
import dev.gust.wire.model.lambda.ResourceNotFoundException;
import dev.gust.wire.model.lambda.UpdateFunctionEventInvokeConfigRequest;
import dev.gust.wire.operation.CallContext;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How asynchronous invocations are retried, and who is told of their end. */
final class EventInvokeConfigs {
    private static final Set<String> SUCCESS = Set.of("sqs", "sns", "lambda", "events");
    private static final Set<String> FAILURE = Set.of("sqs", "sns", "lambda", "events", "s3");

    private final LambdaParts parts;
    private final LambdaStore store;

    EventInvokeConfigs(LambdaParts parts) {
        this.parts = parts;
        this.store = parts.store();
    }

    FunctionEventInvokeConfig put(PutFunctionEventInvokeConfigRequest input, CallContext context) {
        FunctionReference reference = FunctionReference.of(input.functionName(), input.qualifier(), context);
        if (input.maximumRetryAttempts() == null
                && input.maximumEventAgeInSeconds() == null
                && input.destinationConfig() == null) {
            throw LambdaErrors.invalid("You must specify at least one of error handling or destination setting.");
        }
        store.store().read(snapshot -> existing(snapshot, reference));
        requireKnown(input.destinationConfig());
        EventInvokeRecord config = new EventInvokeRecord(
                parts.clock().instant(),
                input.maximumRetryAttempts(),
                input.maximumEventAgeInSeconds(),
                success(input.destinationConfig(), null, reference),
                failure(input.destinationConfig(), null, reference));
        store.store().write(tx -> tx.put(existing(tx, reference), EventInvokeRecord.CODEC, config));
        return describe(reference, config);
    }

    FunctionEventInvokeConfig update(UpdateFunctionEventInvokeConfigRequest input, CallContext context) {
        FunctionReference reference = FunctionReference.of(input.functionName(), input.qualifier(), context);
        Instant now = parts.clock().instant();
        requireKnown(input.destinationConfig());
        EventInvokeRecord config = store.store().transact(tx -> {
            Key key = existing(tx, reference);
            EventInvokeRecord before = required(tx, key, reference);
            EventInvokeRecord after = new EventInvokeRecord(
                    now,
                    input.maximumRetryAttempts() == null ? before.maximumRetryAttempts() : input.maximumRetryAttempts(),
                    input.maximumEventAgeInSeconds() == null
                            ? before.maximumEventAgeSeconds()
                            : input.maximumEventAgeInSeconds(),
                    success(input.destinationConfig(), before.onSuccess(), reference),
                    failure(input.destinationConfig(), before.onFailure(), reference));
            tx.put(key, EventInvokeRecord.CODEC, after);
            return after;
        });
        return describe(reference, config);
    }

    FunctionEventInvokeConfig get(GetFunctionEventInvokeConfigRequest input, CallContext context) {
        FunctionReference reference = FunctionReference.of(input.functionName(), input.qualifier(), context);
        EventInvokeRecord config =
                store.store().read(snapshot -> required(snapshot, key(snapshot, reference), reference));
        return describe(reference, config);
    }

    ListFunctionEventInvokeConfigsResponse list(ListFunctionEventInvokeConfigsRequest input, CallContext context) {
        FunctionReference reference = Functions.unqualified(input.functionName(), context);
        return store.store().read(snapshot -> {
            FunctionRecord function = store.find(snapshot, reference).orElseThrow(EventInvokeConfigs::noFunction);
            Key parent = Scope.of(reference).eventInvokes(function.id());
            Listing<FunctionEventInvokeConfig> page = Listing.of(
                    snapshot,
                    parent,
                    entry -> describe(
                            reference.withQualifier(
                                    entry.key().partsAfter(parent).text()),
                            EventInvokeRecord.CODEC.decode(entry.value())),
                    input.marker(),
                    input.maxItems());
            return new ListFunctionEventInvokeConfigsResponse(page.items(), page.nextMarker());
        });
    }

    DeleteFunctionEventInvokeConfigOutput delete(DeleteFunctionEventInvokeConfigRequest input, CallContext context) {
        FunctionReference reference = FunctionReference.of(input.functionName(), input.qualifier(), context);
        store.store().write(tx -> {
            Key key = key(tx, reference);
            required(tx, key, reference);
            tx.delete(key);
        });
        return new DeleteFunctionEventInvokeConfigOutput();
    }

    /** What holds for events that were sent to this version or alias, or to the function itself. */
    static Optional<EventInvokeRecord> inForce(Reader reader, FunctionReference reference, FunctionRecord function) {
        return reader.get(
                Scope.of(reference).eventInvokes(function.id()).plus(qualifier(reference)), EventInvokeRecord.CODEC);
    }

    /** Where the settings of something that exists are kept. */
    private Key existing(Reader reader, FunctionReference reference) {
        try {
            LambdaStore.Found found = store.resolve(reader, reference, AliasRecord.shares());
            return Scope.of(reference).eventInvokes(found.function().id()).plus(qualifier(reference));
        } catch (ResourceNotFoundException missing) {
            throw noFunction();
        }
    }

    private static RuntimeException noFunction() {
        return LambdaErrors.notFound("The function doesn't exist.");
    }

    /** Where settings would be; what does not exist has none, and AWS says no more of it than that. */
    private Key key(Reader reader, FunctionReference reference) {
        FunctionRecord function = store.find(reader, reference).orElseThrow(() -> none(reference));
        return Scope.of(reference).eventInvokes(function.id()).plus(qualifier(reference));
    }

    private static void requireKnown(@Nullable DestinationConfig config) {
        if (config == null) {
            return;
        }
        OnSuccess success = config.onSuccess();
        OnFailure failure = config.onFailure();
        String onSuccess = success == null ? null : success.destination();
        String onFailure = failure == null ? null : failure.destination();
        if (!isKnown(onSuccess, SUCCESS) || !isKnown(onFailure, FAILURE)) {
            throw LambdaErrors.invalid("The provided destination config DestinationConfig(onSuccess="
                    + (success == null ? null : "OnSuccess(destination=" + onSuccess + ")") + ", onFailure="
                    + (failure == null ? null : "OnFailure(destination=" + onFailure + ")") + ") is invalid.");
        }
    }

    private static boolean isKnown(@Nullable String arn, Set<String> services) {
        return arn == null
                || arn.isEmpty()
                || Arn.parse(arn)
                        .filter(parsed -> services.contains(parsed.service()))
                        .isPresent();
    }

    private static String qualifier(FunctionReference reference) {
        return reference.qualifier() == null ? FunctionReference.LATEST : reference.qualifier();
    }

    private @Nullable String success(
            @Nullable DestinationConfig config, @Nullable String absent, FunctionReference reference) {
        OnSuccess onSuccess = config == null ? null : config.onSuccess();
        return onSuccess == null ? absent : destination(onSuccess.destination(), SUCCESS, reference);
    }

    private @Nullable String failure(
            @Nullable DestinationConfig config, @Nullable String absent, FunctionReference reference) {
        OnFailure onFailure = config == null ? null : config.onFailure();
        return onFailure == null ? absent : destination(onFailure.destination(), FAILURE, reference);
    }

    private @Nullable String destination(@Nullable String arn, Set<String> services, FunctionReference reference) {
        if (arn == null || arn.isEmpty()) {
            return null;
        }
        String own = reference.functionArn().toString();
        if (arn.equals(own) || arn.startsWith(own + ':')) {
            throw LambdaErrors.invalid("You can't specify the function as a destination for itself.");
        }
        requireFunction(arn);
        return parts.rules().reachable(arn, services);
    }

    /** A function of the account that is told has to exist; those of others can not be seen. */
    private void requireFunction(String arn) {
        FunctionReference told = Arn.parse(arn).map(FunctionReference::of).orElse(null);
        if (told == null) {
            return;
        }
        try {
            store.store().read(snapshot -> store.resolve(snapshot, told, AliasRecord.shares()));
        } catch (ResourceNotFoundException missing) {
            throw LambdaErrors.invalid("The destination ARN " + arn + " is invalid.");
        }
    }

    private static EventInvokeRecord required(Reader reader, Key key, FunctionReference reference) {
        return reader.get(key, EventInvokeRecord.CODEC).orElseThrow(() -> none(reference));
    }

    private static RuntimeException none(FunctionReference reference) {
        return LambdaErrors.notFound("The function "
                + reference.withQualifier(qualifier(reference)).arn() + " doesn't have an EventInvokeConfig");
    }

    private static FunctionEventInvokeConfig describe(FunctionReference reference, EventInvokeRecord config) {
        return FunctionEventInvokeConfig.builder()
                .lastModified(config.lastModified())
                .functionArn(reference.withQualifier(qualifier(reference)).arn().toString())
                .maximumRetryAttempts(config.maximumRetryAttempts())
                .maximumEventAgeInSeconds(config.maximumEventAgeSeconds())
                .destinationConfig(
                        new DestinationConfig(new OnSuccess(config.onSuccess()), new OnFailure(config.onFailure())))
                .build();
    }
}
