package dev.gust.services.dynamodb.table;

import java.time.Instant;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A table's stream, on or off.
 *
 * @param id where its records are
 * @param label the last part of the stream's ARN
 * @param open the shards that take records now, or took them last: each hash is one's own
 * @param closed when it was turned off; its records stay readable until they are trimmed
 */
public record StreamSettings(
        String id,
        String label,
        View view,
        Instant created,
        List<StreamShard> open,
        @Nullable Instant closed) {
    public StreamSettings {
        open = List.copyOf(open);
    }

    /** What a record shows of the item, by the names that the API uses. */
    public enum View {
        NEW_IMAGE,
        OLD_IMAGE,
        NEW_AND_OLD_IMAGES,
        KEYS_ONLY;

        public boolean showsNew() {
            return this == NEW_IMAGE || this == NEW_AND_OLD_IMAGES;
        }

        public boolean showsOld() {
            return this == OLD_IMAGE || this == NEW_AND_OLD_IMAGES;
        }
    }

    public boolean isEnabled() {
        return closed == null;
    }

    /** The shard that takes the records of a partition key; its hash is asked for where there is a choice. */
    public StreamShard shardFor(LongSupplier hash) {
        if (open.size() == 1) {
            return open.getFirst();
        }
        long value = hash.getAsLong();
        return open.stream()
                .filter(shard -> shard.takes(value))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no open shard of stream " + id + " takes hash " + value));
    }

    /** Whether the shard still takes records. */
    public boolean takes(int shard) {
        return isEnabled() && open.stream().anyMatch(each -> each.number() == shard);
    }

    public StreamSettings withOpen(List<StreamShard> shards) {
        return new StreamSettings(id, label, view, created, shards, closed);
    }

    public StreamSettings closedAt(Instant now) {
        return new StreamSettings(id, label, view, created, open, now);
    }
}
