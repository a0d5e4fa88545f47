package dev.gust.services.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gust.base.time.ManualClock;
import dev.gust.services.ports.usage.InvocationUsage;
import dev.gust.services.ports.usage.UsageReader;
import dev.gust.storage.segments.SegmentSettings;
import dev.gust.storage.segments.SegmentStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsageLogTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123Z");

    @TempDir
    private Path folder;

    @Test
    void readsBackWhatWasRecordedPageByPageAlsoAfterAReopening() {
        InvocationUsage first = usage(NOW, "one", Optional.of(Duration.ofMillis(12)));
        InvocationUsage second = usage(NOW.plusSeconds(1), "two", Optional.empty());
        try (SegmentStore segments = open()) {
            UsageLog log = new UsageLog(segments);
            log.record("000000000000", "eu-west-1", first);
            log.record("000000000000", "us-east-1", usage(NOW, "elsewhere", Optional.empty()));
            log.record("000000000000", "eu-west-1", second);
        }
        try (SegmentStore segments = open()) {
            UsageLog log = new UsageLog(segments);
            UsageReader.Page page = read(log, Optional.empty(), NOW.plusSeconds(5));
            assertThat(page.usage()).containsExactly(first);
            UsageReader.Page rest = read(log, page.next(), NOW.plusSeconds(5));
            assertThat(rest.usage()).containsExactly(second);
            assertThat(read(log, page.next(), NOW.plusMillis(500)).usage()).isEmpty();
        }
    }

    @Test
    void takesFewBytes() {
        assertThat(UsageCodec.encode(usage(NOW, "function-name", Optional.empty())).length)
                .isLessThan(60);
    }

    private static UsageReader.Page read(UsageLog log, Optional<String> after, Instant to) {
        return log.read("000000000000", "eu-west-1", NOW, to, after, 1);
    }

    private SegmentStore open() {
        return new SegmentStore(folder, SegmentSettings.defaults(), new ManualClock(NOW));
    }

    private static InvocationUsage usage(Instant at, String function, Optional<Duration> init) {
        return new InvocationUsage(
                at,
                function,
                "live",
                "7",
                InvocationUsage.Outcome.SUCCEEDED,
                init,
                Duration.ofNanos(1_234_000),
                Duration.ofMillis(2),
                128,
                41,
                Duration.ofNanos(900_000),
                100,
                2);
    }
}
