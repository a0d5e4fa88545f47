package dev.gust.services.lambda;

import dev.gust.storage.Key;
import dev.gust.storage.Reader;
import dev.gust.storage.Transaction;
import dev.gust.wire.model.lambda.AliasConfiguration;
import dev.gust.wire.model.lambda.AliasRoutingConfiguration;
import dev.gust.wire.model.lambda.CreateAliasRequest;
import dev.gust.wire.model.lambda.DeleteAliasOutput;
import dev.gust.wire.model.lambda.DeleteAliasRequest;
import dev.gust.wire.model.lambda.GetAliasRequest;
import dev.gust.wire.model.lambda.ListAliasesRequest;
import dev.gust.wire.model.lambda.ListAliasesResponse;
import dev.gust.wire.model.lambda.UpdateAliasRequest;
import dev.gust.wire.operation.CallContext;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Aliases of versions, with the division of calls between two of them. */
final class Aliases {
    private final LambdaParts parts;
    private final LambdaStore store;
    private final Runnable changed;

    /**
     * @param changed told after each change, which may move provisioned environments
     */
    Aliases(LambdaParts parts, Runnable changed) {
        this.changed = changed;
        this.parts = parts;
        this.store = parts.store();
    }

    AliasConfiguration create(CreateAliasRequest input, CallContext context) {
        FunctionReference reference = Functions.unqualified(input.functionName(), context);
        if (LambdaStore.isNumber(input.name()) || input.name().equals(FunctionReference.LATEST)) {
            throw LambdaErrors.constraint("Value '" + input.name()
                    + "' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: "
                    + "(?!^[0-9]+$)([a-zA-Z0-9-_]+)");
        }
        AliasRecord alias = store.store().transact(tx -> {
            FunctionRecord function = store.function(tx, reference.withQualifier(input.functionVersion()));
            Key key = key(reference, function, input.name());
            if (tx.get(key).isPresent()) {
                throw LambdaErrors.conflict("Alias already exists: "
                        + reference.withQualifier(input.name()).arn());
            }
            AliasRecord created = new AliasRecord(
                    input.name(),
                    input.functionVersion(),
                    Functions.orEmpty(input.description()),
                    weights(input.routingConfig(), Map.of()),
                    parts.ids().uuid());
            return put(tx, reference, function, created);
        });
        return describe(reference, alias);
    }

    AliasConfiguration update(UpdateAliasRequest input, CallContext context) {
        FunctionReference reference = Functions.unqualified(input.functionName(), context);
        AliasRecord alias = store.store().transact(tx -> {
            FunctionRecord function = store.function(tx, reference);
            AliasRecord before = store.alias(tx, reference, function, input.name())
                    .orElseThrow(() -> LambdaErrors.notFound("Alias not found: "
                            + reference.withQualifier(input.name()).arn()));
            if (input.revisionId() != null
                    && !input.revisionId()
                            .equals(told(tx, reference, function, before).revisionId())) {
                throw LambdaErrors.revisionDiffers();
            }
            AliasRecord after = new AliasRecord(
                    before.name(),
                    input.functionVersion() == null ? before.version() : input.functionVersion(),
                    input.description() == null ? before.description() : input.description(),
                    weights(input.routingConfig(), before.weights()),
                    parts.ids().uuid());
            return put(tx, reference, function, after);
        });
        changed.run();
        return describe(reference, alias);
    }

    AliasConfiguration get(GetAliasRequest input, CallContext context) {
        FunctionReference reference = Functions.unqualified(input.functionName(), context);
        AliasRecord alias = store.store().read(snapshot -> {
            FunctionRecord function = store.function(snapshot, reference);
            return told(
                    snapshot,
                    reference,
                    function,
                    required(store.alias(snapshot, reference, function, input.name()), reference, input.name()));
        });
        return describe(reference, alias);
    }

    ListAliasesResponse list(ListAliasesRequest input, CallContext context) {
        FunctionReference reference = Functions.unqualified(input.functionName(), context);
        return store.store().read(snapshot -> {
            FunctionRecord function = store.function(snapshot, reference);
            Listing<AliasRecord> page = Listing.of(
                    snapshot,
                    Scope.of(reference).aliases(function.id()),
                    AliasRecord.CODEC,
                    input.marker(),
                    input.maxItems());
            List<AliasConfiguration> told = page.items().stream()
                    .filter(alias ->
                            input.functionVersion() == null || alias.version().equals(input.functionVersion()))
                    .map(alias -> describe(reference, told(snapshot, reference, function, alias)))
                    .toList();
            return new ListAliasesResponse(page.nextMarker(), told);
        });
    }

    DeleteAliasOutput delete(DeleteAliasRequest input, CallContext context) {
        FunctionReference reference = Functions.unqualified(input.functionName(), context);
        store.store().write(tx -> {
            FunctionRecord function = store.function(tx, reference);
            tx.delete(key(reference, function, input.name()));
            tx.delete(Scope.of(reference).policy(function.id(), input.name()));
            tx.delete(Scope.of(reference).eventInvokes(function.id()).plus(input.name()));
            tx.delete(ProvisionedRecord.of(Scope.of(reference), function.id(), input.name()));
            FunctionUrls.forget(tx, Scope.of(reference), function, input.name());
        });
        changed.run();
        return new DeleteAliasOutput();
    }

    private AliasRecord put(Transaction tx, FunctionReference reference, FunctionRecord function, AliasRecord alias) {
        if (!alias.version().equals(FunctionReference.LATEST)) {
            store.version(tx, reference, function, alias.version());
        } else if (!alias.weights().isEmpty()) {
            throw LambdaErrors.invalid("$LATEST is not supported for an alias pointing to more than 1 version");
        }
        for (Map.Entry<String, BigDecimal> weight : alias.weights().entrySet()) {
            if (weight.getKey().equals(FunctionReference.LATEST)) {
                throw LambdaErrors.invalid("$LATEST is not supported for an alias pointing to more than 1 version");
            }
            if (weight.getKey().equals(alias.version())) {
                throw LambdaErrors.invalid("Invalid function version " + weight.getKey() + ". Function version "
                        + weight.getKey() + " is already included in routing configuration.");
            }
            store.version(tx, reference, function, weight.getKey());
        }
        tx.put(key(reference, function, alias.name()), AliasRecord.CODEC, alias);
        return alias;
    }

    private static Map<String, BigDecimal> weights(
            @Nullable AliasRoutingConfiguration routing, Map<String, BigDecimal> absent) {
        if (routing == null) {
            return absent;
        }
        Map<String, BigDecimal> weights = new LinkedHashMap<>();
        routing.additionalVersionWeights().forEach((version, weight) -> {
            if (weight < 0 || weight > 1) {
                throw LambdaErrors.constraint("Value '" + weight
                        + "' at 'routingConfig.additionalVersionWeights' failed to satisfy constraint: Map value must "
                        + "satisfy constraint: [Member must have value less than or equal to 1.0, Member must have value "
                        + "greater than or equal to 0.0]");
            }
            weights.put(version, BigDecimal.valueOf(weight));
        });
        if (weights.size() > 1) {
            throw LambdaErrors.invalid("Number of items in AdditionalVersionWeights cannot be greater than 1");
        }
        return weights;
    }

    /** The alias as callers hear of it: a change of its policy is a revision of it, too. */
    private static AliasRecord told(
            Reader reader, FunctionReference reference, FunctionRecord function, AliasRecord alias) {
        Key policy = Scope.of(reference).policy(function.id(), alias.name());
        String revision = LambdaStore.toldRevision(reader, policy, alias.revisionId());
        return new AliasRecord(alias.name(), alias.version(), alias.description(), alias.weights(), revision);
    }

    private static AliasConfiguration describe(FunctionReference reference, AliasRecord alias) {
        Map<String, Double> weights = new LinkedHashMap<>();
        alias.weights().forEach((version, weight) -> weights.put(version, weight.doubleValue()));
        return new AliasConfiguration(
                reference.withQualifier(alias.name()).arn().toString(),
                alias.name(),
                alias.version(),
                alias.description(),
                weights.isEmpty() ? null : new AliasRoutingConfiguration(weights),
                alias.revisionId());
    }

    private static Key key(FunctionReference reference, FunctionRecord function, String name) {
        return Scope.of(reference).aliases(function.id()).plus(name);
    }

    private static AliasRecord required(Optional<AliasRecord> alias, FunctionReference reference, String name) {
        return alias.orElseThrow(
                () -> LambdaErrors.noAlias(reference.withQualifier(name).arn()));
    }
}
