package dev.gust.services.logs;

import dev.gust.storage.Codec;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A group of log streams.
 *
 * @param id names the group's events in the telemetry; never used again
 * @param nextStream the number that the next stream gets
 * @param retentionDays null to keep events as long as there is room
 */
record LogGroupRecord(
        String name,
        String id,
        Instant created,
        long nextStream,
        @Nullable Integer retentionDays,
        Map<String, String> tags) {
    static final Codec<LogGroupRecord> CODEC = Codec.of(
            1,
            1,
            (out, group) -> out.text(group.name)
                    .text(group.id)
                    .instant(group.created)
                    .number(group.nextStream)
                    .optional(group.retentionDays, (writer, days) -> writer.number(days))
                    .texts(group.tags),
            in -> new LogGroupRecord(
                    in.text(),
                    in.text(),
                    in.instant(),
                    in.number(),
                    in.optional(reader -> (int) reader.number()),
                    in.textMap()));

    LogGroupRecord {
        tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
    }

    /** Events before this are no longer shown. */
    Instant oldestShown(Instant now) {
        return retentionDays == null ? Instant.EPOCH : now.minus(Duration.ofDays(retentionDays));
    }

    LogGroupRecord withNextStream(long number) {
        return new LogGroupRecord(name, id, created, number, retentionDays, tags);
    }

    LogGroupRecord withRetention(@Nullable Integer days) {
        return new LogGroupRecord(name, id, created, nextStream, days, tags);
    }

    LogGroupRecord withTags(Map<String, String> changed) {
        return new LogGroupRecord(name, id, created, nextStream, retentionDays, changed);
    }
}
