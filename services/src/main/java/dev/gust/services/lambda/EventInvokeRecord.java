package dev.gust.services.lambda;

import dev.gust.storage.Codec;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How asynchronous invocations of a function, version or alias are retried, and who hears of their end. */
record EventInvokeRecord(
        Instant lastModified,
        @Nullable Integer maximumRetryAttempts,
        @Nullable Integer maximumEventAgeSeconds,
        @Nullable String onSuccess,
        @Nullable String onFailure) {
    static final Codec<EventInvokeRecord> CODEC = Codec.of(
            5,
            1,
            (out, config) -> out.instant(config.lastModified)
                    .optional(config.maximumRetryAttempts, (writer, number) -> writer.number(number))
                    .optional(config.maximumEventAgeSeconds, (writer, number) -> writer.number(number))
                    .optionalText(config.onSuccess)
                    .optionalText(config.onFailure),
            in -> new EventInvokeRecord(
                    in.instant(),
                    in.optional(reader -> (int) reader.number()),
                    in.optional(reader -> (int) reader.number()),
                    in.optionalText(),
                    in.optionalText()));
}
