package dev.gust.checks.conformance.dynamodb.differential;

import dev.gust.base.json.JsonSyntaxException;
import dev.gust.base.json.JsonText;
import dev.gust.base.json.JsonValue;
import dev.gust.checks.conformance.dynamodb.DynamoDbLocal;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An answer in the form in which two are compared: what has no order sorted, an error's type without its namespace. */
record Answers(int status, JsonValue.Obj body) {
    static Answers of(DynamoDbLocal.Answer answer, Requests.Request request) {
        try {
            JsonValue.Obj body =
                    (JsonValue.Obj) sorted(JsonText.parse(answer.body().isEmpty() ? "{}" : answer.body()));
            Map<String, JsonValue> members = new LinkedHashMap<>(body.members());
            // Entries of an index with equal keys have no order.
            if (request.operation().equals("Scan")
                    || request.body().get("IndexName").isPresent()) {
                members.computeIfPresent("Items", (name, items) -> unordered(items));
            }
            if (request.operation().equals("BatchGetItem")) {
                members.computeIfPresent("Responses", (name, tables) -> {
                    Map<String, JsonValue> lists = new LinkedHashMap<>(((JsonValue.Obj) tables).members());
                    lists.replaceAll((table, items) -> unordered(items));
                    return new JsonValue.Obj(lists);
                });
            }
            members.computeIfPresent("ConsumedCapacity", (name, capacity) -> unordered(capacity));
            if (members.get("__type") instanceof JsonValue.Str(String type)) {
                String message = members.getOrDefault("message", members.getOrDefault("Message", JsonValue.of("")))
                                instanceof JsonValue.Str(String text)
                        ? text
                        : "";
                members.remove("message");
                members.put("__type", JsonValue.of(type.substring(type.indexOf('#') + 1)));
                members.put("Message", JsonValue.of(message));
            }
            return new Answers(answer.status(), new JsonValue.Obj(new TreeMap<>(members)));
        } catch (JsonSyntaxException notJson) {
            throw new AssertionError(request + " was answered with " + answer, notJson);
        }
    }

    String type() {
        return body.string("__type").orElse("");
    }

    String message() {
        return body.string("Message").orElse("");
    }

    boolean isError() {
        return status != 200;
    }

    private static JsonValue unordered(JsonValue value) {
        return value instanceof JsonValue.Array(var items)
                ? JsonValue.array(items.stream()
                        .sorted(Comparator.comparing(JsonValue::toJson))
                        .toList())
                : value;
    }

    /** Members by name; sets by their members. */
    private static JsonValue sorted(JsonValue value) {
        return switch (value) {
            case JsonValue.Obj(var members) -> {
                Map<String, JsonValue> sorted = new TreeMap<>();
                members.forEach((name, member) -> sorted.put(
                        name, List.of("SS", "NS", "BS").contains(name) ? unordered(member) : sorted(member)));
                yield new JsonValue.Obj(sorted);
            }
            case JsonValue.Array(var items) ->
                JsonValue.array(items.stream().map(Answers::sorted).toList());
            case JsonValue.Null _, JsonValue.Bool _, JsonValue.Num _, JsonValue.Str _ -> value;
        };
    }
}
