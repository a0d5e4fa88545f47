package dev.gust.services.dynamodb.table;

import java.util.List;

/** A stream by itself: it outlives its being turned off, and its table, until its last record is trimmed. */
public record StreamDefinition(
        String tableName, StreamSettings settings, List<String> partitionKeys, List<String> sortKeys) {
    public StreamDefinition {
        partitionKeys = List.copyOf(partitionKeys);
        sortKeys = List.copyOf(sortKeys);
    }

    public static StreamDefinition of(TableDefinition table, StreamSettings settings) {
        return new StreamDefinition(
                table.name(),
                settings,
                table.keys().partition().stream().map(KeyAttribute::name).toList(),
                table.keys().sort().stream().map(KeyAttribute::name).toList());
    }

    public static byte[] encode(StreamDefinition stream) {
        return TableCodec.STREAM_DEFINITION.encode(stream);
    }

    public static StreamDefinition decode(byte[] stored) {
        return TableCodec.STREAM_DEFINITION.decode(stored);
    }
}
