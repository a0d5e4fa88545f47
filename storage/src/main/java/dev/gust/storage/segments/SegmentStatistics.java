package dev.gust.storage.segments;

/**
 * How telemetry fares.
 *
 * @param segments files there are
 * @param bytes what they take
 * @param evictedSegments files that went for the quota's sake, since opening
 * @param evictedBytes what they had taken
 * @param lostRecords records that were not taken, as the disk could not keep up or failed
 */
public record SegmentStatistics(int segments, long bytes, long evictedSegments, long evictedBytes, long lostRecords) {}
