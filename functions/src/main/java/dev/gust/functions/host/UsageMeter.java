package dev.gust.functions.host;

import dev.gust.functions.FunctionSpec;
import dev.gust.functions.Metering;
import dev.gust.functions.sandbox.SandboxUsage;
import dev.gust.functions.sandbox.Sandboxes;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Measures invocations. The kernel's counters cost more to read than a short invocation does to run, so they are read for long ones and
 * otherwise a few times a second; what was used in between shows with the next reading.
 */
final class UsageMeter {
    private static final long READING_INTERVAL_NANOS = 200_000_000L;

    private final Supplier<Sandboxes> sandboxes;
    private final Map<Long, Reading> readings = new ConcurrentHashMap<>();

    private record Reading(long atNanos, SandboxUsage usage) {}

    UsageMeter(Supplier<Sandboxes> sandboxes) {
        this.sandboxes = sandboxes;
    }

    Metering metering(FunctionSpec spec, LiveEnvironment environment, Serving serving, boolean cold, long endNanos) {
        Reading last = readings.get(environment.id);
        Duration cpu = Duration.ZERO;
        SandboxUsage usage;
        if (last != null && endNanos - last.atNanos() < READING_INTERVAL_NANOS) {
            usage = last.usage();
        } else {
            SandboxUsage before = last == null ? new SandboxUsage(0, Duration.ZERO) : last.usage();
            usage = sandboxes.get().usage(environment.id).orElse(before);
            cpu = usage.cpuTime().minus(before.cpuTime());
            readings.put(environment.id, new Reading(endNanos, usage));
        }
        return metering(spec, environment, serving, cold, endNanos, usage.peakBytes(), cpu);
    }

    /** With the counters as they were at its end. */
    Metering metering(
            FunctionSpec spec,
            LiveEnvironment environment,
            Serving serving,
            boolean cold,
            long endNanos,
            SandboxUsage last) {
        Reading before = readings.remove(environment.id);
        Duration cpu = before == null
                ? last.cpuTime()
                : last.cpuTime().minus(before.usage().cpuTime());
        return metering(spec, environment, serving, cold, endNanos, last.peakBytes(), cpu);
    }

    /** Whether the environment has come to its limit of memory, with what lies in its temporary folder. */
    boolean full(FunctionSpec spec, LiveEnvironment environment) {
        return sandboxes
                .get()
                .usage(environment.id)
                .filter(usage -> usage.peakBytes() >= (long) spec.memoryMegabytes() << 20)
                .isPresent();
    }

    void forget(long environment) {
        readings.remove(environment);
    }

    private static Metering metering(
            FunctionSpec spec,
            LiveEnvironment environment,
            Serving serving,
            boolean cold,
            long endNanos,
            long peakBytes,
            Duration cpu) {
        long begun = serving.begunNanos;
        Duration duration = begun == 0 ? Duration.ZERO : Duration.ofNanos(Math.max(0, endNanos - begun));
        // One that is never loaded has its loading to show.
        long loading =
                begun == 0 && serving.loadingFromNanos != 0 ? endNanos - serving.loadingFromNanos : serving.initNanos;
        Optional<Duration> initialisation =
                cold ? Optional.of(Duration.ofNanos(Math.max(0, loading))) : Optional.empty();
        long whole = duration.plus(initialisation.orElse(Duration.ZERO)).toNanos();
        int peakMegabytes = (int) Math.min(spec.memoryMegabytes(), (peakBytes + (1 << 20) - 1) >> 20);
        return new Metering(
                environment.description(),
                initialisation,
                duration,
                Duration.ofMillis((whole + 999_999) / 1_000_000),
                spec.memoryMegabytes(),
                peakMegabytes,
                cpu);
    }
}
