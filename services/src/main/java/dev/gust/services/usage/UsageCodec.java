package dev.gust.services.usage;

import dev.gust.services.ports.usage.InvocationUsage;
import dev.gust.services.ports.usage.InvocationUsage.Outcome;
import dev.gust.storage.ValueReader;
import dev.gust.storage.ValueWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Usage in a few dozen bytes; its time is the segment record's own. */
final class UsageCodec {
    private static final int KIND = 1;
    private static final int VERSION = 1;
    private static final int MICRO = 1000;

    private UsageCodec() {}

    static byte[] encode(InvocationUsage usage) {
        return new ValueWriter(KIND, VERSION)
                .text(usage.function())
                .text(usage.qualifier())
                .text(usage.version())
                .number(usage.outcome().code())
                .optionalNumber(usage.initDuration().map(UsageCodec::micros).orElse(null))
                .number(micros(usage.duration()))
                .number(usage.billedDuration().toMillis())
                .number(usage.memoryMegabytes())
                .number(usage.maxMemoryMegabytes())
                .number(micros(usage.cpuTime()))
                .number(usage.requestBytes())
                .number(usage.responseBytes())
                .toBytes();
    }

    static InvocationUsage decode(Instant at, byte[] stored) {
        ValueReader in = new ValueReader(stored, KIND, VERSION);
        return new InvocationUsage(
                at,
                in.text(),
                in.text(),
                in.text(),
                Outcome.ofCode((int) in.number()),
                Optional.ofNullable(in.optionalNumber()).map(UsageCodec::duration),
                duration(in.number()),
                Duration.ofMillis(in.number()),
                (int) in.number(),
                (int) in.number(),
                duration(in.number()),
                in.number(),
                in.number());
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / MICRO;
    }

    private static Duration duration(long micros) {
        return Duration.ofNanos(micros * MICRO);
    }
}
