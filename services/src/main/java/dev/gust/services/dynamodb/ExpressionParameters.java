package dev.gust.services.dynamodb;

import dev.gust.services.dynamodb.expression.Condition;
import dev.gust.services.dynamodb.expression.ConditionParser;
import dev.gust.services.dynamodb.expression.ExpressionKind;
import dev.gust.services.dynamodb.expression.Placeholders;
import dev.gust.services.dynamodb.expression.Projection;
import dev.gust.services.dynamodb.expression.UpdateAction;
import dev.gust.services.dynamodb.expression.UpdateParser;
import dev.gust.services.dynamodb.value.InvalidInputException;
import dev.gust.services.dynamodb.value.Value;
import dev.gust.wire.model.dynamodb.AttributeValue;
import dev.gust.wire.schema.Frozen;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The expressions of a request with their names and values, read in the order in which DynamoDB reads them. The
 * older parameters must not be there beside them.
 */
final class ExpressionParameters {
    private final Map<ExpressionKind, String> expressions = new LinkedHashMap<>();
    private final List<ExpressionKind> allowed = new ArrayList<>();
    private final List<String> older = new ArrayList<>();
    private @Nullable Map<String, String> names;
    private @Nullable Map<String, AttributeValue> values;

    ExpressionParameters expression(ExpressionKind kind, @Nullable String text) {
        allowed.add(kind);
        if (text != null) {
            expressions.put(kind, text);
        }
        return this;
    }

    ExpressionParameters older(String parameter, boolean isPresent) {
        if (isPresent) {
            older.add(parameter);
        }
        return this;
    }

    ExpressionParameters names(Map<String, String> given) {
        names = Frozen.orNull(given);
        return this;
    }

    ExpressionParameters values(Map<String, AttributeValue> given) {
        values = Frozen.orNull(given);
        return this;
    }

    /** The parameters alone: that old and new ones are not mixed, and names and values have an expression. */
    ExpressionParameters check() {
        if (!expressions.isEmpty() && !older.isEmpty()) {
            throw new InvalidInputException(
                    "Can not use both expression and non-expression parameters in the same request: "
                            + "Non-expression parameters: {" + String.join(", ", older) + "} Expression parameters: {"
                            + String.join(
                                    ", ",
                                    expressions.keySet().stream()
                                            .map(ExpressionKind::parameter)
                                            .toList())
                            + "}");
        }
        if (names != null && expressions.isEmpty()) {
            throw new InvalidInputException("ExpressionAttributeNames can only be specified when using expressions");
        }
        List<ExpressionKind> withValues = allowed.stream()
                .filter(kind -> kind != ExpressionKind.PROJECTION)
                .toList();
        if (values != null && withValues.stream().noneMatch(expressions::containsKey)) {
            throw new InvalidInputException("ExpressionAttributeValues can only be specified when using expressions: "
                    + String.join(
                            " and ",
                            withValues.stream().map(ExpressionKind::parameter).toList())
                    + (withValues.size() > 1 ? " are null" : " is null"));
        }
        return this;
    }

    /** Reads every expression that is there. */
    Parsed parse() {
        Placeholders placeholders = new Placeholders(names, values == null ? null : converted(values));
        Map<ExpressionKind, Condition> conditions = new LinkedHashMap<>();
        List<UpdateAction> actions = List.of();
        Projection projection = null;
        String update = expressions.get(ExpressionKind.UPDATE);
        if (update != null) {
            actions = UpdateParser.parse(update, placeholders);
        }
        for (ExpressionKind kind :
                List.of(ExpressionKind.CONDITION, ExpressionKind.KEY_CONDITION, ExpressionKind.FILTER)) {
            String text = expressions.get(kind);
            if (text != null) {
                conditions.put(kind, ConditionParser.parse(kind, text, placeholders));
            }
        }
        String projected = expressions.get(ExpressionKind.PROJECTION);
        if (projected != null) {
            projection = Projection.parse(projected, placeholders);
        }
        placeholders.requireAllUsed();
        return new Parsed(conditions, update == null ? null : actions, projection);
    }

    private static Map<String, Value> converted(Map<String, AttributeValue> given) {
        Map<String, Value> values = LinkedHashMap.newLinkedHashMap(given.size());
        given.forEach((key, value) -> {
            try {
                values.put(key, AttributeValues.fromWire(value));
            } catch (InvalidInputException invalid) {
                throw new InvalidInputException(
                        "ExpressionAttributeValues contains invalid value: " + invalid.text() + " for key " + key);
            }
        });
        return values;
    }

    /** What the expressions say. */
    record Parsed(
            Map<ExpressionKind, Condition> conditions,
            @Nullable List<UpdateAction> actions,
            @Nullable Projection projection) {
        @Nullable
        Condition condition(ExpressionKind kind) {
            return conditions.get(kind);
        }
    }
}
