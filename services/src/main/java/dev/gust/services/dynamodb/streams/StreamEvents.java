package dev.gust.services.dynamodb.streams;

import dev.gust.base.Arn;
import dev.gust.base.json.JsonValue;
import dev.gust.services.dynamodb.table.StreamDefinition;
import dev.gust.services.dynamodb.table.StreamRecords.Sequenced;
import dev.gust.services.dynamodb.value.Bytes;
import dev.gust.services.dynamodb.value.DynamoNumber;
import dev.gust.services.dynamodb.value.Value;
import dev.gust.services.ports.streams.StreamRecord;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Records of streams as functions receive them. */
final class StreamEvents {
    private StreamEvents() {}

    static StreamRecord record(Arn stream, StreamDefinition definition, Sequenced sequenced) {
        var record = sequenced.record();
        String sequenceNumber = sequenced.position().sequenceNumber();
        Map<String, JsonValue> change = new LinkedHashMap<>();
        change.put("ApproximateCreationDateTime", JsonValue.of(record.at().getEpochSecond()));
        change.put("Keys", entries(record.keys()));
        if (record.newImage() != null) {
            change.put("NewImage", entries(record.newImage()));
        }
        if (record.oldImage() != null) {
            change.put("OldImage", entries(record.oldImage()));
        }
        change.put("SequenceNumber", JsonValue.of(sequenceNumber));
        change.put("SizeBytes", JsonValue.of(record.size()));
        change.put("StreamViewType", JsonValue.of(definition.settings().view().name()));
        Map<String, JsonValue> event = new LinkedHashMap<>();
        event.put("eventID", JsonValue.of(EventIds.of(definition.settings().id(), sequenced.position())));
        event.put("eventName", JsonValue.of(record.kind().name()));
        event.put("eventVersion", JsonValue.of("1.1"));
        event.put("eventSource", JsonValue.of("aws:dynamodb"));
        event.put("awsRegion", JsonValue.of(stream.region()));
        event.put("dynamodb", new JsonValue.Obj(change));
        if (record.expired()) {
            Map<String, JsonValue> identity = new LinkedHashMap<>();
            identity.put("type", JsonValue.of("Service"));
            identity.put("principalId", JsonValue.of("dynamodb.amazonaws.com"));
            event.put("userIdentity", new JsonValue.Obj(identity));
        }
        event.put("eventSourceARN", JsonValue.of(stream.toString()));
        Map<String, Value> partition = new LinkedHashMap<>();
        definition.partitionKeys().forEach(name -> {
            Value value = record.keys().get(name);
            if (value != null) {
                partition.put(name, value);
            }
        });
        return new StreamRecord(
                sequenceNumber,
                sequenced.position().next().sequenceNumber(),
                record.at(),
                entries(partition).toJson(),
                new JsonValue.Obj(event).toJson().getBytes(StandardCharsets.UTF_8));
    }

    private static JsonValue.Obj entries(Map<String, Value> item) {
        Map<String, JsonValue> attributes = LinkedHashMap.newLinkedHashMap(item.size());
        item.forEach((name, value) -> attributes.put(name, value(value)));
        return new JsonValue.Obj(attributes);
    }

    private static JsonValue.Obj value(Value value) {
        return switch (value) {
            case Value.Text(String text) -> typed("S", JsonValue.of(text));
            case Value.Numeric(DynamoNumber number) -> typed("N", JsonValue.of(number.text()));
            case Value.Binary(Bytes bytes) -> typed("B", base64(bytes));
            case Value.Bool(boolean isTrue) -> typed("BOOL", JsonValue.of(isTrue));
            case Value.Null _ -> typed("NULL", JsonValue.of(true));
            case Value.TextSet(var members) ->
                typed("SS", array(members.stream().map(JsonValue::of).toList()));
            case Value.NumericSet(var members) ->
                typed(
                        "NS",
                        array(members.stream()
                                .map(member -> JsonValue.of(member.text()))
                                .toList()));
            case Value.BinarySet(var members) ->
                typed("BS", array(members.stream().map(StreamEvents::base64).toList()));
            case Value.Elements(var elements) ->
                typed("L", array(elements.stream().map(StreamEvents::value).toList()));
            case Value.Entries(var entries) -> typed("M", entries(entries));
        };
    }

    private static JsonValue base64(Bytes bytes) {
        return JsonValue.of(Base64.getEncoder().encodeToString(bytes.array()));
    }

    private static JsonValue array(Collection<? extends JsonValue> items) {
        return JsonValue.array(List.copyOf(items));
    }

    private static JsonValue.Obj typed(String type, JsonValue value) {
        return new JsonValue.Obj(Map.of(type, value));
    }
}
