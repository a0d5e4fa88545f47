package dev.gust.services.lambda.sources;

import dev.gust.services.lambda.sources.MappingStore.Checkpoint;
import dev.gust.services.lambda.sources.MappingStore.Failing;
import dev.gust.storage.Transaction;
import dev.gust.storage.leases.Lease;
import dev.gust.storage.leases.Leases;
import java.util.function.Consumer;

/** How far a lane has come, in the store. Every commit depends on the lease. */
final class LaneProgress {
    private final EventSourceMapping mapping;
    private final String shard;
    private final int lane;
    private final Lease lease;
    private final Leases leases;
    private final MappingStore mappings;

    LaneProgress(
            EventSourceMapping mapping, String shard, int lane, Lease lease, Leases leases, MappingStore mappings) {
        this.mapping = mapping;
        this.shard = shard;
        this.lane = lane;
        this.lease = lease;
        this.leases = leases;
        this.mappings = mappings;
    }

    String shard() {
        return shard;
    }

    /** Whether records of this partition are this lane's. */
    boolean isMine(String partition) {
        return Math.floorMod(partition.hashCode(), mapping.settings().parallelism()) == lane;
    }

    Checkpoint load() {
        return mappings.store()
                .read(snapshot -> mappings.checkpoint(snapshot, mapping, shard, lane))
                .orElseThrow(() -> new IllegalStateException("lane " + lane + " of shard " + shard + " of "
                        + mapping.id() + " was begun without a checkpoint"));
    }

    /** The records before the cursor are dealt with. False when the mapping is no more. */
    boolean reach(String cursor, boolean ended) {
        return reach(cursor, ended, tx -> {});
    }

    /** The same, together with what else is to be committed. */
    boolean reach(String cursor, boolean ended, Consumer<Transaction> more) {
        return write(cursor, ended, Failing.NOTHING, more);
    }

    /** The lane stands where it stood, and the function failed with what comes next. False when the mapping is no more. */
    boolean failed(String cursor, Failing failing) {
        return write(cursor, false, failing, tx -> {});
    }

    private boolean write(String cursor, boolean ended, Failing failing, Consumer<Transaction> more) {
        return mappings.store().transact(tx -> {
            leases.guard(tx, lease);
            if (mappings.find(tx, mapping.account(), mapping.region(), mapping.id())
                    .filter(there -> there.state() != EventSourceMapping.State.DELETING)
                    .isEmpty()) {
                return false;
            }
            mappings.advance(
                    tx,
                    mapping,
                    shard,
                    lane,
                    new Checkpoint(cursor, ended, mapping.settings().parallelism(), failing));
            more.accept(tx);
            return true;
        });
    }
}
