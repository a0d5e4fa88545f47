package dev.gust.storage.queues;

import dev.gust.storage.Codec;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Where a message is in its life. {@code waitsUntilMillis} is absent while it is ready. */
record MessageState(
        Instant added,
        @Nullable Instant firstClaimed,
        int claims,
        @Nullable Long waitsUntilMillis) {
    static final Codec<MessageState> CODEC = Codec.of(
            1,
            1,
            (out, state) -> out.instant(state.added())
                    .optionalInstant(state.firstClaimed())
                    .number(state.claims())
                    .optionalNumber(state.waitsUntilMillis()),
            in -> new MessageState(in.instant(), in.optionalInstant(), (int) in.number(), in.optionalNumber()));

    MessageState claimed(Instant now, long untilMillis) {
        return new MessageState(added, firstClaimed == null ? now : firstClaimed, claims + 1, untilMillis);
    }

    MessageState waiting(@Nullable Long untilMillis) {
        return new MessageState(added, firstClaimed, claims, untilMillis);
    }
}
