package dev.gust.checks.conformance.dynamodb.differential;

import static dev.gust.checks.conformance.dynamodb.differential.Dice.array;
import static dev.gust.checks.conformance.dynamodb.differential.Dice.json;
import static dev.gust.checks.conformance.dynamodb.differential.Dice.object;

import dev.gust.base.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Requests to three tables of different keys, as a seed gives them. */
final class Requests {
    /** One request. */
    record Request(String operation, JsonValue.Obj body) {
        boolean writes() {
            return !operation.startsWith("Get")
                    && !operation.equals("Query")
                    && !operation.equals("Scan")
                    && !operation.endsWith("Get")
                    && !operation.endsWith("GetItem")
                    && !operation.endsWith("GetItems");
        }

        @Override
        public String toString() {
            return operation + " " + body.toJson();
        }
    }

    private final Dice dice;
    private final Values values;
    private final Tables tables;
    private final LegacyRequests legacy;

    Requests(long seed) {
        dice = new Dice(seed);
        values = new Values(dice);
        tables = new Tables(dice, values);
        legacy = new LegacyRequests(dice, values, tables);
    }

    Request next() {
        Request request = switch (dice.below(20)) {
            case 0, 1, 2, 3 -> put();
            case 4, 5 -> get();
            case 6, 7, 8, 9 -> update();
            case 10 -> delete();
            case 11, 12, 13 -> query();
            case 14 -> scan();
            case 15 -> batchGet();
            case 16 -> batchWrite();
            case 17 -> transactWrite();
            case 18 -> transactGet();
            default -> legacy.next();
        };
        return dice.chance(97) ? request : spoiled(request);
    }

    private void finish(Map<String, JsonValue> body, Expressions expressions) {
        expressions.spoil();
        if (!expressions.names.isEmpty()) {
            body.put("ExpressionAttributeNames", json(expressions.names));
        }
        if (!expressions.values.isEmpty()) {
            body.put("ExpressionAttributeValues", json(expressions.values));
        }
    }

    private void ask(Map<String, JsonValue> body) {
        if (dice.chance(25)) {
            body.put("ReturnConsumedCapacity", json(dice.any("TOTAL", "INDEXES", "NONE")));
        }
    }

    static Map<String, JsonValue> body(String table) {
        Map<String, JsonValue> body = new LinkedHashMap<>();
        body.put("TableName", json(table));
        return body;
    }

    private void condition(Map<String, JsonValue> body, Expressions expressions, int percent) {
        if (dice.chance(percent)) {
            body.put("ConditionExpression", json(expressions.condition()));
            if (dice.chance(40)) {
                body.put("ReturnValuesOnConditionCheckFailure", json(dice.any("ALL_OLD", "NONE")));
            }
        }
    }

    private Request put() {
        String table = tables.name();
        Map<String, JsonValue> body = body(table);
        body.put("Item", json(tables.item(table)));
        Expressions expressions = new Expressions(dice, values);
        condition(body, expressions, 25);
        if (dice.chance(25)) {
            body.put("ReturnValues", json(dice.any("ALL_OLD", "NONE", "ALL_OLD", "ALL_NEW")));
        }
        if (dice.chance(10)) {
            body.put("ReturnItemCollectionMetrics", json("SIZE"));
        }
        ask(body);
        finish(body, expressions);
        return new Request("PutItem", new JsonValue.Obj(body));
    }

    private Request get() {
        String table = tables.name();
        Map<String, JsonValue> body = body(table);
        body.put("Key", json(tables.key(table)));
        Expressions expressions = new Expressions(dice, values);
        if (dice.chance(40)) {
            body.put("ProjectionExpression", json(expressions.projection()));
        }
        if (dice.chance(40)) {
            body.put("ConsistentRead", json(dice.chance(50)));
        }
        ask(body);
        finish(body, expressions);
        return new Request("GetItem", new JsonValue.Obj(body));
    }

    private Request update() {
        String table = tables.name();
        Map<String, JsonValue> body = body(table);
        body.put("Key", json(tables.key(table)));
        Expressions expressions = new Expressions(dice, values);
        if (dice.chance(97)) {
            body.put("UpdateExpression", json(expressions.update()));
        }
        condition(body, expressions, 20);
        if (dice.chance(60)) {
            body.put("ReturnValues", json(dice.any("ALL_OLD", "ALL_NEW", "UPDATED_OLD", "UPDATED_NEW", "NONE")));
        }
        ask(body);
        finish(body, expressions);
        return new Request("UpdateItem", new JsonValue.Obj(body));
    }

    private Request delete() {
        String table = tables.name();
        Map<String, JsonValue> body = body(table);
        body.put("Key", json(tables.key(table)));
        Expressions expressions = new Expressions(dice, values);
        condition(body, expressions, 30);
        if (dice.chance(40)) {
            body.put("ReturnValues", json(dice.any("ALL_OLD", "NONE", "UPDATED_OLD")));
        }
        ask(body);
        finish(body, expressions);
        return new Request("DeleteItem", new JsonValue.Obj(body));
    }

    private Request query() {
        String table = dice.any("hash", "both", "both", "binary");
        Map<String, JsonValue> body = body(table);
        Expressions expressions = new Expressions(dice, values);
        body.put("KeyConditionExpression", json(keyCondition(table, body, expressions)));
        reading(body, expressions);
        if (dice.chance(30)) {
            body.put("ScanIndexForward", json(dice.chance(50)));
        }
        if (dice.chance(30)) {
            body.put("Limit", json(dice.chance(5) ? 0 : 1 + dice.below(5)));
        }
        if (dice.chance(15) && !body.containsKey("IndexName")) {
            body.put("ExclusiveStartKey", json(tables.key(table)));
        }
        finish(body, expressions);
        return new Request("Query", new JsonValue.Obj(body));
    }

    private String keyCondition(String table, Map<String, JsonValue> body, Expressions expressions) {
        String partition = "p";
        String sort = table.equals("hash") ? "" : "r";
        if (table.equals("both") && dice.chance(50)) {
            String index = dice.any("global", "everything", "local");
            body.put("IndexName", json(dice.chance(2) ? "nowhere" : index));
            partition = index.equals("global") ? "who" : index.equals("local") ? "p" : "score";
            sort = index.equals("everything") ? "" : "score";
        }
        String condition = partition + " = " + expressions.value(tables.keyValue(table, partition));
        if (!sort.isEmpty() && dice.chance(60)) {
            String also = switch (dice.below(5)) {
                case 0 ->
                    sort + " BETWEEN " + expressions.value(tables.keyValue(table, sort)) + " AND "
                            + expressions.value(tables.keyValue(table, sort));
                case 1 -> "begins_with(" + sort + ", " + expressions.value(tables.keyValue(table, sort)) + ")";
                default ->
                    sort + " " + dice.any("=", "<", "<=", ">", ">=") + " "
                            + expressions.value(tables.keyValue(table, sort));
            };
            condition = dice.chance(80) ? condition + " AND " + also : also + " and " + condition;
        }
        if (dice.chance(3)) {
            condition = dice.any(
                    condition + " AND a = " + expressions.value(values.text()),
                    "a = " + expressions.value(values.any()),
                    condition.replace('=', '<'),
                    "NOT " + condition,
                    condition + " OR " + condition);
        }
        return condition;
    }

    private void reading(Map<String, JsonValue> body, Expressions expressions) {
        if (dice.chance(35)) {
            body.put("FilterExpression", json(expressions.condition()));
        }
        if (dice.chance(25)) {
            body.put("ProjectionExpression", json(expressions.projection()));
        }
        if (dice.chance(20)) {
            body.put(
                    "Select",
                    json(dice.any("COUNT", "ALL_ATTRIBUTES", "SPECIFIC_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES")));
        }
        if (dice.chance(20)) {
            body.put("ConsistentRead", json(true));
        }
        ask(body);
    }

    private Request scan() {
        Map<String, JsonValue> body = body(dice.any("hash", "both", "binary"));
        Expressions expressions = new Expressions(dice, values);
        if (body.get("TableName").equals(json("both")) && dice.chance(50)) {
            body.put("IndexName", json(dice.any("global", "everything", "local")));
        }
        reading(body, expressions);
        if (dice.chance(5)) {
            body.put("Segment", json(dice.below(3)));
            body.put("TotalSegments", json(1));
        }
        finish(body, expressions);
        return new Request("Scan", new JsonValue.Obj(body));
    }

    private Request batchGet() {
        Map<String, JsonValue> items = new LinkedHashMap<>();
        for (String table : Tables.NAMES) {
            if (dice.chance(50)) {
                List<JsonValue> keys = new ArrayList<>();
                for (int i = dice.below(4); i >= 0; i--) {
                    JsonValue key = json(tables.key(table));
                    if (!keys.contains(key) || dice.chance(5)) {
                        keys.add(key);
                    }
                }
                Map<String, JsonValue> reads = new LinkedHashMap<>();
                reads.put("Keys", json(keys));
                Expressions expressions = new Expressions(dice, values);
                if (dice.chance(30)) {
                    reads.put("ProjectionExpression", json(expressions.projection()));
                }
                if (dice.chance(30)) {
                    reads.put("ConsistentRead", json(true));
                }
                expressions.values.clear();
                finish(reads, expressions);
                reads.remove("ExpressionAttributeValues");
                items.put(table, json(reads));
            }
        }
        Map<String, JsonValue> body = new LinkedHashMap<>();
        body.put("RequestItems", json(items));
        ask(body);
        return new Request("BatchGetItem", new JsonValue.Obj(body));
    }

    private Request batchWrite() {
        Map<String, JsonValue> items = new LinkedHashMap<>();
        for (String table : Tables.NAMES) {
            List<JsonValue> writes = new ArrayList<>();
            for (int i = dice.below(3); i > 0; i--) {
                writes.add(
                        dice.chance(60)
                                ? object("PutRequest", object("Item", tables.item(table)))
                                : object("DeleteRequest", object("Key", tables.key(table))));
            }
            if (!writes.isEmpty()) {
                items.put(table, json(writes));
            }
        }
        Map<String, JsonValue> body = new LinkedHashMap<>();
        body.put("RequestItems", json(items));
        ask(body);
        return new Request("BatchWriteItem", new JsonValue.Obj(body));
    }

    private Request transactWrite() {
        List<JsonValue> actions = new ArrayList<>();
        for (int i = dice.below(4); i >= 0; i--) {
            String table = tables.name();
            Map<String, JsonValue> action = body(table);
            Expressions expressions = new Expressions(dice, values);
            String kind = dice.any("Put", "Update", "Delete", "ConditionCheck");
            action.put(
                    kind.equals("Put") ? "Item" : "Key",
                    json(kind.equals("Put") ? tables.item(table) : tables.key(table)));
            if (kind.equals("Update")) {
                action.put("UpdateExpression", json(expressions.update()));
            }
            condition(action, expressions, kind.equals("ConditionCheck") ? 100 : 20);
            finish(action, expressions);
            actions.add(object(kind, action));
        }
        Map<String, JsonValue> body = new LinkedHashMap<>();
        body.put("TransactItems", json(actions));
        ask(body);
        return new Request("TransactWriteItems", new JsonValue.Obj(body));
    }

    private Request transactGet() {
        List<JsonValue> reads = new ArrayList<>();
        for (int i = dice.below(4); i >= 0; i--) {
            String table = tables.name();
            Map<String, JsonValue> read = body(table);
            read.put("Key", json(tables.key(table)));
            Expressions expressions = new Expressions(dice, values);
            if (dice.chance(30)) {
                read.put("ProjectionExpression", json(expressions.projection()));
            }
            expressions.values.clear();
            finish(read, expressions);
            read.remove("ExpressionAttributeValues");
            reads.add(object("Get", read));
        }
        Map<String, JsonValue> body = new LinkedHashMap<>();
        body.put("TransactItems", json(reads));
        ask(body);
        return new Request("TransactGetItems", new JsonValue.Obj(body));
    }

    /** The request with one of its parameters gone, or of another type. */
    private Request spoiled(Request request) {
        List<String> names = List.copyOf(request.body().members().keySet());
        String name = names.get(dice.below(names.size()));
        Map<String, JsonValue> body = new LinkedHashMap<>(request.body().members());
        switch (dice.below(4)) {
            case 0 -> body.remove(name);
            case 1 -> body.put(name, JsonValue.Null.INSTANCE);
            case 2 ->
                body.put(
                        name,
                        body.get(name) instanceof JsonValue.Str
                                ? json("")
                                : body.get(name) instanceof JsonValue.Obj ? object() : array());
            default -> body.put("Nothing", json(1));
        }
        return new Request(request.operation(), new JsonValue.Obj(body));
    }
}
