package dev.gust.services.lambda;

import dev.gust.storage.Reader;
import dev.gust.storage.Transaction;
import dev.gust.wire.model.lambda.FunctionConfiguration;
import dev.gust.wire.model.lambda.ListVersionsByFunctionRequest;
import dev.gust.wire.model.lambda.ListVersionsByFunctionResponse;
import dev.gust.wire.model.lambda.PublishVersionRequest;
import dev.gust.wire.operation.CallContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Published versions. They share the package of the code they were made from. */
final class Versions {
    private final LambdaParts parts;
    private final LambdaStore store;
    private final Packages packages;
    private final Layers layers;
    private final FunctionRuns runs;

    Versions(LambdaParts parts, Packages packages, Layers layers, FunctionRuns runs) {
        this.parts = parts;
        this.store = parts.store();
        this.packages = packages;
        this.layers = layers;
        this.runs = runs;
    }

    FunctionConfiguration publish(PublishVersionRequest input, CallContext context) {
        ConfigurationRules.refuse(input.publishTo(), "PublishTo");
        FunctionReference reference = Functions.unqualified(input.functionName(), context);
        VersionRecord published = store.store().transact(tx -> {
            FunctionRecord function = store.function(tx, reference);
            VersionRecord latest = function.latest();
            FunctionUpdates.checkRevision(tx, Scope.of(reference), input.revisionId(), function);
            String expected = input.codeSha256();
            if (expected != null
                    && !expected.isEmpty()
                    && !expected.equals(latest.code().sha256())) {
                throw LambdaErrors.invalid(
                        "CodeSHA256 (" + expected + ") is different from current CodeSHA256 in $LATEST ("
                                + latest.code().sha256() + "). Please try again with the CodeSHA256 in $LATEST.");
            }
            String description = input.description() == null ? latest.description() : input.description();
            return publish(tx, reference, function, description);
        });
        runs.prepare(reference, published);
        return parts.descriptions().of(reference, published);
    }

    /** Publishes what the function's record holds, and writes the record. The same again gives the same version. */
    VersionRecord publish(Transaction tx, FunctionReference reference, FunctionRecord function, String description) {
        Scope scope = Scope.of(reference);
        VersionRecord latest = function.latest();
        Optional<VersionRecord> last =
                store.findVersion(tx, reference, function, Long.toString(function.nextVersion() - 1));
        if (last.isPresent() && sameAs(last.get(), latest)) {
            tx.put(scope.function(reference.name()), FunctionRecord.CODEC, function);
            return last.get();
        }
        long number = function.nextVersion();
        VersionRecord version =
                latest.published(Long.toString(number), description, parts.ids().uuid(), latest.lastModified());
        packages.hold(tx, scope, version.code().packageId());
        layers.hold(tx, version.layers());
        tx.put(scope.version(function.id(), number), VersionRecord.CODEC, version);
        tx.put(scope.function(reference.name()), FunctionRecord.CODEC, function.withNextVersion(number + 1));
        return version;
    }

    ListVersionsByFunctionResponse list(ListVersionsByFunctionRequest input, CallContext context) {
        FunctionReference reference = Functions.unqualified(input.functionName(), context);
        return store.store().read(snapshot -> {
            FunctionRecord function = store.function(snapshot, reference);
            Listing<VersionRecord> page = Listing.of(
                    snapshot,
                    Scope.of(reference).versions(function.id()),
                    VersionRecord.CODEC,
                    input.marker(),
                    input.maxItems());
            List<FunctionConfiguration> told = new ArrayList<>();
            if (input.marker() == null) {
                FunctionReference latest = reference.withQualifier(FunctionReference.LATEST);
                told.add(parts.descriptions().listed(latest, told(snapshot, reference, function, function.latest())));
            }
            page.items()
                    .forEach(version -> told.add(
                            parts.descriptions().listed(reference, told(snapshot, reference, function, version))));
            return new ListVersionsByFunctionResponse(page.nextMarker(), told);
        });
    }

    private static VersionRecord told(
            Reader reader, FunctionReference reference, FunctionRecord function, VersionRecord version) {
        return LambdaStore.told(reader, Scope.of(reference), function, version);
    }

    void delete(FunctionReference reference, String number) {
        if (number.equals(FunctionReference.LATEST)) {
            throw LambdaErrors.invalid("$LATEST version cannot be deleted without deleting the function.");
        }
        if (!LambdaStore.isNumber(number)) {
            throw LambdaErrors.invalid("Deletion of aliases is not currently supported.");
        }
        store.store().write(tx -> {
            Scope scope = Scope.of(reference);
            FunctionRecord function = store.function(tx, reference.withQualifier(null));
            Optional<VersionRecord> version = store.findVersion(tx, reference, function, number);
            if (version.isEmpty()) {
                // AWS answers success for a version that is not there.
                return;
            }
            List<String> aliases = LambdaStore.all(tx, scope.aliases(function.id()), AliasRecord.CODEC).stream()
                    .filter(alias ->
                            alias.version().equals(number) || alias.weights().containsKey(number))
                    .map(AliasRecord::name)
                    .toList();
            if (!aliases.isEmpty()) {
                throw LambdaErrors.conflict("Version " + number + " is being used by aliases: " + aliases);
            }
            packages.release(tx, scope, version.get().code().packageId());
            layers.release(tx, version.get().layers());
            tx.delete(scope.version(function.id(), Long.parseLong(number)));
            tx.delete(ProvisionedRecord.of(scope, function.id(), number));
            tx.delete(scope.policy(function.id(), number));
            tx.delete(scope.eventInvokes(function.id()).plus(number));
            String arn = reference.functionArn().toString();
            String revision = version.get().revisionId();
            tx.afterCommit(committed -> parts.runtime().retire(arn, number, revision));
        });
    }

    /**
     * Whether nothing was changed since. A description is part of what may change, but the one that a version was published with may
     * be another than that of {@code $LATEST}, so the time of its last change tells.
     */
    private static boolean sameAs(VersionRecord published, VersionRecord latest) {
        boolean isDescribedAlike = published.description().equals(latest.description())
                || published.lastModified().equals(latest.lastModified());
        return isDescribedAlike
                && published
                        .published(latest.version(), latest.description(), latest.revisionId(), latest.lastModified())
                        .equals(latest);
    }
}
