package dev.gust.services.lambda.sources;

import dev.gust.services.lambda.sources.EventSources.Work;
import dev.gust.services.ports.streams.StreamSource;
import dev.gust.storage.leases.Lease;
import dev.gust.storage.leases.Leases;
import java.util.ArrayList;
import java.util.List;

/** One shard under a lease, read by as many lanes as the mapping works in parallel. */
final class ShardReader {
    private final String id;
    private volatile Lease lease;
    private final List<Lane> lanes = new ArrayList<>();

    ShardReader(
            EventSourceMapping mapping,
            StreamSource source,
            String shard,
            Lease lease,
            Leases leases,
            Work work,
            LastResult lastResult,
            Runnable ended) {
        this.id = shard;
        this.lease = lease;
        for (int lane = 0; lane < mapping.settings().parallelism(); lane++) {
            LaneProgress progress = new LaneProgress(mapping, shard, lane, lease, leases, work.mappings());
            lanes.add(new Lane(mapping, source, progress, work, lastResult, ended));
        }
    }

    String id() {
        return id;
    }

    Lease lease() {
        return lease;
    }

    /** The same lease with more time. */
    void renewed(Lease changed) {
        lease = changed;
    }

    void start() {
        lanes.forEach(Lane::start);
    }

    /** The stream has something new. */
    void wake() {
        lanes.forEach(Lane::wake);
    }

    void stop() {
        lanes.forEach(Lane::stop);
    }

    /** Whether every lane has ended by itself: at the end of the shard, or because the lease or the stream was lost. */
    boolean hasEnded() {
        return lanes.stream().allMatch(Lane::hasEnded);
    }

    boolean hasStopped() {
        return lanes.stream().allMatch(Lane::hasStopped);
    }

    void join() throws InterruptedException {
        for (Lane lane : lanes) {
            lane.join();
        }
    }
}
