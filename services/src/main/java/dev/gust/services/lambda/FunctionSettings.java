package dev.gust.services.lambda;

import dev.gust.storage.Reader;
import dev.gust.wire.model.lambda.AccountLimit;
import dev.gust.wire.model.lambda.AccountUsage;
import dev.gust.wire.model.lambda.Concurrency;
import dev.gust.wire.model.lambda.DeleteFunctionConcurrencyOutput;
import dev.gust.wire.model.lambda.DeleteFunctionConcurrencyRequest;
import dev.gust.wire.model.lambda.GetAccountSettingsResponse;
import dev.gust.wire.model.lambda.GetFunctionCodeSigningConfigRequest;
import dev.gust.wire.model.lambda.GetFunctionCodeSigningConfigResponse;
import dev.gust.wire.model.lambda.GetFunctionConcurrencyRequest;
import dev.gust.wire.model.lambda.GetFunctionConcurrencyResponse;
import dev.gust.wire.model.lambda.PutFunctionConcurrencyRequest;
import dev.gust.wire.operation.CallContext;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** What is set on a function as a whole: its share of concurrency, and what an account has of both. */
final class FunctionSettings {
    private final LambdaParts parts;
    private final LambdaStore store;
    private final Consumer<Scope> sharesChanged;

    /** {@code sharesChanged} hears that the account's concurrency is divided anew. */
    FunctionSettings(LambdaParts parts, Consumer<Scope> sharesChanged) {
        this.parts = parts;
        this.sharesChanged = sharesChanged;
        this.store = parts.store();
    }

    Concurrency reserve(PutFunctionConcurrencyRequest input, CallContext context) {
        FunctionReference reference = Functions.unqualified(input.functionName(), context);
        int wanted = input.reservedConcurrentExecutions();
        store.store().write(tx -> {
            FunctionRecord function = store.function(tx, reference.withQualifier(FunctionReference.LATEST));
            int left = AccountShares.unreserved(tx, Scope.of(reference), parts.settings(), function.name());
            if (left - wanted < LambdaSettings.UNRESERVED_MINIMUM) {
                throw LambdaErrors.invalid("Specified ReservedConcurrentExecutions for function decreases account's "
                        + "UnreservedConcurrentExecution below its minimum value of ["
                        + LambdaSettings.UNRESERVED_MINIMUM + "].");
            }
            requireProvisioned(tx, reference, function, wanted);
            tx.put(
                    Scope.of(reference).function(reference.name()),
                    FunctionRecord.CODEC,
                    function.withReservedConcurrency(wanted));
        });
        sharesChanged.accept(Scope.of(reference));
        parts.runtime().reserveConcurrency(reference.functionArn().toString(), OptionalInt.of(wanted));
        return new Concurrency(wanted);
    }

    private static void requireProvisioned(
            Reader reader, FunctionReference reference, FunctionRecord function, int wanted) {
        int provisioned =
                LambdaStore.all(
                                reader,
                                ProvisionedRecord.of(Scope.of(reference), function.id()),
                                ProvisionedRecord.CODEC)
                        .stream()
                        .mapToInt(ProvisionedRecord::requested)
                        .sum();
        if (wanted < provisioned) {
            throw LambdaErrors.invalid("ReservedConcurrentExecutions  " + wanted
                    + " should not be lower than function's total provisioned concurrency " + provisioned + ".");
        }
    }

    GetFunctionConcurrencyResponse reserved(GetFunctionConcurrencyRequest input, CallContext context) {
        FunctionReference reference = Functions.unqualified(input.functionName(), context);
        FunctionRecord function = store.store().read(snapshot -> store.function(snapshot, reference));
        return new GetFunctionConcurrencyResponse(function.reservedConcurrency());
    }

    DeleteFunctionConcurrencyOutput unreserve(DeleteFunctionConcurrencyRequest input, CallContext context) {
        FunctionReference reference = Functions.unqualified(input.functionName(), context);
        change(reference, function -> function.withReservedConcurrency(null));
        sharesChanged.accept(Scope.of(reference));
        parts.runtime().reserveConcurrency(reference.functionArn().toString(), OptionalInt.empty());
        return new DeleteFunctionConcurrencyOutput();
    }

    GetAccountSettingsResponse account(CallContext context) {
        Scope scope = Scope.of(context);
        LambdaSettings settings = parts.settings();
        List<FunctionRecord> functions =
                store.store().read(snapshot -> LambdaStore.all(snapshot, scope.functions(), FunctionRecord.CODEC));
        int unreserved = store.store().read(snapshot -> AccountShares.unreserved(snapshot, scope, settings, ""));
        long size = store.store().read(snapshot -> codeBytes(snapshot, scope, functions));
        return new GetAccountSettingsResponse(
                new AccountLimit(
                        Long.MAX_VALUE,
                        settings.maximumUnpackedBytes(),
                        settings.maximumZipBytes(),
                        settings.concurrentExecutions(),
                        unreserved),
                new AccountUsage(size, (long) functions.size()));
    }

    /** Of all versions and layers, each counted as often as it was published: as AWS counts. */
    private static long codeBytes(Reader reader, Scope scope, List<FunctionRecord> functions) {
        long bytes = LambdaStore.all(reader, scope.layerVersions(), LayerVersionRecord.CODEC).stream()
                .mapToLong(layer -> layer.code().size())
                .sum();
        for (FunctionRecord function : functions) {
            bytes += function.latest().code().size();
            for (VersionRecord version : LambdaStore.all(reader, scope.versions(function.id()), VersionRecord.CODEC)) {
                bytes += version.code().size();
            }
        }
        return bytes;
    }

    /** Tools ask this of every function; none has a code signing configuration, as those are refused. */
    GetFunctionCodeSigningConfigResponse codeSigning(GetFunctionCodeSigningConfigRequest input, CallContext context) {
        FunctionReference reference = Functions.unqualified(input.functionName(), context);
        store.store().read(snapshot -> store.function(snapshot, reference));
        return new GetFunctionCodeSigningConfigResponse("", reference.name());
    }

    private void change(FunctionReference reference, UnaryOperator<FunctionRecord> change) {
        store.store()
                .write(tx -> tx.put(
                        Scope.of(reference).function(reference.name()),
                        FunctionRecord.CODEC,
                        change.apply(store.function(tx, reference))));
    }
}
