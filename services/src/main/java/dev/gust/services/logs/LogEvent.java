package dev.gust.services.logs;

import dev.gust.storage.Codec;
import dev.gust.storage.segments.SegmentPosition;
import dev.gust.storage.segments.SegmentRecord;
import java.util.Locale;

/** An event as it was read from the telemetry. */
record LogEvent(long timeMillis, long ingestionMillis, long stream, String message, SegmentPosition position) {
    /** What a telemetry record holds besides its time. */
    private record Content(long stream, long ingestionMillis, String message) {
        static final Codec<Content> CODEC = Codec.of(
                4,
                1,
                (out, content) -> out.number(content.stream)
                        .number(content.ingestionMillis)
                        .text(content.message),
                in -> new Content(in.number(), in.number(), in.text()));
    }

    static byte[] encode(long stream, long ingestionMillis, String message) {
        return Content.CODEC.encode(new Content(stream, ingestionMillis, message));
    }

    static LogEvent of(SegmentRecord record) {
        Content content = Content.CODEC.decode(record.content());
        return new LogEvent(
                record.time().toEpochMilli(),
                content.ingestionMillis(),
                content.stream(),
                content.message(),
                record.position());
    }

    /** Unique, and in the order in which events came. */
    String id() {
        return String.format(
                Locale.ROOT, "%020d%018d%018d", position.segment(), (long) position.block(), (long) position.record());
    }
}
