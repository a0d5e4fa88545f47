package dev.gust.services.lambda;

import dev.gust.base.Arn;
import dev.gust.services.lambda.VersionRecord.LayerUse;
import dev.gust.storage.Codec;
import dev.gust.storage.Key;
import dev.gust.storage.Reader;
import dev.gust.storage.Scan;
import dev.gust.storage.Transaction;
import dev.gust.wire.model.lambda.Architecture;
import dev.gust.wire.model.lambda.DeleteLayerVersionOutput;
import dev.gust.wire.model.lambda.DeleteLayerVersionRequest;
import dev.gust.wire.model.lambda.GetLayerVersionByArnRequest;
import dev.gust.wire.model.lambda.GetLayerVersionRequest;
import dev.gust.wire.model.lambda.GetLayerVersionResponse;
import dev.gust.wire.model.lambda.LayerVersionsListItem;
import dev.gust.wire.model.lambda.LayersListItem;
import dev.gust.wire.model.lambda.ListLayerVersionsRequest;
import dev.gust.wire.model.lambda.ListLayerVersionsResponse;
import dev.gust.wire.model.lambda.ListLayersRequest;
import dev.gust.wire.model.lambda.ListLayersResponse;
import dev.gust.wire.model.lambda.PublishLayerVersionRequest;
import dev.gust.wire.model.lambda.PublishLayerVersionResponse;
import dev.gust.wire.operation.CallContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Layers: archives that functions share, in numbered versions that never change. */
final class Layers {
    private static final Pattern NAME =
            Pattern.compile("(?:arn:aws[a-zA-Z-]*:lambda:([a-z0-9-]+):(\\d{12}):layer:)?([a-zA-Z0-9-_]+)");
    private static final Pattern VERSION_ARN =
            Pattern.compile("arn:aws[a-zA-Z-]*:lambda:([a-z0-9-]+):(\\d{12}):layer:([a-zA-Z0-9-_]+):([0-9]+)");

    private static final int MOST_PER_FUNCTION = 5;

    /** The next version's number of a layer; it outlives the versions, as numbers are never used again. */
    private record LayerRecord(String name, long nextVersion) {
        static final Codec<LayerRecord> CODEC = Codec.of(
                9,
                1,
                (out, layer) -> out.text(layer.name).number(layer.nextVersion),
                in -> new LayerRecord(in.text(), in.number()));
    }

    private final LambdaParts parts;
    private final LambdaStore store;
    private final Packages packages;

    Layers(LambdaParts parts, Packages packages) {
        this.parts = parts;
        this.store = parts.store();
        this.packages = packages;
    }

    PublishLayerVersionResponse publish(PublishLayerVersionRequest input, CallContext context) {
        Scope scope = Scope.of(context);
        String name = own(input.layerName(), "lambda:PublishLayerVersion", context);
        Packages.Upload upload = packages.take(
                scope,
                new Packages.Source(
                        input.content().zipFile(),
                        input.content().s3Bucket(),
                        input.content().s3Key(),
                        input.content().s3ObjectVersion()));
        Instant now = parts.clock().instant();
        LayerVersionRecord published = store.store().transact(tx -> {
            Key key = scope.layers().plus(name);
            long number =
                    tx.get(key, LayerRecord.CODEC).map(LayerRecord::nextVersion).orElse(1L);
            LayerVersionRecord version = new LayerVersionRecord(
                    name,
                    number,
                    Functions.orEmpty(input.description()),
                    Functions.orEmpty(input.licenseInfo()),
                    input.compatibleRuntimes(),
                    input.compatibleArchitectures().stream()
                            .map(Architecture::wireValue)
                            .toList(),
                    upload.code(),
                    now);
            packages.hold(tx, scope, upload);
            tx.put(key, LayerRecord.CODEC, new LayerRecord(name, number + 1));
            tx.put(scope.layerVersions(name).plus(number), LayerVersionRecord.CODEC, version);
            return version;
        });
        LayerVersionsListItem item = LayerDescriptions.item(scope, published);
        return PublishLayerVersionResponse.builder()
                .content(LayerDescriptions.content(context, published))
                .layerArn(LayerDescriptions.arn(scope, name).toString())
                .layerVersionArn(item.layerVersionArn())
                .description(published.description())
                .createdDate(item.createdDate())
                .version(published.version())
                .compatibleRuntimes(item.hasCompatibleRuntimes() ? item.compatibleRuntimes() : null)
                .licenseInfo(item.licenseInfo())
                .compatibleArchitectures(item.hasCompatibleArchitectures() ? item.compatibleArchitectures() : null)
                .build();
    }

    GetLayerVersionResponse get(GetLayerVersionRequest input, CallContext context) {
        Named named = named(input.layerName(), context);
        requireNumber(input.versionNumber());
        return permitted(named.scope(), named.name(), input.versionNumber(), context);
    }

    GetLayerVersionResponse get(GetLayerVersionByArnRequest input, CallContext context) {
        Matcher arn = VERSION_ARN.matcher(input.arn());
        if (!arn.matches()) {
            throw LambdaErrors.constraint("Value '" + input.arn()
                    + "' at 'arn' failed to satisfy constraint: Member must satisfy regular expression pattern: "
                    + VERSION_ARN.pattern());
        }
        Scope owner = new Scope(arn.group(2), arn.group(1));
        long number = Long.parseLong(arn.group(4));
        return permitted(owner, arn.group(3), number, context);
    }

    private static void requireNumber(long version) {
        if (version < 1) {
            throw LambdaErrors.invalid("Layer Version Cannot be less than 1");
        }
    }

    private GetLayerVersionResponse permitted(Scope owner, String name, long number, CallContext context) {
        boolean isAllowed = owner.account().equals(context.account())
                || store.store()
                        .read(snapshot -> LayerPermissions.allows(snapshot, owner, name, number, context.account()));
        if (!isAllowed) {
            throw LambdaErrors.denied(context.principal().arn(), LayerPermissions.ACTION, arn(owner, name, number));
        }
        return get(owner, name, number, context);
    }

    ListLayersResponse list(ListLayersRequest input, CallContext context) {
        Scope scope = Scope.of(context);
        return store.store().read(snapshot -> {
            Listing<LayerRecord> page =
                    Listing.of(snapshot, scope.layers(), LayerRecord.CODEC, input.marker(), input.maxItems());
            List<LayersListItem> told = new ArrayList<>();
            for (LayerRecord layer : page.items()) {
                newest(snapshot, scope, layer.name(), input.compatibleRuntime(), input.compatibleArchitecture())
                        .ifPresent(version -> told.add(new LayersListItem(
                                layer.name(),
                                LayerDescriptions.arn(scope, layer.name()).toString(),
                                LayerDescriptions.item(scope, version))));
            }
            return new ListLayersResponse(page.nextMarker(), told);
        });
    }

    ListLayerVersionsResponse versions(ListLayerVersionsRequest input, CallContext context) {
        Scope scope = Scope.of(context);
        String name = own(input.layerName(), "lambda:ListLayerVersions", context);
        int limit =
                Math.clamp(input.maxItems() == null ? Listing.DEFAULT_SIZE : input.maxItems(), 1, Listing.DEFAULT_SIZE);
        long below = input.marker() == null ? Long.MAX_VALUE : marker(input.marker());
        // Newest first, as AWS lists them; a layer's versions are few.
        List<LayerVersionsListItem> told = store.store()
                .read(snapshot ->
                        LambdaStore.all(snapshot, scope.layerVersions(name), LayerVersionRecord.CODEC)
                                .reversed()
                                .stream()
                                .filter(version -> version.version() < below)
                                .filter(version ->
                                        matches(version, input.compatibleRuntime(), input.compatibleArchitecture()))
                                .limit(limit + 1L)
                                .map(version -> LayerDescriptions.item(scope, version))
                                .toList());
        return told.size() <= limit
                ? new ListLayerVersionsResponse(null, told)
                : new ListLayerVersionsResponse(
                        String.valueOf(told.get(limit - 1).version()), told.subList(0, limit));
    }

    /** The number of the last version that was told. */
    private static long marker(String text) {
        if (!LambdaStore.isNumber(text)) {
            throw LambdaErrors.invalid("Invalid marker: it does not come from an earlier answer of this operation.");
        }
        return Long.parseLong(text);
    }

    DeleteLayerVersionOutput delete(DeleteLayerVersionRequest input, CallContext context) {
        Scope scope = Scope.of(context);
        String name = own(input.layerName(), "lambda:DeleteLayerVersion", context);
        requireNumber(input.versionNumber());
        Key key = scope.layerVersions(name).plus(input.versionNumber());
        store.store()
                .write(tx -> tx.get(key, LayerVersionRecord.CODEC).ifPresent(version -> {
                    tx.delete(key);
                    tx.delete(scope.layerPolicy(version.layer(), version.version()));
                    packages.release(tx, scope, version.code().packageId());
                }));
        return new DeleteLayerVersionOutput();
    }

    /** The layers that a function names: of its own account, or of others that let it, in its region. */
    List<LayerUse> resolve(Reader reader, Scope scope, List<String> arns, String architecture) {
        List<LayerUse> uses = new ArrayList<>();
        requireFew(arns);
        for (String text : arns) {
            Matcher arn = VERSION_ARN.matcher(text);
            if (!arn.matches()) {
                throw LambdaErrors.constraint("Value '[" + String.join(", ", arns)
                        + "]' at 'layers' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy "
                        + "regular expression pattern: " + VERSION_ARN.pattern() + "]");
            }
            if (!arn.group(1).equals(scope.region())) {
                throw LambdaErrors.invalid(
                        "Layers are not in the same region as the function. Layers are expected to be " + "in region "
                                + scope.region() + ".");
            }
            Scope owner = new Scope(arn.group(2), arn.group(1));
            long number = Long.parseLong(arn.group(4));
            if (!owner.equals(scope)
                    && !LayerPermissions.allows(reader, owner, arn.group(3), number, scope.account())) {
                throw LambdaErrors.denied(
                        "arn:aws:iam::" + scope.account() + ":root",
                        LayerPermissions.ACTION,
                        arn(owner, arn.group(3), number));
            }
            LayerVersionRecord version = reader.get(
                            owner.layerVersions(arn.group(3)).plus(number), LayerVersionRecord.CODEC)
                    .orElseThrow(() -> LambdaErrors.invalid("Layer version " + text + " does not exist."));
            if (!version.architectures().isEmpty() && !version.architectures().contains(architecture)) {
                throw LambdaErrors.invalid(
                        "Layer version " + text + " is not compatible with the architecture " + architecture + ".");
            }
            uses.add(new LayerUse(
                    text, version.code().packageId(), version.code().size()));
        }
        requireDifferent(arns);
        return uses;
    }

    private static void requireFew(List<String> arns) {
        if (arns.size() > MOST_PER_FUNCTION) {
            throw LambdaErrors.invalid("Cannot reference more than " + MOST_PER_FUNCTION + " layers.");
        }
    }

    private static void requireDifferent(List<String> arns) {
        Map<String, String> seen = new HashMap<>();
        for (String arn : arns) {
            String other = seen.putIfAbsent(arn.substring(0, arn.lastIndexOf(':')), arn);
            if (other != null) {
                throw LambdaErrors.invalid(
                        "Two different versions of the same layer are not allowed to be referenced in "
                                + "the same function. " + other + " and " + arn + " are versions of the same layer.");
            }
        }
    }

    /** A function's code and its layers are unpacked for it together, and have one limit together. */
    void requireRoom(Scope scope, VersionRecord version) {
        if (version.layers().isEmpty()) {
            return;
        }
        long bytes = packages.unpackedBytes(scope, version.code().packageId());
        for (LayerUse layer : version.layers()) {
            bytes += packages.unpackedBytes(scope(layer), layer.packageId());
        }
        long most = parts.settings().maximumUnpackedBytes();
        if (bytes > most) {
            throw LambdaErrors.invalid("Function code combined with layers exceeds the maximum allowed size of " + most
                    + " bytes. The actual size is " + bytes + " bytes.");
        }
    }

    void hold(Transaction tx, List<LayerUse> uses) {
        uses.forEach(use -> packages.hold(tx, scope(use), use.packageId()));
    }

    void release(Transaction tx, List<LayerUse> uses) {
        uses.forEach(use -> packages.release(tx, scope(use), use.packageId()));
    }

    private GetLayerVersionResponse get(Scope scope, String name, long number, CallContext context) {
        LayerVersionRecord version = store.store()
                .<Optional<LayerVersionRecord>>read(
                        snapshot -> snapshot.get(scope.layerVersions(name).plus(number), LayerVersionRecord.CODEC))
                .orElseThrow(LambdaErrors::noResource);
        LayerVersionsListItem item = LayerDescriptions.item(scope, version);
        return GetLayerVersionResponse.builder()
                .content(LayerDescriptions.content(context, version))
                .layerArn(LayerDescriptions.arn(scope, name).toString())
                .layerVersionArn(item.layerVersionArn())
                .description(version.description())
                .createdDate(item.createdDate())
                .version(version.version())
                .compatibleRuntimes(item.hasCompatibleRuntimes() ? item.compatibleRuntimes() : null)
                .licenseInfo(item.licenseInfo())
                .compatibleArchitectures(item.hasCompatibleArchitectures() ? item.compatibleArchitectures() : null)
                .build();
    }

    private static Optional<LayerVersionRecord> newest(
            Reader reader, Scope scope, String name, @Nullable String runtime, @Nullable Architecture architecture) {
        return reader.scan(Scan.under(scope.layerVersions(name)).backward()).entries().stream()
                .map(entry -> LayerVersionRecord.CODEC.decode(entry.value()))
                .filter(version -> matches(version, runtime, architecture))
                .findFirst();
    }

    private static boolean matches(
            LayerVersionRecord version, @Nullable String runtime, @Nullable Architecture architecture) {
        return (runtime == null || version.runtimes().contains(runtime))
                && (architecture == null || version.architectures().contains(architecture.wireValue()));
    }

    /** A layer, and whose it is. */
    private record Named(Scope scope, String name) {}

    /** The name of a layer of the caller's own, which may be told by its ARN; others' layers are not for the caller to change. */
    static String own(String text, String action, CallContext context) {
        Named named = named(text, context);
        if (!named.scope().account().equals(context.account())) {
            throw LambdaErrors.denied(
                    context.principal().arn(),
                    action,
                    Arn.of("lambda", named.scope().region(), named.scope().account(), "layer:" + named.name()));
        }
        return named.name();
    }

    private static Named named(String text, CallContext context) {
        Matcher matcher = NAME.matcher(text);
        if (!matcher.matches()) {
            throw LambdaErrors.constraint("Value '" + text
                    + "' at 'layerName' failed to satisfy constraint: Member must satisfy regular expression pattern: "
                    + NAME.pattern());
        }
        Scope here = Scope.of(context);
        if (matcher.group(1) == null) {
            return new Named(here, matcher.group(3));
        }
        if (!matcher.group(1).equals(here.region())) {
            throw LambdaErrors.notFound("Layers from '" + matcher.group(1) + "' are not reachable in this region ('"
                    + here.region() + "')");
        }
        return new Named(new Scope(matcher.group(2), matcher.group(1)), matcher.group(3));
    }

    /** Where a used layer's archive is. */
    static Scope scope(LayerUse use) {
        Matcher arn = VERSION_ARN.matcher(use.arn());
        if (!arn.matches()) {
            throw new IllegalStateException("a stored layer has no ARN: " + use.arn());
        }
        return new Scope(arn.group(2), arn.group(1));
    }

    /** The ARN of a layer's version. */
    static Arn versionArn(Scope scope, LayerVersionRecord version) {
        return arn(scope, version.layer(), version.version());
    }

    static Arn arn(Scope scope, String layer, long version) {
        return Arn.of("lambda", scope.region(), scope.account(), "layer:" + layer + ':' + version);
    }
}
