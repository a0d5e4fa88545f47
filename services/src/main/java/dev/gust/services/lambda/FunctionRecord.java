package dev.gust.services.lambda;

import dev.gust.storage.Codec;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A function: what belongs to it as a whole, and its {@code $LATEST}.
 *
 * @param id never used again, so that what is left of a deleted function never shows in a new one of the same name
 * @param nextVersion the number that the next published version gets
 * @param reservedConcurrency null for a share of the account's
 */
record FunctionRecord(
        String name,
        String id,
        Instant created,
        VersionRecord latest,
        long nextVersion,
        Map<String, String> tags,
        @Nullable Integer reservedConcurrency) {
    static final Codec<FunctionRecord> CODEC = Codec.of(
            1,
            1,
            (out, function) -> out.text(function.name)
                    .text(function.id)
                    .instant(function.created)
                    .value(VersionRecord.CODEC, function.latest)
                    .number(function.nextVersion)
                    .texts(function.tags)
                    .optional(function.reservedConcurrency, (writer, limit) -> writer.number(limit)),
            in -> new FunctionRecord(
                    in.text(),
                    in.text(),
                    in.instant(),
                    in.value(VersionRecord.CODEC),
                    in.number(),
                    in.textMap(),
                    in.optional(reader -> (int) reader.number())));

    FunctionRecord {
        tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
    }

    FunctionRecord withLatest(VersionRecord changed) {
        return new FunctionRecord(name, id, created, changed, nextVersion, tags, reservedConcurrency);
    }

    FunctionRecord withNextVersion(long changed) {
        return new FunctionRecord(name, id, created, latest, changed, tags, reservedConcurrency);
    }

    FunctionRecord withTags(Map<String, String> changed) {
        return new FunctionRecord(name, id, created, latest, nextVersion, changed, reservedConcurrency);
    }

    FunctionRecord withReservedConcurrency(@Nullable Integer changed) {
        return new FunctionRecord(name, id, created, latest, nextVersion, tags, changed);
    }
}
