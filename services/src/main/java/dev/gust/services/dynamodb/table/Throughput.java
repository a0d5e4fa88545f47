package dev.gust.services.dynamodb.table;

/** Provisioned capacity units per second; zeros where capacity is on demand. */
public record Throughput(long readUnits, long writeUnits) {
    public static final Throughput NONE = new Throughput(0, 0);
}
