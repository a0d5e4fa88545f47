package dev.gust.services.lambda;

import dev.gust.services.lambda.VersionRecord.Code;
import dev.gust.services.lambda.VersionRecord.LayerUse;
import dev.gust.storage.Reader;
import dev.gust.storage.Transaction;
import dev.gust.wire.model.lambda.FunctionConfiguration;
import dev.gust.wire.model.lambda.UpdateFunctionCodeRequest;
import dev.gust.wire.model.lambda.UpdateFunctionConfigurationRequest;
import dev.gust.wire.operation.CallContext;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Changes a function's code and configuration. A change makes a new revision; environments of the old one end. */
final class FunctionUpdates {
    private final LambdaParts parts;
    private final LambdaStore store;
    private final Packages packages;
    private final Layers layers;
    private final Versions versions;
    private final FunctionRuns runs;

    FunctionUpdates(LambdaParts parts, Packages packages, Layers layers, Versions versions, FunctionRuns runs) {
        this.parts = parts;
        this.store = parts.store();
        this.packages = packages;
        this.layers = layers;
        this.versions = versions;
        this.runs = runs;
    }

    FunctionConfiguration code(UpdateFunctionCodeRequest input, CallContext context) {
        ConfigurationRules.refuse(input.imageUri(), "ImageUri");
        ConfigurationRules.refuse(input.sourceKMSKeyArn(), "SourceKMSKeyArn");
        ConfigurationRules.refuse(input.publishTo(), "PublishTo");
        FunctionReference reference = Functions.unqualified(input.functionName(), context);
        Scope scope = Scope.of(reference);
        store.store().read(snapshot -> store.function(snapshot, reference));
        Packages.Upload upload = packages.take(
                scope, new Packages.Source(input.zipFile(), input.s3Bucket(), input.s3Key(), input.s3ObjectVersion()));
        Instant now = parts.clock().instant();
        String revision = parts.ids().uuid();
        VersionRecord answered = store.store().transact(tx -> {
            FunctionRecord function = store.function(tx, reference);
            VersionRecord before = function.latest();
            checkRevision(tx, scope, input.revisionId(), function);
            VersionRecord after = before.withCode(
                    upload.code(),
                    ConfigurationRules.architecture(input.architectures(), before.architecture()),
                    revision,
                    now);
            layers.requireRoom(scope, after);
            if (Boolean.TRUE.equals(input.dryRun())) {
                return after;
            }
            packages.hold(tx, scope, upload);
            packages.release(tx, scope, before.code().packageId());
            return changed(tx, reference, function, after, Boolean.TRUE.equals(input.publish()));
        });
        if (!Boolean.TRUE.equals(input.dryRun())) {
            runs.prepare(reference, answered);
        }
        return parts.descriptions().of(reference, answered);
    }

    FunctionConfiguration configuration(UpdateFunctionConfigurationRequest input, CallContext context) {
        refuseWhatIsMissing(input);
        FunctionReference reference = Functions.unqualified(input.functionName(), context);
        Scope scope = Scope.of(reference);
        Instant now = parts.clock().instant();
        String revision = parts.ids().uuid();
        VersionRecord answered = store.store().transact(tx -> {
            FunctionRecord function = store.function(tx, reference);
            VersionRecord before = function.latest();
            checkRevision(tx, scope, input.revisionId(), function);
            List<LayerUse> used = before.layers();
            if (input.hasLayers()) {
                used = layers.resolve(tx, scope, input.layers(), before.architecture());
                layers.hold(tx, used);
                layers.release(tx, before.layers());
            }
            VersionRecord after = changed(input, reference, before, used, revision, now);
            layers.requireRoom(scope, after);
            return changed(tx, reference, function, after, false);
        });
        runs.prepare(reference, answered);
        return parts.descriptions().of(reference, answered);
    }

    private VersionRecord changed(
            UpdateFunctionConfigurationRequest input,
            FunctionReference reference,
            VersionRecord before,
            List<LayerUse> used,
            String revision,
            Instant now) {
        String runtime =
                input.runtime() == null ? before.runtime() : parts.rules().runtime(input.runtime());
        Code code = before.code();
        return new VersionRecord(
                before.version(),
                input.description() == null ? before.description() : input.description(),
                runtime,
                input.handler() == null ? before.handler() : ConfigurationRules.handler(runtime, input.handler()),
                input.role() == null ? before.role() : ConfigurationRules.role(input.role(), reference.account()),
                parts.rules().limits(input.timeout(), input.memorySize(), input.ephemeralStorage(), before.limits()),
                parts.rules().environment(input.environment(), before.environment()),
                used,
                before.architecture(),
                ConfigurationRules.tracing(input.tracingConfig(), before.tracingMode()),
                code,
                ConfigurationRules.logging(input.loggingConfig(), reference.name(), before.logging()),
                parts.rules().deadLetter(input.deadLetterConfig(), before.deadLetterArn()),
                now,
                revision);
    }

    private VersionRecord changed(
            Transaction tx,
            FunctionReference reference,
            FunctionRecord function,
            VersionRecord after,
            boolean publish) {
        VersionRecord before = function.latest();
        FunctionRecord changed = function.withLatest(after);
        String arn = reference.functionArn().toString();
        tx.afterCommit(committed -> parts.runtime().retire(arn, before.version(), before.revisionId()));
        if (publish) {
            return versions.publish(tx, reference, changed, after.description());
        }
        tx.put(Scope.of(reference).function(reference.name()), FunctionRecord.CODEC, changed);
        return after;
    }

    private static void refuseWhatIsMissing(UpdateFunctionConfigurationRequest input) {
        ConfigurationRules.refuse(input.kmsKeyArn(), "KMSKeyArn");
        ConfigurationRules.refuse(input.imageConfig(), "ImageConfig");
        ConfigurationRules.refuse(input.capacityProviderConfig(), "CapacityProviderConfig");
        ConfigurationRules.refuse(input.durableConfig(), "DurableConfig");
        ConfigurationRules.refuseVpc(input.vpcConfig());
        ConfigurationRules.refuseFileSystems(input.fileSystemConfigs());
        ConfigurationRules.refuseSnapStart(input.snapStart());
    }

    /** Whether {@code $LATEST} still is what the caller has seen. */
    static void checkRevision(Reader reader, Scope scope, @Nullable String expected, FunctionRecord function) {
        if (expected != null
                && !expected.equals(LambdaStore.told(reader, scope, function, function.latest())
                        .revisionId())) {
            throw LambdaErrors.revisionDiffers();
        }
    }
}
