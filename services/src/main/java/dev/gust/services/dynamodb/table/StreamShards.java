package dev.gust.services.dynamodb.table;

import dev.gust.services.dynamodb.table.StreamRecords.Position;
import dev.gust.storage.Codec;
import dev.gust.storage.Entry;
import dev.gust.storage.Key;
import dev.gust.storage.Page;
import dev.gust.storage.Reader;
import dev.gust.storage.Scan;
import dev.gust.storage.Transaction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The shards of a stream. A shard ends with the commit that opens its children (or closes the stream): that commit writes the
 * table's definition, and every write of an item hangs on it, so that no record can come into the parent afterwards.
 */
public final class StreamShards {
    private static final Codec<Horizon> HORIZON = Codec.of(
            9,
            1,
            (out, horizon) ->
                    out.number(horizon.first().version()).number(horizon.first().place()),
            in -> new Horizon(new Position(in.number(), in.number())));

    /** Something that grows as AWS's do, the beginning of the stream's id, and the number: it says by itself which one it is. */
    private static final Pattern ID = Pattern.compile("shardId-\\d{20}-([0-9a-f]{4})([0-9a-f]{4,8})");

    private StreamShards() {}

    private record Horizon(Position first) {}

    /**
     * A shard and where it is.
     *
     * @param id its name in the API
     * @param parentId that of the shard that it continues, also where that one has been trimmed; null for the first
     * @param start the first place that a record of it may have, of those that were not trimmed
     * @param end the place at which its children began, or the stream was closed; null while it is open
     * @param closed when that was
     */
    public record Extent(
            StreamShard shard,
            String id,
            @Nullable String parentId,
            Position start,
            @Nullable Position end,
            @Nullable Instant closed) {}

    static String id(StreamSettings stream, int number) {
        return String.format(
                "shardId-%020d-%s%04x",
                stream.created().toEpochMilli() + number, stream.id().substring(0, 4), number);
    }

    /** The number of the shard of this stream that the id may be of. */
    public static Optional<Integer> number(String streamId, String id) {
        Matcher matcher = ID.matcher(id);
        if (!matcher.matches() || !streamId.startsWith(matcher.group(1))) {
            return Optional.empty();
        }
        long number = Long.parseLong(matcher.group(2), 16);
        return number > Integer.MAX_VALUE ? Optional.empty() : Optional.of((int) number);
    }

    /** Adds shards to a stream, in the commit that lets them take records. */
    public static void add(Transaction transaction, TableKeys keys, String streamId, List<StreamShard> shards) {
        for (StreamShard shard : shards) {
            transaction.put(keys.shards(streamId).plus(shard.number()), TableCodec.SHARD, shard);
        }
    }

    /** Forgets a shard without records. */
    public static void remove(Transaction transaction, TableKeys keys, String streamId, StreamShard shard) {
        transaction.delete(keys.shards(streamId).plus(shard.number()));
        transaction.delete(keys.horizons(streamId).plus(shard.number()));
    }

    /** Notes that what is before the position was trimmed. */
    public static void trim(Transaction transaction, TableKeys keys, String streamId, int shard, Position first) {
        transaction.put(keys.horizons(streamId).plus(shard), HORIZON, new Horizon(first));
    }

    /** All shards of a stream that are there, parents before their children. */
    public static List<Extent> of(Reader reader, TableKeys keys, String streamId) {
        Optional<Entry> stored = reader.get(keys.stream(streamId));
        if (stored.isEmpty()) {
            return List.of();
        }
        StreamSettings settings = StreamDefinition.decode(stored.get().value()).settings();
        Map<Integer, Position> starts = new HashMap<>();
        List<StreamShard> shards = new ArrayList<>();
        Map<Integer, StreamShard> firstChildren = new HashMap<>();
        for (Entry entry : all(reader, keys.shards(streamId))) {
            StreamShard shard = TableCodec.SHARD.decode(entry.value());
            shards.add(shard);
            // No record has the version of this very commit.
            starts.put(shard.number(), new Position(entry.version(), 1));
            if (shard.parent() != null) {
                firstChildren.putIfAbsent(shard.parent(), shard);
            }
        }
        if (shards.isEmpty()) {
            // A stream from before there were shards.
            shards.addAll(settings.open());
        }
        Map<Integer, Position> horizons = horizons(reader, keys, streamId);
        List<Extent> extents = new ArrayList<>();
        for (StreamShard shard : shards) {
            Position start = starts.getOrDefault(shard.number(), Position.BEGINNING);
            Position horizon = horizons.getOrDefault(shard.number(), start);
            Position first = horizon.compareTo(start) > 0 ? horizon : start;
            StreamShard child = firstChildren.get(shard.number());
            Position end =
                    settings.isEnabled() ? null : new Position(stored.get().version(), 0);
            Instant closed = settings.closed();
            if (child != null) {
                end = new Position(starts.getOrDefault(child.number(), first).version(), 0);
                closed = child.opened();
            }
            String parentId = shard.parent() == null ? null : id(settings, shard.parent());
            extents.add(new Extent(shard, id(settings, shard.number()), parentId, first, end, closed));
        }
        return extents;
    }

    private static Map<Integer, Position> horizons(Reader reader, TableKeys keys, String streamId) {
        Key parent = keys.horizons(streamId);
        Map<Integer, Position> horizons = new HashMap<>();
        for (Entry entry : all(reader, parent)) {
            horizons.put(
                    (int) entry.key().partsAfter(parent).number(),
                    HORIZON.decode(entry.value()).first());
        }
        return horizons;
    }

    private static List<Entry> all(Reader reader, Key parent) {
        List<Entry> entries = new ArrayList<>();
        Scan scan = Scan.under(parent);
        while (true) {
            Page page = reader.scan(scan);
            entries.addAll(page.entries());
            if (page.rest().isEmpty()) {
                return entries;
            }
            scan = scan.over(page.rest().get());
        }
    }
}
