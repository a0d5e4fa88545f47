package dev.gust.services.dynamodb;

import dev.gust.base.Arn;
import dev.gust.base.time.Clock;
import dev.gust.services.dynamodb.table.IndexDefinition;
import dev.gust.services.dynamodb.table.TableDefinition;
import dev.gust.services.dynamodb.table.Throughput;
import dev.gust.wire.model.dynamodb.ProvisionedThroughputExceededException;
import dev.gust.wire.model.dynamodb.ThrottlingException;
import dev.gust.wire.model.dynamodb.ThrottlingReason;
import dev.gust.wire.operation.AwsException;
import dev.gust.wire.operation.CallContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Holds provisioned tables and indexes to their throughput, and those on demand to the most that was set for them, as AWS does: what was left unused in the last five minutes may be used in
 * a burst, and a request that begins while something is left runs to its end. Kept in memory: a start of the server fills it up.
 */
final class ProvisionedLimits {
    private static final int BURST_SECONDS = 300;
    private static final int MOST_BUCKETS = 10_000;

    private final Clock clock;
    private final boolean enforced;
    private final ConcurrentHashMap<String, Bucket> buckets = new ConcurrentHashMap<>();

    ProvisionedLimits(Clock clock, boolean enforced) {
        this.clock = clock;
        this.enforced = enforced;
    }

    /** Refuses the read where the capacity of the table, or of the global index that is read, is used up. */
    void checkRead(CallContext context, TableDefinition table, @Nullable IndexDefinition index) {
        AwsException refusal = refusalOfRead(context, table, index);
        if (refusal != null) {
            throw refusal;
        }
    }

    /** Refuses the write where the capacity of the table or of one of its global indexes is used up. */
    void checkWrite(CallContext context, TableDefinition table) {
        AwsException refusal = refusalOfWrite(context, table);
        if (refusal != null) {
            throw refusal;
        }
    }

    /** Why a read may not be done now, or null. */
    @Nullable
    AwsException refusalOfRead(CallContext context, TableDefinition table, @Nullable IndexDefinition index) {
        if (!isLimited(table)) {
            return null;
        }
        if (index != null && index.isGlobal()) {
            return hasLeft(index.id() + "/read", limit(table, index).readUnits())
                    ? null
                    : exceeded(context, table, index, "IndexRead");
        }
        return hasLeft(table.id() + "/read", limit(table).readUnits())
                ? null
                : exceeded(context, table, null, "TableRead");
    }

    /** Why a write may not be done now, or null. */
    @Nullable
    AwsException refusalOfWrite(CallContext context, TableDefinition table) {
        if (!isLimited(table)) {
            return null;
        }
        if (!hasLeft(table.id() + "/write", limit(table).writeUnits())) {
            return exceeded(context, table, null, "TableWrite");
        }
        for (IndexDefinition index : table.indexes()) {
            if (index.isGlobal()
                    && !hasLeft(index.id() + "/write", limit(table, index).writeUnits())) {
                return exceeded(context, table, index, "IndexWrite");
            }
        }
        return null;
    }

    /** Counts what a request has used of one table. */
    void spend(TableDefinition table, Capacity used) {
        if (!isLimited(table)) {
            return;
        }
        spend(table.id() + "/read", limit(table).readUnits(), used.readOf(null));
        spend(table.id() + "/write", limit(table).writeUnits(), used.writtenOf(null));
        for (IndexDefinition index : table.indexes()) {
            // Local indexes use the table's own capacity.
            String owner = index.isGlobal() ? index.id() : table.id();
            Throughput limit = index.isGlobal() ? limit(table, index) : limit(table);
            spend(owner + "/read", limit.readUnits(), used.readOf(index));
            spend(owner + "/write", limit.writeUnits(), used.writtenOf(index));
        }
    }

    boolean isLimited(TableDefinition table) {
        return enforced
                && (!table.isOnDemand()
                        || isLimit(table.maximum())
                        || table.indexes().stream().anyMatch(index -> isLimit(index.maximum())));
    }

    private static boolean isLimit(Throughput maximum) {
        return !maximum.equals(Throughput.NONE);
    }

    /** Zeros where there is no limit. */
    private static Throughput limit(TableDefinition table) {
        return table.isOnDemand() ? table.maximum() : table.throughput();
    }

    private static Throughput limit(TableDefinition table, IndexDefinition index) {
        return table.isOnDemand() ? index.maximum() : index.throughput();
    }

    private boolean hasLeft(String bucket, long units) {
        return units == 0 || bucket(bucket, units).left(units, clock.instant()) > 0;
    }

    private void spend(String bucket, long units, double used) {
        if (used > 0 && units > 0) {
            bucket(bucket, units).spend(units, used, clock.instant());
        }
    }

    private Bucket bucket(String name, long units) {
        Bucket known = buckets.get(name);
        if (known != null) {
            return known;
        }
        if (buckets.size() >= MOST_BUCKETS) {
            buckets.clear();
        }
        return buckets.computeIfAbsent(name, absent -> new Bucket(units, clock.instant()));
    }

    private static AwsException exceeded(
            CallContext context, TableDefinition table, @Nullable IndexDefinition index, String what) {
        String resource = "table/" + table.name() + (index == null ? "" : "/index/" + index.name());
        String arn = Arn.of("dynamodb", context.region(), context.account(), resource)
                .toString();
        if (table.isOnDemand()) {
            return new ThrottlingException(
                    "Throughput exceeds the maximum OnDemandThroughput configured on table or index",
                    List.of(new ThrottlingReason(what + "MaxOnDemandThroughputExceeded", arn)));
        }
        String message = index == null
                ? "The level of configured provisioned throughput for the table was exceeded. Consider increasing your "
                        + "provisioning level with the UpdateTable API."
                : "The level of configured provisioned throughput for one or more global secondary indexes of the table "
                        + "was exceeded. Consider increasing your provisioning level for the under-provisioned global "
                        + "secondary indexes with the UpdateTable API";
        return new ProvisionedThroughputExceededException(
                message, List.of(new ThrottlingReason(what + "ProvisionedThroughputExceeded", arn)));
    }

    /** The capacity that is left of the last five minutes; a large request may take it below nothing. */
    private static final class Bucket {
        private double level;
        private Instant at;

        Bucket(long units, Instant now) {
            level = (double) units * BURST_SECONDS;
            at = now;
        }

        synchronized double left(long units, Instant now) {
            double seconds = Duration.between(at, now).toNanos() / 1e9;
            if (seconds > 0) {
                level += seconds * units;
                at = now;
            }
            level = Math.min(level, (double) units * BURST_SECONDS);
            return level;
        }

        synchronized void spend(long units, double used, Instant now) {
            level = left(units, now) - used;
        }
    }
}
