package dev.gust.services.lambda;

import dev.gust.base.Ids;
import dev.gust.base.time.Clock;
import dev.gust.services.lambda.VersionRecord.LayerUse;
import dev.gust.services.ports.runtime.FunctionRuntime;
import dev.gust.storage.Key;
import dev.gust.storage.KeyRange;
import dev.gust.storage.Reader;
import dev.gust.storage.Transaction;
import dev.gust.wire.model.lambda.Concurrency;
import dev.gust.wire.model.lambda.CreateFunctionRequest;
import dev.gust.wire.model.lambda.DeleteFunctionRequest;
import dev.gust.wire.model.lambda.DeleteFunctionResponse;
import dev.gust.wire.model.lambda.FunctionCodeLocation;
import dev.gust.wire.model.lambda.FunctionConfiguration;
import dev.gust.wire.model.lambda.FunctionVersion;
import dev.gust.wire.model.lambda.GetFunctionConfigurationRequest;
import dev.gust.wire.model.lambda.GetFunctionRequest;
import dev.gust.wire.model.lambda.GetFunctionResponse;
import dev.gust.wire.model.lambda.ListFunctionsRequest;
import dev.gust.wire.model.lambda.ListFunctionsResponse;
import dev.gust.wire.model.lambda.PackageType;
import dev.gust.wire.operation.CallContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Creates, tells and deletes functions. */
final class Functions {
    private static final int LONGEST_NAME = 64;
    private static final int NO_CONTENT = 204;

    private final LambdaStore store;
    private final Packages packages;
    private final Layers layers;
    private final Versions versions;
    private final FunctionUrls urls;
    private final FunctionRuns runs;
    private final ConfigurationRules rules;
    private final FunctionDescriptions descriptions;
    private final FunctionRuntime runtime;
    private final Clock clock;
    private final Ids ids;

    Functions(
            LambdaParts parts,
            Packages packages,
            Layers layers,
            Versions versions,
            FunctionUrls urls,
            FunctionRuns runs) {
        this.store = parts.store();
        this.packages = packages;
        this.layers = layers;
        this.versions = versions;
        this.urls = urls;
        this.runs = runs;
        this.rules = parts.rules();
        this.descriptions = parts.descriptions();
        this.runtime = parts.runtime();
        this.clock = parts.clock();
        this.ids = parts.ids();
    }

    FunctionConfiguration create(CreateFunctionRequest input, CallContext context) {
        refuseWhatIsMissing(input);
        FunctionReference reference = unqualified(input.functionName(), context);
        if (reference.name().length() > LONGEST_NAME) {
            throw LambdaErrors.invalid("1 validation error detected: Value '" + input.functionName()
                    + "' at 'functionName' failed to satisfy constraint: Member must have length less than or equal to "
                    + LONGEST_NAME);
        }
        Tags.requireAllowed(input.tags(), context);
        Tags.requireFew(input.tags());
        Scope scope = Scope.of(reference);
        VersionRecord settings = settings(input, reference);
        Packages.Upload upload = packages.take(
                scope,
                new Packages.Source(
                        input.code().zipFile(),
                        input.code().s3Bucket(),
                        input.code().s3Key(),
                        input.code().s3ObjectVersion()));
        VersionRecord answered = store.store().transact(tx -> {
            if (store.find(tx, reference).isPresent()) {
                throw LambdaErrors.conflict("Function already exist: " + reference.name());
            }
            List<LayerUse> used = layers.resolve(tx, scope, input.layers(), settings.architecture());
            VersionRecord latest = withPackages(settings, upload.code(), used);
            layers.requireRoom(scope, latest);
            packages.hold(tx, scope, upload);
            layers.hold(tx, used);
            FunctionRecord function = new FunctionRecord(
                    reference.name(), ids.uuid(), latest.lastModified(), latest, 1, input.tags(), null);
            if (Boolean.TRUE.equals(input.publish())) {
                return versions.publish(tx, reference, function, latest.description());
            }
            tx.put(scope.function(reference.name()), FunctionRecord.CODEC, function);
            return latest;
        });
        runs.prepare(reference, answered);
        return descriptions.created(reference, answered);
    }

    GetFunctionResponse get(GetFunctionRequest input, CallContext context) {
        FunctionReference reference = FunctionReference.of(input.functionName(), input.qualifier(), context);
        LambdaStore.Found found = told(reference);
        Integer reserved = found.function().reservedConcurrency();
        return new GetFunctionResponse(
                descriptions.of(reference, found.version()),
                new FunctionCodeLocation(
                        "S3", CodeDownloads.url(context, found.version().code().packageId()), null, null, null),
                found.function().tags(),
                null,
                reserved == null ? null : new Concurrency(reserved));
    }

    FunctionConfiguration configuration(GetFunctionConfigurationRequest input, CallContext context) {
        FunctionReference reference = FunctionReference.of(input.functionName(), input.qualifier(), context);
        return descriptions.of(reference, told(reference).version());
    }

    /** Told is the alias's own version, not one of those that share its calls. */
    private LambdaStore.Found told(FunctionReference reference) {
        return store.store().read(snapshot -> {
            LambdaStore.Found found = store.resolve(snapshot, reference, AliasRecord.shares());
            VersionRecord version = LambdaStore.told(snapshot, Scope.of(reference), found.function(), found.version());
            return new LambdaStore.Found(found.function(), version, found.alias());
        });
    }

    ListFunctionsResponse list(ListFunctionsRequest input, CallContext context) {
        if (input.masterRegion() != null) {
            throw LambdaErrors.refused("MasterRegion (functions at the edge)");
        }
        Scope scope = Scope.of(context);
        return store.store().read(snapshot -> {
            Listing<FunctionRecord> page =
                    Listing.of(snapshot, scope.functions(), FunctionRecord.CODEC, input.marker(), input.maxItems());
            List<FunctionConfiguration> told = new ArrayList<>();
            for (FunctionRecord function : page.items()) {
                tell(snapshot, scope, function, input.functionVersion() == FunctionVersion.ALL, told);
            }
            return new ListFunctionsResponse(page.nextMarker(), told);
        });
    }

    DeleteFunctionResponse delete(DeleteFunctionRequest input, CallContext context) {
        FunctionReference reference = FunctionReference.of(input.functionName(), input.qualifier(), context);
        String qualifier = reference.qualifier();
        if (qualifier != null) {
            versions.delete(reference, qualifier);
        } else {
            store.store().write(tx -> delete(tx, reference));
        }
        return new DeleteFunctionResponse(NO_CONTENT);
    }

    private void tell(
            Reader reader, Scope scope, FunctionRecord function, boolean all, List<FunctionConfiguration> told) {
        FunctionReference reference = new FunctionReference(scope.account(), scope.region(), function.name(), null);
        FunctionReference latest = all ? reference.withQualifier(FunctionReference.LATEST) : reference;
        told.add(descriptions.listed(latest, LambdaStore.told(reader, scope, function, function.latest())));
        if (all) {
            for (VersionRecord version : LambdaStore.all(reader, scope.versions(function.id()), VersionRecord.CODEC)) {
                told.add(descriptions.listed(reference, LambdaStore.told(reader, scope, function, version)));
            }
        }
    }

    private void delete(Transaction tx, FunctionReference reference) {
        Scope scope = Scope.of(reference);
        FunctionRecord function = store.function(tx, reference);
        List<VersionRecord> all =
                new ArrayList<>(LambdaStore.all(tx, scope.versions(function.id()), VersionRecord.CODEC));
        all.add(function.latest());
        for (VersionRecord version : all) {
            packages.release(tx, scope, version.code().packageId());
            layers.release(tx, version.layers());
        }
        urls.forget(tx, scope, function);
        tx.delete(scope.function(reference.name()));
        for (Key collection : List.of(
                scope.versions(function.id()),
                scope.aliases(function.id()),
                scope.policies(function.id()),
                scope.eventInvokes(function.id()),
                ProvisionedRecord.of(scope, function.id()))) {
            tx.deleteRange(KeyRange.under(collection));
        }
        String arn = reference.functionArn().toString();
        tx.afterCommit(committed -> {
            all.forEach(version -> runtime.retire(arn, version.version(), version.revisionId()));
            runtime.reserveConcurrency(arn, OptionalInt.empty());
        });
    }

    private VersionRecord settings(CreateFunctionRequest input, FunctionReference reference) {
        String identifier = rules.runtime(input.runtime());
        Instant now = clock.instant();
        return new VersionRecord(
                FunctionReference.LATEST,
                orEmpty(input.description()),
                identifier,
                ConfigurationRules.handler(identifier, input.handler()),
                ConfigurationRules.role(input.role(), reference.account()),
                rules.limits(
                        input.timeout(),
                        input.memorySize(),
                        input.ephemeralStorage(),
                        ConfigurationRules.defaultLimits()),
                rules.environment(input.environment(), null),
                List.of(),
                ConfigurationRules.architecture(input.architectures(), "x86_64"),
                ConfigurationRules.tracing(input.tracingConfig(), "PassThrough"),
                new VersionRecord.Code("", "", 0),
                ConfigurationRules.logging(input.loggingConfig(), reference.name(), null),
                rules.deadLetter(input.deadLetterConfig(), null),
                now,
                ids.uuid());
    }

    private static VersionRecord withPackages(VersionRecord settings, VersionRecord.Code code, List<LayerUse> layers) {
        return settings.withLayers(layers)
                .withCode(code, settings.architecture(), settings.revisionId(), settings.lastModified());
    }

    private static void refuseWhatIsMissing(CreateFunctionRequest input) {
        if (input.packageType() == PackageType.IMAGE || input.code().imageUri() != null) {
            throw LambdaErrors.refused("container images (PackageType Image): Gust runs functions without Docker, "
                    + "deploy the code as a zip archive");
        }
        ConfigurationRules.refuse(input.code().sourceKMSKeyArn(), "SourceKMSKeyArn");
        ConfigurationRules.refuse(input.kmsKeyArn(), "KMSKeyArn");
        ConfigurationRules.refuse(input.imageConfig(), "ImageConfig");
        ConfigurationRules.refuse(input.codeSigningConfigArn(), "CodeSigningConfigArn");
        ConfigurationRules.refuse(input.capacityProviderConfig(), "CapacityProviderConfig");
        ConfigurationRules.refuse(input.publishTo(), "PublishTo");
        ConfigurationRules.refuse(input.durableConfig(), "DurableConfig");
        ConfigurationRules.refuse(input.tenancyConfig(), "TenancyConfig");
        ConfigurationRules.refuseVpc(input.vpcConfig());
        ConfigurationRules.refuseFileSystems(input.fileSystemConfigs());
        ConfigurationRules.refuseSnapStart(input.snapStart());
    }

    /** The reference of an operation that is about the function as a whole. */
    static FunctionReference unqualified(String name, CallContext context) {
        FunctionReference reference = FunctionReference.of(name, context);
        if (reference.qualifier() != null) {
            throw LambdaErrors.functionsOnly();
        }
        return reference;
    }

    static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
