package dev.gust.checks.conformance.dynamodb.differential;

import static dev.gust.checks.conformance.dynamodb.differential.Dice.array;
import static dev.gust.checks.conformance.dynamodb.differential.Dice.json;
import static dev.gust.checks.conformance.dynamodb.differential.Dice.object;

import dev.gust.base.json.JsonValue;
import dev.gust.checks.conformance.dynamodb.differential.Requests.Request;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Three tables of different keys, and keys and items for them. */
final class Tables {
    static final List<String> NAMES = List.of("hash", "both", "binary");

    private final Dice dice;
    private final Values values;

    Tables(Dice dice, Values values) {
        this.dice = dice;
        this.values = values;
    }

    /** What makes the tables. */
    static List<Request> creations() {
        JsonValue throughput = object("ReadCapacityUnits", 10, "WriteCapacityUnits", 10);
        return List.of(
                new Request(
                        "CreateTable",
                        object(
                                "TableName",
                                "hash",
                                "BillingMode",
                                "PAY_PER_REQUEST",
                                "KeySchema",
                                array(key("p", "HASH")),
                                "AttributeDefinitions",
                                array(definition("p", "S")))),
                new Request(
                        "CreateTable",
                        object(
                                "TableName",
                                "both",
                                "ProvisionedThroughput",
                                throughput,
                                "KeySchema",
                                array(key("p", "HASH"), key("r", "RANGE")),
                                "AttributeDefinitions",
                                array(
                                        definition("p", "S"),
                                        definition("r", "N"),
                                        definition("who", "S"),
                                        definition("score", "N")),
                                "GlobalSecondaryIndexes",
                                globalIndexes(throughput),
                                "LocalSecondaryIndexes",
                                array(object(
                                        "IndexName",
                                        "local",
                                        "KeySchema",
                                        array(key("p", "HASH"), key("score", "RANGE")),
                                        "Projection",
                                        object("ProjectionType", "KEYS_ONLY"))))),
                new Request(
                        "CreateTable",
                        object(
                                "TableName",
                                "binary",
                                "BillingMode",
                                "PAY_PER_REQUEST",
                                "KeySchema",
                                array(key("p", "HASH"), key("r", "RANGE")),
                                "AttributeDefinitions",
                                array(definition("p", "B"), definition("r", "S")))));
    }

    private static JsonValue globalIndexes(JsonValue throughput) {
        return array(
                object(
                        "IndexName",
                        "global",
                        "KeySchema",
                        array(key("who", "HASH"), key("score", "RANGE")),
                        "Projection",
                        object("ProjectionType", "INCLUDE", "NonKeyAttributes", array("a", "b")),
                        "ProvisionedThroughput",
                        throughput),
                object(
                        "IndexName",
                        "everything",
                        "KeySchema",
                        array(key("score", "HASH")),
                        "Projection",
                        object("ProjectionType", "ALL"),
                        "ProvisionedThroughput",
                        throughput));
    }

    private static JsonValue key(String name, String type) {
        return object("AttributeName", name, "KeyType", type);
    }

    private static JsonValue definition(String name, String type) {
        return object("AttributeName", name, "AttributeType", type);
    }

    String name() {
        return dice.chance(1) ? "missing" : dice.any("hash", "both", "both", "binary");
    }

    Map<String, JsonValue> key(String table) {
        Map<String, JsonValue> key = new LinkedHashMap<>();
        switch (table) {
            case "both" -> {
                key.put("p", object("S", dice.any("x", "y", "z")));
                key.put("r", object("N", dice.any("-1", "0", "1", "1.0", "2", "10", "3.5", "1e2")));
            }
            case "binary" -> {
                key.put("p", object("B", dice.any("AA==", "/w==", "AAA=")));
                key.put("r", object("S", dice.any("a", "ab", "b", "é", "😀", "\uFFFD")));
            }
            default -> key.put("p", object("S", dice.any("x", "y", "z", "é")));
        }
        if (dice.chance(2)) {
            switch (dice.below(4)) {
                case 0 -> key.remove("p");
                case 1 -> key.put("p", values.any());
                case 2 -> key.put("extra", values.text());
                default -> key.put("p", object("S", ""));
            }
        }
        return key;
    }

    Map<String, JsonValue> item(String table) {
        Map<String, JsonValue> item = key(table);
        item.putAll(values.attributes());
        if (dice.chance(1)) {
            item.put("a", values.broken());
        }
        return item;
    }

    JsonValue keyValue(String table, String attribute) {
        if (dice.chance(2)) {
            return values.any();
        }
        return switch (attribute) {
            case "who" -> object("S", dice.any("o1", "o2", "o3"));
            case "score" -> object("N", dice.any("1", "2", "3", "10"));
            default ->
                json(key(table)) instanceof JsonValue.Obj key
                                && key.get(attribute).isPresent()
                        ? key.get(attribute).orElseThrow()
                        : values.text();
        };
    }
}
