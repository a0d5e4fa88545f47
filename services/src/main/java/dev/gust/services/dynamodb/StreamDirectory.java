package dev.gust.services.dynamodb;

import dev.gust.base.Ids;
import dev.gust.services.dynamodb.table.BackgroundWork;
import dev.gust.services.dynamodb.table.StreamDefinition;
import dev.gust.services.dynamodb.table.StreamSettings;
import dev.gust.services.dynamodb.table.StreamShard;
import dev.gust.services.dynamodb.table.StreamShards;
import dev.gust.services.dynamodb.table.TableDefinition;
import dev.gust.services.dynamodb.table.TableKeys;
import dev.gust.storage.Transaction;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** Opens and closes streams, in the transaction that changes their table. */
final class StreamDirectory {
    private static final DateTimeFormatter LABEL =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

    private StreamDirectory() {}

    static StreamSettings settings(Ids ids, StreamSettings.View view, Instant now) {
        return new StreamSettings(ids.uuid(), LABEL.format(now), view, now, List.of(StreamShard.first(now)), null);
    }

    static void open(Transaction transaction, TableKeys keys, TableDefinition table, StreamSettings stream) {
        put(transaction, keys, table, stream);
        StreamShards.add(transaction, keys, stream.id(), stream.open());
        BackgroundWork work = TableOperations.work(BackgroundWork.Kind.STREAM, keys, stream.id(), table);
        transaction.put(work.key(), work.encode());
    }

    /** The stream takes no more records; its settings as they are now. */
    static StreamSettings close(
            Transaction transaction, TableKeys keys, TableDefinition table, StreamSettings stream, Instant now) {
        StreamSettings closed = stream.closedAt(now);
        put(transaction, keys, table, closed);
        return closed;
    }

    static void put(Transaction transaction, TableKeys keys, TableDefinition table, StreamSettings stream) {
        transaction.put(keys.stream(stream.id()), StreamDefinition.encode(StreamDefinition.of(table, stream)));
    }
}
