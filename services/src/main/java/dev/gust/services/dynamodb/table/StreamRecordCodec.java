package dev.gust.services.dynamodb.table;

import dev.gust.services.dynamodb.value.ByteReader;
import dev.gust.services.dynamodb.value.ByteWriter;
import dev.gust.services.dynamodb.value.ItemCodec;
import dev.gust.services.dynamodb.value.Value;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the records of streams are stored. */
final class StreamRecordCodec {
    private static final int KIND = 'R';
    private static final int VERSION = 1;

    private static final int HAS_OLD = 1;
    private static final int HAS_NEW = 2;
    private static final int EXPIRED = 4;

    private StreamRecordCodec() {}

    static byte[] encode(StreamRecord record) {
        ByteWriter writer = new ByteWriter(256).write(KIND).write(VERSION);
        writer.write(record.kind().code());
        writer.write((record.oldImage() == null ? 0 : HAS_OLD)
                | (record.newImage() == null ? 0 : HAS_NEW)
                | (record.expired() ? EXPIRED : 0));
        writer.writeSigned(record.at().toEpochMilli());
        ItemCodec.write(writer, record.keys());
        if (record.oldImage() != null) {
            ItemCodec.write(writer, record.oldImage());
        }
        if (record.newImage() != null) {
            ItemCodec.write(writer, record.newImage());
        }
        return writer.toByteArray();
    }

    static StreamRecord decode(byte[] bytes) {
        ByteReader reader = new ByteReader(bytes);
        int kind = reader.read();
        int version = reader.read();
        if (kind != KIND || version != VERSION) {
            throw new IllegalStateException("stored stream record of kind " + kind + " and version " + version
                    + "; this Gust reads kind " + KIND + " up to version " + VERSION);
        }
        StreamRecord.Kind event = StreamRecord.Kind.ofCode(reader.read());
        int parts = reader.read();
        Instant at = Instant.ofEpochMilli(reader.readSigned());
        Map<String, Value> keys = ItemCodec.read(reader);
        @Nullable Map<String, Value> oldImage = (parts & HAS_OLD) == 0 ? null : ItemCodec.read(reader);
        @Nullable Map<String, Value> newImage = (parts & HAS_NEW) == 0 ? null : ItemCodec.read(reader);
        return new StreamRecord(event, at, keys, oldImage, newImage, (parts & EXPIRED) != 0);
    }
}
