package dev.gust.services.dynamodb;

import dev.gust.services.dynamodb.value.Bytes;
import dev.gust.services.dynamodb.value.DynamoNumber;
import dev.gust.services.dynamodb.value.InvalidInputException;
import dev.gust.services.dynamodb.value.Value;
import dev.gust.wire.model.dynamodb.AttributeValue;
import dev.gust.wire.schema.Blob;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Between values as requests carry them, which may be anything, and values as items have them, which are valid. */
final class AttributeValues {
    private static final int DEEPEST = 32;
    private static final String INVALID = "One or more parameter values were invalid: ";

    private AttributeValues() {}

    static Map<String, Value> fromWire(Map<String, AttributeValue> attributes) {
        Map<String, Value> values = LinkedHashMap.newLinkedHashMap(attributes.size());
        attributes.forEach((name, value) -> values.put(named(name), fromWire(value)));
        return values;
    }

    static Value fromWire(AttributeValue value) {
        return fromWire(value, 1);
    }

    private static Value fromWire(AttributeValue value, int depth) {
        if (depth > DEEPEST) {
            throw new InvalidInputException("Nesting Levels have exceeded supported limits: "
                    + "Attributes in the item have nested levels beyond supported limit");
        }
        return switch (value) {
            case AttributeValue.S(String text) -> Value.of(text);
            case AttributeValue.N(String number) -> Value.of(DynamoNumber.parse(number));
            case AttributeValue.B(Blob blob) -> Value.of(blob.bytes());
            case AttributeValue.BOOL(Boolean isTrue) -> Value.of(isTrue.booleanValue());
            case AttributeValue.NULL(Boolean isNull) -> {
                if (!isNull) {
                    throw new InvalidInputException(INVALID + "Null attribute value types must have the value of true");
                }
                yield Value.NULL;
            }
            case AttributeValue.SS(List<String> members) -> textSet(members);
            case AttributeValue.NS(List<String> members) -> numericSet(members);
            case AttributeValue.BS(List<Blob> members) -> binarySet(members);
            case AttributeValue.L(List<AttributeValue> elements) -> {
                List<Value> values = new ArrayList<>(elements.size());
                elements.forEach(element -> values.add(fromWire(element, depth + 1)));
                yield Value.elements(values);
            }
            case AttributeValue.M(Map<String, AttributeValue> entries) -> {
                Map<String, Value> values = LinkedHashMap.newLinkedHashMap(entries.size());
                entries.forEach((name, entry) -> values.put(named(name), fromWire(entry, depth + 1)));
                yield Value.entries(values);
            }
        };
    }

    private static String named(String name) {
        if (name.isEmpty()) {
            throw new InvalidInputException("Empty attribute name");
        }
        return name;
    }

    private static Value textSet(List<String> members) {
        if (members.isEmpty()) {
            throw new InvalidInputException(INVALID + "An string set  may not be empty");
        }
        if (hasDuplicates(members)) {
            throw new InvalidInputException(
                    INVALID + "Input collection [" + String.join(", ", members) + "] contains duplicates.");
        }
        return Value.textSet(members);
    }

    private static Value numericSet(List<String> members) {
        if (members.isEmpty()) {
            throw new InvalidInputException(INVALID + "An number set  may not be empty");
        }
        List<DynamoNumber> numbers = members.stream().map(DynamoNumber::parse).toList();
        if (hasDuplicates(numbers)) {
            throw new InvalidInputException("Input collection contains duplicates");
        }
        return Value.numericSet(numbers);
    }

    private static Value binarySet(List<Blob> members) {
        if (members.isEmpty()) {
            throw new InvalidInputException(INVALID + "Binary sets should not be empty");
        }
        if (hasDuplicates(members)) {
            throw new InvalidInputException(INVALID + "Input collection ["
                    + String.join(", ", members.stream().map(Blob::base64).toList())
                    + "]of type BS contains duplicates.");
        }
        return Value.binarySet(
                members.stream().map(member -> new Bytes(member.bytes())).toList());
    }

    private static boolean hasDuplicates(Collection<?> members) {
        return new HashSet<>(members).size() < members.size();
    }

    static Map<String, AttributeValue> toWire(Map<String, Value> item) {
        Map<String, AttributeValue> attributes = LinkedHashMap.newLinkedHashMap(item.size());
        item.forEach((name, value) -> attributes.put(name, toWire(value)));
        return attributes;
    }

    static AttributeValue toWire(Value value) {
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
                        elements.stream().map(AttributeValues::toWire).toList());
            case Value.Entries(var entries) -> new AttributeValue.M(toWire(entries));
        };
    }
}
