package dev.gust.services.dynamodb.table;

import dev.gust.services.dynamodb.value.ValueType;
import dev.gust.storage.Codec;
import dev.gust.storage.ValueReader;
import dev.gust.storage.ValueWriter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How table definitions are stored. */
final class TableCodec {
    static final Codec<TableDefinition> TABLE = Codec.of(1, 2, TableCodec::write, TableCodec::read);
    static final Codec<StreamSettings> STREAM = Codec.of(2, 2, TableCodec::writeStream, TableCodec::readStream);
    static final Codec<StreamDefinition> STREAM_DEFINITION = Codec.of(
            6,
            1,
            (out, stream) -> out.text(stream.tableName())
                    .value(STREAM, stream.settings())
                    .texts(stream.partitionKeys())
                    .texts(stream.sortKeys()),
            in -> new StreamDefinition(in.text(), in.value(STREAM), in.texts(), in.texts()));

    static final Codec<StreamShard> SHARD = Codec.of(
            8,
            1,
            (out, shard) -> out.number(shard.number())
                    .optionalNumber(
                            shard.parent() == null ? null : shard.parent().longValue())
                    .instant(shard.opened())
                    .number(shard.from())
                    .number(shard.to()),
            in -> {
                int number = (int) in.number();
                Long parent = in.optionalNumber();
                return new StreamShard(
                        number, parent == null ? null : parent.intValue(), in.instant(), in.number(), in.number());
            });

    private TableCodec() {}

    private static void write(ValueWriter out, TableDefinition table) {
        out.text(table.name()).text(table.id()).instant(table.created());
        Map<String, String> types = new LinkedHashMap<>();
        table.attributes().forEach((name, type) -> types.put(name, type.name()));
        out.texts(types);
        writeKeys(out, table.keys());
        out.list(table.indexes(), TableCodec::writeIndex);
        writeThroughput(out, table.throughput());
        writeThroughput(out, table.maximum());
        out.optionalInstant(table.onDemandSince());
        out.optional(table.stream(), (to, stream) -> to.value(STREAM, stream));
        out.optionalText(table.timeToLive());
        out.bool(table.deletionProtected());
        out.optionalText(table.tableClass());
        out.texts(table.tags());
    }

    private static TableDefinition read(ValueReader in) {
        String name = in.text();
        String id = in.text();
        var created = in.instant();
        Map<String, ValueType> types = new LinkedHashMap<>();
        in.textMap().forEach((attribute, type) -> types.put(attribute, ValueType.valueOf(type)));
        return new TableDefinition(
                name,
                id,
                created,
                types,
                readKeys(in),
                in.list(TableCodec::readIndex),
                readThroughput(in),
                readMaximum(in),
                in.optionalInstant(),
                in.optional(from -> from.value(STREAM)),
                in.optionalText(),
                in.bool(),
                in.optionalText(),
                in.textMap());
    }

    private static void writeIndex(ValueWriter out, IndexDefinition index) {
        out.text(index.name()).text(index.id()).bool(index.isGlobal());
        writeKeys(out, index.keys());
        out.text(index.projection().kind().name());
        out.texts(index.projection().attributes());
        writeThroughput(out, index.throughput());
        writeThroughput(out, index.maximum());
        out.text(index.state().name());
    }

    private static IndexDefinition readIndex(ValueReader in) {
        return new IndexDefinition(
                in.text(),
                in.text(),
                in.bool(),
                readKeys(in),
                new IndexProjection(IndexProjection.Kind.valueOf(in.text()), in.texts()),
                readThroughput(in),
                readMaximum(in),
                IndexDefinition.State.valueOf(in.text()));
    }

    private static void writeKeys(ValueWriter out, KeyAttributes keys) {
        out.list(keys.partition(), TableCodec::writeKey);
        out.list(keys.sort(), TableCodec::writeKey);
    }

    private static void writeKey(ValueWriter out, KeyAttribute key) {
        out.text(key.name()).text(key.type().name());
    }

    private static KeyAttributes readKeys(ValueReader in) {
        return new KeyAttributes(in.list(TableCodec::readKey), in.list(TableCodec::readKey));
    }

    private static KeyAttribute readKey(ValueReader in) {
        return new KeyAttribute(in.text(), ValueType.valueOf(in.text()));
    }

    private static void writeThroughput(ValueWriter out, Throughput throughput) {
        out.number(throughput.readUnits()).number(throughput.writeUnits());
    }

    private static Throughput readThroughput(ValueReader in) {
        return new Throughput(in.number(), in.number());
    }

    /** Tables from before there were limits to what is on demand have none. */
    private static Throughput readMaximum(ValueReader in) {
        return in.version() >= 2 ? readThroughput(in) : Throughput.NONE;
    }

    private static void writeStream(ValueWriter out, StreamSettings stream) {
        out.text(stream.id())
                .text(stream.label())
                .text(stream.view().name())
                .instant(stream.created())
                .optionalInstant(stream.closed())
                .list(stream.open(), (to, shard) -> to.value(SHARD, shard));
    }

    private static StreamSettings readStream(ValueReader in) {
        String id = in.text();
        String label = in.text();
        StreamSettings.View view = StreamSettings.View.valueOf(in.text());
        Instant created = in.instant();
        Instant closed = in.optionalInstant();
        List<StreamShard> open =
                in.version() >= 2 ? in.list(from -> from.value(SHARD)) : List.of(StreamShard.first(created));
        return new StreamSettings(id, label, view, created, open, closed);
    }
}
