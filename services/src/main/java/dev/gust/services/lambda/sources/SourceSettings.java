package dev.gust.services.lambda.sources;

import dev.gust.storage.Codec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a mapping reads and retries.
 *
 * @param windowSeconds how long a batch waits to become full
 * @param parallelism batches of one shard at once
 * @param maximumAgeSeconds older records are given up; {@link #NO_LIMIT}: as long as the source keeps them
 * @param maximumRetries after the first attempt; {@link #NO_LIMIT}: until the records are too old
 * @param bisects whether a failing batch is split
 * @param reportsItems whether the function says which records it failed on
 * @param filters patterns, one of which a record matches to be handed over; none: all are
 * @param onFailure ARN that hears of what was given up
 */
public record SourceSettings(
        int batchSize,
        int windowSeconds,
        int parallelism,
        int maximumAgeSeconds,
        int maximumRetries,
        boolean bisects,
        boolean reportsItems,
        List<String> filters,
        @Nullable String onFailure) {
    public static final int NO_LIMIT = -1;

    static final Codec<SourceSettings> CODEC = Codec.of(
            21,
            1,
            (out, settings) -> out.number(settings.batchSize)
                    .number(settings.windowSeconds)
                    .number(settings.parallelism)
                    .number(settings.maximumAgeSeconds)
                    .number(settings.maximumRetries)
                    .bool(settings.bisects)
                    .bool(settings.reportsItems)
                    .texts(settings.filters)
                    .optionalText(settings.onFailure),
            in -> new SourceSettings(
                    (int) in.number(),
                    (int) in.number(),
                    (int) in.number(),
                    (int) in.number(),
                    (int) in.number(),
                    in.bool(),
                    in.bool(),
                    in.texts(),
                    in.optionalText()));

    public SourceSettings {
        filters = List.copyOf(filters);
    }
}
