package dev.gust.services.dynamodb.table;

/** Capacity units per second: what is provisioned, zeros where capacity is on demand; or the most on demand, zeros where there is no limit. */
public record Throughput(long readUnits, long writeUnits) {
    public static final Throughput NONE = new Throughput(0, 0);
}
