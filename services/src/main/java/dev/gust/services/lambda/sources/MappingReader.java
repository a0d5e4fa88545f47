package dev.gust.services.lambda.sources;

import dev.gust.services.lambda.sources.EventSources.Work;
import dev.gust.services.ports.streams.StreamSource;
import dev.gust.services.ports.streams.StreamSource.StreamShard;
import dev.gust.storage.Snapshot;
import dev.gust.storage.StorageException;
import dev.gust.storage.Watch;
import dev.gust.storage.leases.Lease;
import dev.gust.storage.leases.Leases;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One mapping at work: finds the shards, takes their leases, and keeps a reader for each of which it holds the lease. A
 * shard is begun when its parent has been read to the end.
 */
final class MappingReader {
    static final Duration LEASE = Duration.ofSeconds(12);

    private static final System.Logger LOG = System.getLogger(MappingReader.class.getName());
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(3);

    private final EventSourceMapping mapping;
    private final StreamSource source;
    private final Work work;
    private final Runnable ended;
    private final Leases leases;
    private final LastResult lastResult;
    /** Belongs to the thread. */
    private final Map<String, ShardReader> shards = new HashMap<>();

    /** The shards of the last look. Belongs to the thread. */
    private Set<String> known = Set.of();

    private @Nullable Watch watch;
    private volatile Map<String, ShardReader> running = Map.of();
    private final Semaphore wake = new Semaphore(0);
    private final Thread thread;
    private volatile boolean stopping;

    /** {@code ended} runs when the reader has stopped. */
    MappingReader(EventSourceMapping mapping, StreamSource source, Work work, Runnable ended) {
        this.mapping = mapping;
        this.source = source;
        this.work = work;
        this.ended = ended;
        this.leases = new Leases(work.mappings().store(), work.clock());
        this.lastResult = new LastResult(mapping, work.mappings());
        this.thread = Thread.ofVirtual().name("event-source-" + mapping.id()).unstarted(this::run);
    }

    /** Whether it works as this mapping says; its state aside. */
    boolean isFor(EventSourceMapping other) {
        return mapping.with(other.state()).equals(other);
    }

    void start() {
        thread.start();
    }

    /** Begins no more batches. */
    void stop() {
        stopping = true;
        wake.release();
    }

    boolean hasStopped() {
        return !thread.isAlive();
    }

    void join(Duration longest) throws InterruptedException {
        thread.join(longest);
    }

    private void run() {
        try {
            while (!stopping) {
                look();
                if (wake.tryAcquire(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS)) {
                    wake.drainPermits();
                }
            }
            shards.values().forEach(ShardReader::stop);
            for (ShardReader shard : shards.values()) {
                finish(shard);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            if (watch != null) {
                watch.close();
            }
            // A thread that ends is not seen as ended before it has.
            Thread.ofVirtual().start(() -> {
                try {
                    thread.join();
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                }
                ended.run();
            });
        }
    }

    /** On the store's thread. */
    private void newRecords() {
        running.values().forEach(ShardReader::wake);
    }

    private void look() throws InterruptedException {
        try {
            Optional<List<StreamShard>> there = source.shards(mapping.sourceArn());
            if (there.isPresent() && watch == null) {
                watch = source.watch(mapping.sourceArn(), this::newRecords);
            }
            if (there.isEmpty()) {
                lastResult.tell("PROBLEM: The event source " + mapping.source() + " does not exist.");
            }
            List<StreamShard> all = there.orElse(List.of());
            renew(all);
            Set<String> ids = all.stream().map(StreamShard::id).collect(Collectors.toSet());
            if (there.isPresent() && !ids.equals(known)) {
                work.mappings().forgetShards(mapping, ids);
                known = ids;
            }
            for (StreamShard shard : all) {
                if (!shards.containsKey(shard.id()) && isNext(shard, ids)) {
                    begin(shard.id());
                }
            }
        } catch (RuntimeException failure) {
            // An edge: the next look is soon. Readers whose lease runs out meanwhile cannot commit.
            LOG.log(System.Logger.Level.WARNING, "event=event_source_not_read id=" + mapping.id(), failure);
        }
        running = Map.copyOf(shards);
    }

    private void renew(List<StreamShard> all) throws InterruptedException {
        for (ShardReader shard : List.copyOf(shards.values())) {
            boolean isThere = all.stream().anyMatch(each -> each.id().equals(shard.id()));
            if (shard.hasEnded() || !isThere || !keep(shard)) {
                shard.stop();
                if (shard.hasStopped()) {
                    finish(shard);
                    shards.remove(shard.id());
                }
            }
        }
    }

    /** Whether the lease is still ours; renewed when half of it is over. */
    private boolean keep(ShardReader shard) {
        if (work.clock()
                .instant()
                .plus(LEASE.dividedBy(2))
                .isBefore(shard.lease().until())) {
            return true;
        }
        Optional<Lease> renewed = leases.renew(shard.lease(), LEASE);
        renewed.ifPresent(shard::renewed);
        return renewed.isPresent();
    }

    private boolean isNext(StreamShard shard, Set<String> there) {
        try (Snapshot snapshot = work.mappings().store().snapshot()) {
            boolean parentDone = shard.parent()
                    .filter(there::contains)
                    .map(parent -> work.mappings().isFinished(snapshot, mapping, parent))
                    .orElse(true);
            return parentDone && !work.mappings().isFinished(snapshot, mapping, shard.id());
        }
    }

    private void begin(String shard) {
        Optional<Lease> lease = leases.take("event-source/" + mapping.id() + "/" + shard, work.node(), LEASE);
        if (lease.isEmpty()) {
            return;
        }
        String beginning = source.cursor(mapping.sourceArn(), shard, StreamSource.StartingPoint.TRIM_HORIZON);
        work.mappings().store().write(tx -> {
            leases.guard(tx, lease.get());
            work.mappings().divide(tx, mapping, shard, beginning);
        });
        ShardReader reader =
                new ShardReader(mapping, source, shard, lease.get(), leases, work, lastResult, wake::release);
        shards.put(shard, reader);
        reader.start();
    }

    private void finish(ShardReader shard) throws InterruptedException {
        shard.join();
        try {
            leases.giveUp(shard.lease());
        } catch (StorageException failure) {
            LOG.log(
                    System.Logger.Level.DEBUG,
                    "event=lease_left_to_run_out name=" + shard.lease().name(),
                    failure);
        }
    }
}
