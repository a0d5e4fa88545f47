package dev.gust.services.ports.streams;

import dev.gust.base.Arn;
import dev.gust.storage.Watch;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A service's streams. Where a reader is in a shard it knows by a cursor, which is the source's own text; cursors of one
 * shard sort in its order. Safe for use by many threads.
 */
public interface StreamSource {
    /** The service part of the ARNs of its streams, such as {@code dynamodb}. */
    String service();

    /** How long records are kept. */
    Duration retention();

    /** The shards that are there, parents before their children; nothing when there is no such stream. */
    Optional<List<StreamShard>> shards(Arn stream);

    /** Where a new reader of a shard begins. */
    String cursor(Arn stream, String shard, StartingPoint from);

    /**
     * Records from the cursor on, in order.
     *
     * @throws StreamGoneException when the stream or the shard is no longer there
     */
    StreamPage read(Arn stream, String shard, String cursor, int limit);

    /** Runs the hint when the stream has something new: soon after its commit, on a thread that may not wait. Hints may be lost. */
    Watch watch(Arn stream, Runnable hint);

    /** Where a reader begins. */
    enum StartingPoint {
        /** At the oldest record. */
        TRIM_HORIZON,
        /** After the newest. */
        LATEST
    }

    /**
     * A part of a stream with an order of its own.
     *
     * @param parent the shard that it continues; a reader finishes that one first. Empty when there is none
     */
    record StreamShard(String id, Optional<String> parent) {}

    /**
     * Records in order.
     *
     * @param next where to go on
     * @param ended whether the shard ends here for good
     */
    record StreamPage(List<StreamRecord> records, String next, boolean ended) {
        public StreamPage {
            records = List.copyOf(records);
        }
    }
}
