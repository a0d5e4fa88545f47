package dev.gust.services.logs;

import dev.gust.storage.Codec;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A stream of a group.
 *
 * @param number names the stream in the group's events; never used again within the group
 */
record LogStreamRecord(
        String name, long number, Instant created, @Nullable Activity activity) {
    /** When events happened and came in. */
    record Activity(long firstEventMillis, long lastEventMillis, long lastIngestionMillis) {
        /** With one more event. */
        Activity and(long eventMillis, long ingestionMillis) {
            return new Activity(
                    Math.min(firstEventMillis, eventMillis),
                    Math.max(lastEventMillis, eventMillis),
                    Math.max(lastIngestionMillis, ingestionMillis));
        }

        Activity and(Activity other) {
            return new Activity(
                    Math.min(firstEventMillis, other.firstEventMillis),
                    Math.max(lastEventMillis, other.lastEventMillis),
                    Math.max(lastIngestionMillis, other.lastIngestionMillis));
        }

        static Activity of(long eventMillis, long ingestionMillis) {
            return new Activity(eventMillis, eventMillis, ingestionMillis);
        }
    }

    static final Codec<LogStreamRecord> CODEC = Codec.of(
            2,
            1,
            (out, stream) -> out.text(stream.name)
                    .number(stream.number)
                    .instant(stream.created)
                    .optional(
                            stream.activity,
                            (writer, activity) -> writer.number(activity.firstEventMillis)
                                    .number(activity.lastEventMillis)
                                    .number(activity.lastIngestionMillis)),
            in -> new LogStreamRecord(
                    in.text(),
                    in.number(),
                    in.instant(),
                    in.optional(reader -> new Activity(reader.number(), reader.number(), reader.number()))));

    LogStreamRecord with(@Nullable Activity more) {
        if (more == null) {
            return this;
        }
        return new LogStreamRecord(name, number, created, activity == null ? more : activity.and(more));
    }
}
