package dev.gust.checks.conformance.dynamodb.differential;

import static dev.gust.checks.conformance.dynamodb.differential.Dice.array;
import static dev.gust.checks.conformance.dynamodb.differential.Dice.json;
import static dev.gust.checks.conformance.dynamodb.differential.Dice.object;

import dev.gust.base.json.JsonValue;
import dev.gust.checks.conformance.dynamodb.differential.Requests.Request;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Requests with the parameters that were there before expressions. */
final class LegacyRequests {
    private final Dice dice;
    private final Values values;
    private final Tables tables;

    LegacyRequests(Dice dice, Values values, Tables tables) {
        this.dice = dice;
        this.values = values;
        this.tables = tables;
    }

    Request next() {
        return switch (dice.below(4)) {
            case 0 -> {
                String table = tables.name();
                Map<String, JsonValue> body = Requests.body(table);
                body.put("Item", json(tables.item(table)));
                body.put("Expected", json(expected()));
                operator(body);
                yield new Request("PutItem", new JsonValue.Obj(body));
            }
            case 1 -> {
                String table = tables.name();
                Map<String, JsonValue> body = Requests.body(table);
                body.put("Key", json(tables.key(table)));
                body.put("AttributeUpdates", json(attributeUpdates()));
                body.put("ReturnValues", json(dice.any("ALL_NEW", "ALL_OLD", "UPDATED_NEW", "UPDATED_OLD")));
                if (dice.chance(30)) {
                    body.put("Expected", json(expected()));
                    operator(body);
                }
                yield new Request("UpdateItem", new JsonValue.Obj(body));
            }
            case 2 -> {
                Map<String, JsonValue> body = Requests.body("both");
                Map<String, JsonValue> conditions = new LinkedHashMap<>();
                conditions.put("p", comparison("EQ", tables.keyValue("both", "p")));
                if (dice.chance(50)) {
                    conditions.put(
                            "r",
                            comparison(
                                    dice.any("EQ", "LT", "LE", "GT", "GE", "BEGINS_WITH", "NE"),
                                    tables.keyValue("both", "r")));
                }
                body.put("KeyConditions", json(conditions));
                if (dice.chance(40)) {
                    body.put("QueryFilter", json(filters()));
                    operator(body);
                }
                if (dice.chance(30)) {
                    body.put("AttributesToGet", array(dice.any(Values.NAMES)));
                }
                yield new Request("Query", new JsonValue.Obj(body));
            }
            default -> {
                Map<String, JsonValue> body = Requests.body(dice.any("hash", "both", "binary"));
                body.put("ScanFilter", json(filters()));
                operator(body);
                yield new Request("Scan", new JsonValue.Obj(body));
            }
        };
    }

    private void operator(Map<String, JsonValue> body) {
        if (dice.chance(30)) {
            body.put("ConditionalOperator", json(dice.any("AND", "OR")));
        }
    }

    private JsonValue comparison(String operator, JsonValue... values) {
        return object("ComparisonOperator", operator, "AttributeValueList", List.of(values));
    }

    private Map<String, JsonValue> filters() {
        Map<String, JsonValue> filters = new LinkedHashMap<>();
        for (int i = dice.below(2); i >= 0; i--) {
            filters.put(dice.any(Values.NAMES), comparison());
        }
        return filters;
    }

    private JsonValue comparison() {
        String operator = dice.any(
                "EQ",
                "NE",
                "LT",
                "LE",
                "GT",
                "GE",
                "NOT_NULL",
                "NULL",
                "CONTAINS",
                "NOT_CONTAINS",
                "BEGINS_WITH",
                "IN",
                "BETWEEN");
        if (dice.chance(5)) {
            return comparison(operator, values.any());
        }
        return switch (operator) {
            case "NOT_NULL", "NULL" -> object("ComparisonOperator", operator);
            case "BETWEEN" -> comparison(operator, values.number(), values.number());
            case "IN" -> comparison(operator, values.text(), values.text());
            case "BEGINS_WITH" -> comparison(operator, values.text());
            default -> comparison(operator, dice.chance(70) ? values.text() : values.number());
        };
    }

    private Map<String, JsonValue> expected() {
        Map<String, JsonValue> expected = new LinkedHashMap<>();
        for (int i = dice.below(2); i >= 0; i--) {
            expected.put(
                    dice.any(Values.NAMES),
                    switch (dice.below(4)) {
                        case 0 -> object("Exists", false);
                        case 1 -> object("Value", values.any());
                        case 2 -> object("Exists", true, "Value", values.any());
                        default -> comparison();
                    });
        }
        return expected;
    }

    private Map<String, JsonValue> attributeUpdates() {
        Map<String, JsonValue> updates = new LinkedHashMap<>();
        for (int i = dice.below(3); i >= 0; i--) {
            updates.put(
                    dice.any(Values.NAMES),
                    switch (dice.below(5)) {
                        case 0 -> object("Action", "DELETE");
                        case 1 -> object("Action", "DELETE", "Value", values.set());
                        case 2 -> object("Action", "ADD", "Value", dice.chance(60) ? values.number() : values.set());
                        default -> object("Action", "PUT", "Value", values.any());
                    });
        }
        return updates;
    }
}
