package dev.gust.services.dynamodb.table;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many writes the open shards of streams took in the minute that is going on, as far as they came through this process.
 * It decides nothing but whether a shard is worth a split, so that a crash, or two
 * writers at the turn of a minute, may lose some.
 */
public final class ShardLoads {
    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int MOST_SHARDS = 10_000;

    private record Shard(String streamId, int number) {}

    private record Window(Instant since, AtomicLong writes) {}

    private final ConcurrentHashMap<Shard, Window> windows = new ConcurrentHashMap<>();

    void add(String streamId, StreamShard shard, Instant now) {
        Shard key = new Shard(streamId, shard.number());
        Window window = windows.get(key);
        if (window == null || !window.since().plus(WINDOW).isAfter(now)) {
            window = new Window(now, new AtomicLong());
            if (windows.size() < MOST_SHARDS || windows.containsKey(key)) {
                windows.put(key, window);
            }
        }
        window.writes().incrementAndGet();
    }

    /** Whether the shard took at least so many writes within a minute. */
    public boolean reaches(String streamId, StreamShard shard, long writes) {
        Window window = windows.get(new Shard(streamId, shard.number()));
        return window != null && window.writes().get() >= writes;
    }

    /** A shard that takes no more writes. */
    public void forget(String streamId, StreamShard shard) {
        windows.remove(new Shard(streamId, shard.number()));
    }
}
