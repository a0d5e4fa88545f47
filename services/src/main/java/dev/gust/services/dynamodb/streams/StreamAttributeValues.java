package dev.gust.services.dynamodb.streams;

import dev.gust.services.dynamodb.value.Bytes;
import dev.gust.services.dynamodb.value.DynamoNumber;
import dev.gust.services.dynamodb.value.Value;
import dev.gust.wire.model.dynamodbstreams.AttributeValue;
import dev.gust.wire.schema.Blob;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Values as the API of streams carries them, whose types are its own. */
final class StreamAttributeValues {
    private StreamAttributeValues() {}

    static Map<String, AttributeValue> toWire(Map<String, Value> item) {
        Map<String, AttributeValue> attributes = LinkedHashMap.newLinkedHashMap(item.size());
        item.forEach((name, value) -> attributes.put(name, toWire(value)));
        return attributes;
    }

    private static AttributeValue toWire(Value value) {
        return switch (value) {
            case Value.Text(String text) -> new AttributeValue.S(text);
            case Value.Numeric(DynamoNumber number) -> new AttributeValue.N(number.text());
            case Value.Binary(Bytes bytes) -> new AttributeValue.B(Blob.of(bytes.array()));
            case Value.Bool(boolean isTrue) -> new AttributeValue.BOOL(isTrue);
            case Value.Null _ -> new AttributeValue.NULL(true);
            case Value.TextSet(var members) -> new AttributeValue.SS(List.copyOf(members));
            case Value.NumericSet(var members) ->
                new AttributeValue.NS(members.stream().map(DynamoNumber::text).toList());
            case Value.BinarySet(var members) ->
                new AttributeValue.BS(
                        members.stream().map(member -> Blob.of(member.array())).toList());
            case Value.Elements(var elements) ->
                new AttributeValue.L(
                        elements.stream().map(StreamAttributeValues::toWire).toList());
            case Value.Entries(var entries) -> new AttributeValue.M(toWire(entries));
        };
    }
}
