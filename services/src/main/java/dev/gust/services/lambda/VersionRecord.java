package dev.gust.services.lambda;

import dev.gust.storage.Codec;
import dev.gust.storage.ValueReader;
import dev.gust.storage.ValueWriter;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A version's code and configuration: of {@code $LATEST}, which changes, or of a published number, which never does.
 *
 * @param environment null when none was ever set, which AWS tells apart from an empty one
 * @param revisionId different for each change; also names the revision that environments run
 */
record VersionRecord(
        String version,
        String description,
        String runtime,
        String handler,
        String role,
        Limits limits,
        @Nullable Map<String, String> environment,
        List<LayerUse> layers,
        String architecture,
        String tracingMode,
        Code code,
        Logging logging,
        @Nullable String deadLetterArn,
        Instant lastModified,
        String revisionId) {
    /** What the kernel enforces. */
    record Limits(int timeoutSeconds, int memoryMegabytes, int ephemeralStorageMegabytes) {}

    /** The package: its id and what callers are told of it. */
    record Code(String packageId, String sha256, long size) {}

    /** A layer's version in use; its package is held by this version, too. */
    record LayerUse(String arn, String packageId, long size) {}

    /** Where and how the function logs. */
    record Logging(
            String format,
            @Nullable String applicationLevel,
            @Nullable String systemLevel,
            String group) {}

    static final Codec<VersionRecord> CODEC = Codec.of(2, 1, VersionRecord::write, VersionRecord::read);

    VersionRecord {
        environment = environment == null ? null : Collections.unmodifiableMap(new LinkedHashMap<>(environment));
        layers = List.copyOf(layers);
    }

    Map<String, String> variables() {
        return environment == null ? Map.of() : environment;
    }

    /** The same under a version's number. */
    VersionRecord published(String number, String describedAs, String revision, Instant at) {
        return new VersionRecord(
                number,
                describedAs,
                runtime,
                handler,
                role,
                limits,
                environment,
                layers,
                architecture,
                tracingMode,
                code,
                logging,
                deadLetterArn,
                at,
                revision);
    }

    VersionRecord withCode(Code changed, String changedArchitecture, String revision, Instant at) {
        return new VersionRecord(
                version,
                description,
                runtime,
                handler,
                role,
                limits,
                environment,
                layers,
                changedArchitecture,
                tracingMode,
                changed,
                logging,
                deadLetterArn,
                at,
                revision);
    }

    VersionRecord withLayers(List<LayerUse> changed) {
        return new VersionRecord(
                version,
                description,
                runtime,
                handler,
                role,
                limits,
                environment,
                changed,
                architecture,
                tracingMode,
                code,
                logging,
                deadLetterArn,
                lastModified,
                revisionId);
    }

    private static void write(ValueWriter out, VersionRecord record) {
        out.text(record.version).text(record.description).text(record.runtime).text(record.handler);
        out.text(record.role);
        out.number(record.limits.timeoutSeconds)
                .number(record.limits.memoryMegabytes)
                .number(record.limits.ephemeralStorageMegabytes);
        out.optional(record.environment, ValueWriter::texts);
        out.list(
                record.layers,
                (writer, layer) -> writer.text(layer.arn).text(layer.packageId).number(layer.size));
        out.text(record.architecture).text(record.tracingMode);
        out.text(record.code.packageId).text(record.code.sha256).number(record.code.size);
        out.text(record.logging.format)
                .optionalText(record.logging.applicationLevel)
                .optionalText(record.logging.systemLevel)
                .text(record.logging.group);
        out.optionalText(record.deadLetterArn).instant(record.lastModified).text(record.revisionId);
    }

    private static VersionRecord read(ValueReader in) {
        return new VersionRecord(
                in.text(),
                in.text(),
                in.text(),
                in.text(),
                in.text(),
                new Limits((int) in.number(), (int) in.number(), (int) in.number()),
                in.optional(ValueReader::textMap),
                in.list(reader -> new LayerUse(reader.text(), reader.text(), reader.number())),
                in.text(),
                in.text(),
                new Code(in.text(), in.text(), in.number()),
                new Logging(in.text(), in.optionalText(), in.optionalText(), in.text()),
                in.optionalText(),
                in.instant(),
                in.text());
    }
}
