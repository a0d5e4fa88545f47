package dev.gust.services.dynamodb.table;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a stream: the changes of the items whose partition keys have certain hashes, for a while. Then other shards, its
 * children, go on with them, so that the records of one key are in order from parent to child.
 *
 * @param number counts the shards of a stream from 0; a child's is greater than its parent's
 * @param parent the number of the shard that it continues, or null
 * @param opened when it took its first record, at the earliest
 * @param from the first hash that is its own
 * @param to the first hash after those
 */
public record StreamShard(int number, @Nullable Integer parent, Instant opened, long from, long to) {
    /** The first shard of a stream. */
    public static StreamShard first(Instant now) {
        return new StreamShard(0, null, now, 0, TableKeys.HASHES);
    }

    public boolean takes(long hash) {
        return hash >= from && hash < to;
    }

    /** The shard that goes on with all of it. */
    public List<StreamShard> continued(int next, Instant now) {
        return List.of(new StreamShard(next, number, now, from, to));
    }

    /** Two shards that go on with a half each. */
    public List<StreamShard> split(int next, Instant now) {
        long middle = from + (to - from) / 2;
        return List.of(
                new StreamShard(next, number, now, from, middle), new StreamShard(next + 1, number, now, middle, to));
    }

    public boolean canSplit() {
        return to - from > 1;
    }
}
