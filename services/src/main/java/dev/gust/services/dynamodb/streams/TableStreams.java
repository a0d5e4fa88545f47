package dev.gust.services.dynamodb.streams;

import dev.gust.base.Arn;
import dev.gust.services.dynamodb.table.StreamDefinition;
import dev.gust.services.dynamodb.table.StreamRecords;
import dev.gust.services.dynamodb.table.StreamRecords.Position;
import dev.gust.services.dynamodb.table.StreamShards;
import dev.gust.services.dynamodb.table.TableKeys;
import dev.gust.services.dynamodb.table.TableStore;
import dev.gust.services.ports.streams.StreamGoneException;
import dev.gust.services.ports.streams.StreamRecord;
import dev.gust.services.ports.streams.StreamSource;
import dev.gust.storage.Entry;
import dev.gust.storage.Page;
import dev.gust.storage.Scan;
import dev.gust.storage.Watch;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Streams of tables for readers inside Gust. A cursor is the sequence number of the first place that is still to be read. */
public final class TableStreams implements StreamSource {
    private static final Duration RETENTION = Duration.ofHours(24);
    private static final int MOST_BYTES = 6 * 1024 * 1024;
    private static final int MOST_REMEMBERED = 10_000;

    private final TableStore store;
    /** A stream's id never changes, so that it needs no looking up for each read. */
    private final ConcurrentHashMap<Arn, String> ids = new ConcurrentHashMap<>();

    public TableStreams(TableStore store) {
        this.store = store;
    }

    @Override
    public String service() {
        return "dynamodb";
    }

    @Override
    public Duration retention() {
        return RETENTION;
    }

    @Override
    public Optional<List<StreamShard>> shards(Arn stream) {
        return find(stream)
                .map(found -> store.store()
                        .read(snapshot -> StreamShards.of(
                                        snapshot, keys(stream), found.settings().id())
                                .stream()
                                .map(extent -> new StreamShard(extent.id(), Optional.ofNullable(extent.parentId())))
                                .toList()));
    }

    @Override
    public String cursor(Arn stream, String shard, StartingPoint from) {
        return switch (from) {
            case TRIM_HORIZON -> Position.BEGINNING.sequenceNumber();
            case LATEST -> new Position(store.store().version() + 1, 0).sequenceNumber();
        };
    }

    @Override
    public StreamPage read(Arn stream, String shard, String cursor, int limit) {
        Position from = Position.parse(cursor)
                .orElseThrow(() -> new IllegalStateException("no cursor of a table's stream: " + cursor));
        int number = StreamShards.number(id(stream), shard).orElseThrow(() -> gone(stream));
        StreamRecords.Read found = records(stream, number, from, limit);
        StreamDefinition definition = find(stream).orElseThrow(() -> gone(stream));
        if (found.records().isEmpty()) {
            // Only a shard that was closed before it was found empty has ended.
            boolean ended = !definition.settings().takes(number)
                    && records(stream, number, from, 1).records().isEmpty();
            return new StreamPage(List.of(), cursor, ended);
        }
        List<StreamRecord> records = found.records().stream()
                .map(each -> StreamEvents.record(stream, definition, each))
                .toList();
        return new StreamPage(records, records.getLast().cursor(), false);
    }

    @Override
    public Watch watch(Arn stream, Runnable hint) {
        return store.store().watch(keys(stream).records(id(stream)), hint);
    }

    private StreamRecords.Read records(Arn stream, int shard, Position from, int limit) {
        return StreamRecords.read(store.store(), keys(stream).records(id(stream), shard), from, limit, MOST_BYTES);
    }

    private String id(Arn stream) {
        String known = ids.get(stream);
        if (known != null) {
            return known;
        }
        String id = find(stream).orElseThrow(() -> gone(stream)).settings().id();
        if (ids.size() >= MOST_REMEMBERED) {
            ids.clear();
        }
        ids.put(stream, id);
        return id;
    }

    private Optional<StreamDefinition> find(Arn stream) {
        String known = ids.get(stream);
        if (known != null) {
            return store.store().get(keys(stream).stream(known)).map(entry -> StreamDefinition.decode(entry.value()));
        }
        Scan scan = Scan.under(keys(stream).streams());
        while (true) {
            Page page = store.store().scan(scan);
            for (Entry entry : page.entries()) {
                StreamDefinition definition = StreamDefinition.decode(entry.value());
                if (stream.resource().equals(resource(definition))) {
                    ids.put(stream, definition.settings().id());
                    return Optional.of(definition);
                }
            }
            if (page.rest().isEmpty()) {
                return Optional.empty();
            }
            scan = scan.over(page.rest().get());
        }
    }

    private static String resource(StreamDefinition stream) {
        return "table/" + stream.tableName() + "/stream/" + stream.settings().label();
    }

    private static TableKeys keys(Arn stream) {
        return new TableKeys(stream.account(), stream.region());
    }

    private static StreamGoneException gone(Arn stream) {
        return new StreamGoneException("There is no stream " + stream + " any more.");
    }
}
