package dev.gust.storage.segments;

import java.time.Duration;

/**
 * Bounds of telemetry.
 *
 * @param quotaBytes what all segments together may take; beyond it the oldest go
 * @param segmentBytes size at which a segment ends
 * @param segmentTime age at which a segment ends
 * @param pendingBytes what may wait in memory to be written
 */
public record SegmentSettings(long quotaBytes, long segmentBytes, Duration segmentTime, int pendingBytes) {
    public SegmentSettings {
        if (quotaBytes < 2 * segmentBytes) {
            throw new IllegalArgumentException("the quota of telemetry (" + quotaBytes
                    + " bytes) is for two segments (of " + segmentBytes + ") at least");
        }
    }

    public static SegmentSettings defaults() {
        return new SegmentSettings(2L * 1024 * 1024 * 1024, 16L * 1024 * 1024, Duration.ofHours(1), 8 * 1024 * 1024);
    }

    public SegmentSettings withQuotaBytes(long bytes) {
        return new SegmentSettings(bytes, Math.min(segmentBytes, bytes / 2), segmentTime, pendingBytes);
    }
}
