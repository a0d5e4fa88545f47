package dev.gust.services.lambda;

import dev.gust.services.ports.runtime.Provisioned;
import dev.gust.storage.Key;
import dev.gust.storage.Reader;
import dev.gust.wire.model.lambda.DeleteProvisionedConcurrencyConfigOutput;
import dev.gust.wire.model.lambda.DeleteProvisionedConcurrencyConfigRequest;
import dev.gust.wire.model.lambda.GetProvisionedConcurrencyConfigRequest;
import dev.gust.wire.model.lambda.GetProvisionedConcurrencyConfigResponse;
import dev.gust.wire.model.lambda.ListProvisionedConcurrencyConfigsRequest;
import dev.gust.wire.model.lambda.ListProvisionedConcurrencyConfigsResponse;
import dev.gust.wire.model.lambda.ProvisionedConcurrencyConfigListItem;
import dev.gust.wire.model.lambda.ProvisionedConcurrencyConfigNotFoundException;
import dev.gust.wire.model.lambda.ProvisionedConcurrencyStatusEnum;
import dev.gust.wire.model.lambda.PutProvisionedConcurrencyConfigRequest;
import dev.gust.wire.model.lambda.PutProvisionedConcurrencyConfigResponse;
import dev.gust.wire.operation.CallContext;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Environments kept ready ahead of invocations, as users ask for them. {@link ProvisionedKeeper} keeps them. */
final class ProvisionedConcurrency {
    private final LambdaParts parts;
    private final LambdaStore store;
    private final ProvisionedKeeper keeper;
    private final Consumer<Scope> sharesChanged;

    ProvisionedConcurrency(LambdaParts parts, ProvisionedKeeper keeper, Consumer<Scope> sharesChanged) {
        this.sharesChanged = sharesChanged;
        this.parts = parts;
        this.store = parts.store();
        this.keeper = keeper;
    }

    PutProvisionedConcurrencyConfigResponse put(PutProvisionedConcurrencyConfigRequest input, CallContext context) {
        FunctionReference reference = FunctionReference.of(input.functionName(), input.qualifier(), context);
        if (reference.isLatest()) {
            throw unpublished();
        }
        int requested = input.provisionedConcurrentExecutions();
        ProvisionedRecord config = new ProvisionedRecord(
                reference.account(),
                reference.region(),
                reference.name(),
                Functions.orEmpty(reference.qualifier()),
                requested,
                parts.clock().instant());
        store.store().write(tx -> {
            LambdaStore.Found found = store.resolveNamed(tx, reference);
            if (found.version().version().equals(FunctionReference.LATEST)) {
                throw unpublished();
            }
            requireFree(tx, reference, found);
            requireRoom(tx, reference, found.function(), requested);
            tx.put(key(reference, found.function()), ProvisionedRecord.CODEC, config);
        });
        keeper.wake();
        sharesChanged.accept(Scope.of(reference));
        return new PutProvisionedConcurrencyConfigResponse(
                requested,
                0,
                0,
                ProvisionedConcurrencyStatusEnum.IN_PROGRESS,
                null,
                FunctionDescriptions.seconds(config.lastModified()));
    }

    private static void requireNamed(FunctionReference reference) {
        if (reference.isLatest()) {
            throw LambdaErrors.invalid("The function resource provided must be an alias or a published version.");
        }
    }

    private static RuntimeException unpublished() {
        return LambdaErrors.invalid(
                "Provisioned Concurrency Configs cannot be applied to unpublished function versions.");
    }

    /** A version has its environments by itself or through one alias. */
    private void requireFree(Reader reader, FunctionReference reference, LambdaStore.Found found) {
        FunctionRecord function = found.function();
        for (ProvisionedRecord other : all(reader, Scope.of(reference), function)) {
            if (other.qualifier().equals(reference.qualifier())) {
                continue;
            }
            boolean isVersion = LambdaStore.isNumber(other.qualifier());
            if (found.alias() != null && isVersion && pointsTo(found.alias(), other.qualifier())) {
                throw LambdaErrors.conflict(
                        "Alias can't be used for Provisioned Concurrency configuration on an already Provisioned version");
            }
            if (found.alias() == null && !isVersion) {
                Optional<AliasRecord> alias = store.alias(reader, reference, function, other.qualifier());
                if (alias.isPresent() && pointsTo(alias.get(), found.version().version())) {
                    throw LambdaErrors.conflict("Version is pointed by a Provisioned Concurrency alias");
                }
            }
        }
    }

    private static boolean pointsTo(AliasRecord alias, String version) {
        return alias.version().equals(version) || alias.weights().containsKey(version);
    }

    private void requireRoom(Reader reader, FunctionReference reference, FunctionRecord function, int requested) {
        int others = all(reader, Scope.of(reference), function).stream()
                .filter(other -> !other.qualifier().equals(reference.qualifier()))
                .mapToInt(ProvisionedRecord::requested)
                .sum();
        Integer reserved = function.reservedConcurrency();
        if (reserved != null) {
            if (others + requested > reserved) {
                throw LambdaErrors.invalid("Requested Provisioned Concurrency should not be greater than the"
                        + " reservedConcurrentExecution for function");
            }
            return;
        }
        int unreserved =
                AccountShares.unreserved(reader, Scope.of(reference), parts.settings(), function.name()) - others;
        if (requested > unreserved) {
            throw LambdaErrors.invalid("Specified ConcurrentExecutions for function is greater than account's"
                    + " unreserved concurrency [" + unreserved + "].");
        }
        if (unreserved - requested < LambdaSettings.UNRESERVED_MINIMUM) {
            throw LambdaErrors.invalid("Specified ConcurrentExecutions for function decreases account's"
                    + " UnreservedConcurrentExecution below its minimum value of [" + LambdaSettings.UNRESERVED_MINIMUM
                    + "].");
        }
    }

    GetProvisionedConcurrencyConfigResponse get(GetProvisionedConcurrencyConfigRequest input, CallContext context) {
        FunctionReference reference = FunctionReference.of(input.functionName(), input.qualifier(), context);
        requireNamed(reference);
        ProvisionedRecord config = store.store().read(snapshot -> {
            LambdaStore.Found found = store.resolveNamed(snapshot, reference);
            return snapshot.get(key(reference, found.function()), ProvisionedRecord.CODEC)
                    .orElseThrow(() -> new ProvisionedConcurrencyConfigNotFoundException(
                            "No Provisioned Concurrency Config found for this function", "User"));
        });
        Provisioned state = keeper.state(config);
        return new GetProvisionedConcurrencyConfigResponse(
                config.requested(),
                state.ready(),
                state.ready(),
                status(config, state),
                reason(config, state),
                FunctionDescriptions.seconds(config.lastModified()));
    }

    ListProvisionedConcurrencyConfigsResponse list(
            ListProvisionedConcurrencyConfigsRequest input, CallContext context) {
        FunctionReference reference = Functions.unqualified(input.functionName(), context);
        Listing<ProvisionedRecord> page = store.store().read(snapshot -> {
            FunctionRecord function = store.function(snapshot, reference);
            return Listing.of(
                    snapshot,
                    ProvisionedRecord.of(Scope.of(reference), function.id()),
                    ProvisionedRecord.CODEC,
                    input.marker(),
                    input.maxItems());
        });
        List<ProvisionedConcurrencyConfigListItem> items = page.items().stream()
                .map(config -> {
                    Provisioned state = keeper.state(config);
                    return new ProvisionedConcurrencyConfigListItem(
                            config.reference().arn().toString(),
                            config.requested(),
                            state.ready(),
                            state.ready(),
                            status(config, state),
                            reason(config, state),
                            FunctionDescriptions.seconds(config.lastModified()));
                })
                .toList();
        return new ListProvisionedConcurrencyConfigsResponse(items, page.nextMarker());
    }

    DeleteProvisionedConcurrencyConfigOutput delete(
            DeleteProvisionedConcurrencyConfigRequest input, CallContext context) {
        FunctionReference reference = FunctionReference.of(input.functionName(), input.qualifier(), context);
        requireNamed(reference);
        store.store().write(tx -> {
            FunctionRecord function = store.resolveNamed(tx, reference).function();
            tx.delete(key(reference, function));
        });
        keeper.wake();
        sharesChanged.accept(Scope.of(reference));
        return new DeleteProvisionedConcurrencyConfigOutput();
    }

    private static ProvisionedConcurrencyStatusEnum status(ProvisionedRecord config, Provisioned state) {
        if (state.ready() >= config.requested()) {
            return ProvisionedConcurrencyStatusEnum.READY;
        }
        return state.trouble().isPresent()
                ? ProvisionedConcurrencyStatusEnum.FAILED
                : ProvisionedConcurrencyStatusEnum.IN_PROGRESS;
    }

    private static @Nullable String reason(ProvisionedRecord config, Provisioned state) {
        return state.ready() >= config.requested() ? null : state.trouble().orElse(null);
    }

    private static List<ProvisionedRecord> all(Reader reader, Scope scope, FunctionRecord function) {
        return LambdaStore.all(reader, ProvisionedRecord.of(scope, function.id()), ProvisionedRecord.CODEC);
    }

    private static Key key(FunctionReference reference, FunctionRecord function) {
        String qualifier = reference.qualifier();
        return ProvisionedRecord.of(Scope.of(reference), function.id(), qualifier == null ? "" : qualifier);
    }
}
