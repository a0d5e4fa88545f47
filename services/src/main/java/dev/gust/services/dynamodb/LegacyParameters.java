package dev.gust.services.dynamodb;

import dev.gust.services.dynamodb.expression.Condition;
import dev.gust.services.dynamodb.expression.DocumentPath;
import dev.gust.services.dynamodb.expression.LegacyConditions;
import dev.gust.services.dynamodb.expression.LegacyConditions.Legacy;
import dev.gust.services.dynamodb.expression.LegacyConditions.Operator;
import dev.gust.services.dynamodb.expression.Operand;
import dev.gust.services.dynamodb.expression.Projection;
import dev.gust.services.dynamodb.expression.UpdateAction;
import dev.gust.services.dynamodb.expression.Updater;
import dev.gust.services.dynamodb.value.InvalidInputException;
import dev.gust.services.dynamodb.value.Value;
import dev.gust.services.dynamodb.value.ValueType;
import dev.gust.wire.model.dynamodb.AttributeAction;
import dev.gust.wire.model.dynamodb.AttributeValue;
import dev.gust.wire.model.dynamodb.AttributeValueUpdate;
import dev.gust.wire.model.dynamodb.ConditionalOperator;
import dev.gust.wire.model.dynamodb.ExpectedAttributeValue;
import dev.gust.wire.schema.Frozen;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The parameters that expressions replaced, which old clients and some object mappers still send. */
final class LegacyParameters {
    private LegacyParameters() {}

    /** {@code Expected}, or null when there is none. */
    static @Nullable Condition expected(
            Map<String, ExpectedAttributeValue> expected, @Nullable ConditionalOperator operator) {
        Map<String, Legacy> conditions = new LinkedHashMap<>();
        expected.forEach((name, condition) -> conditions.put(name, expected(name, condition)));
        conditions.values().forEach(LegacyConditions::check);
        checkOperator(operator, Frozen.isPresent(expected), conditions.size());
        return LegacyConditions.join(conditions, operator == ConditionalOperator.OR);
    }

    private static Legacy expected(String name, ExpectedAttributeValue condition) {
        boolean hasList = condition.hasAttributeValueList();
        AttributeValue value = condition.value();
        if (hasList && value != null) {
            throw DynamoDbErrors.invalidParameter(
                    "Value and AttributeValueList cannot be used together for Attribute: " + name);
        }
        if (condition.comparisonOperator() != null) {
            Operator operator = Operator.valueOf(condition.comparisonOperator().wireValue());
            if (condition.exists() != null) {
                throw DynamoDbErrors.invalidParameter(
                        "Exists and ComparisonOperator cannot be used together for Attribute: " + name);
            }
            if (operator != Operator.NULL && operator != Operator.NOT_NULL && !hasList && value == null) {
                throw DynamoDbErrors.invalidParameter("Value or AttributeValueList must be used with "
                        + "ComparisonOperator: " + operator + " for Attribute: " + name);
            }
            return new Legacy(
                    operator,
                    value == null ? values(condition.attributeValueList()) : List.of(AttributeValues.fromWire(value)));
        }
        if (hasList) {
            throw DynamoDbErrors.invalidParameter(
                    "AttributeValueList can only be used with a ComparisonOperator for Attribute: " + name);
        }
        Boolean exists = condition.exists();
        if (Boolean.FALSE.equals(exists)) {
            if (value != null) {
                throw DynamoDbErrors.invalidParameter(
                        "Value cannot be used when Exists is false for Attribute: " + name);
            }
            return new Legacy(Operator.NULL, List.of());
        }
        if (value == null) {
            throw DynamoDbErrors.invalidParameter(
                    "Value must be provided when Exists is " + exists + " for Attribute: " + name);
        }
        return new Legacy(Operator.EQ, List.of(AttributeValues.fromWire(value)));
    }

    /** {@code QueryFilter}, {@code ScanFilter} or {@code KeyConditions}, checked. */
    static Map<String, Legacy> conditions(Map<String, dev.gust.wire.model.dynamodb.Condition> given) {
        Map<String, Legacy> conditions = new LinkedHashMap<>();
        given.forEach((name, condition) -> {
            Legacy legacy = new Legacy(
                    Operator.valueOf(condition.comparisonOperator().wireValue()),
                    values(condition.attributeValueList()));
            LegacyConditions.check(legacy);
            conditions.put(name, legacy);
        });
        return conditions;
    }

    static @Nullable Condition filter(
            Map<String, dev.gust.wire.model.dynamodb.Condition> given, @Nullable ConditionalOperator operator) {
        Map<String, Legacy> conditions = conditions(given);
        checkOperator(operator, Frozen.isPresent(given), conditions.size());
        return LegacyConditions.join(conditions, operator == ConditionalOperator.OR);
    }

    private static void checkOperator(@Nullable ConditionalOperator operator, boolean isPresent, int conditions) {
        if (operator == null) {
            return;
        }
        if (!isPresent) {
            throw DynamoDbErrors.validation("ConditionalOperator cannot be used without Filter or Expected");
        }
        if (conditions < 2) {
            throw DynamoDbErrors.validation(
                    "ConditionalOperator can only be used when Filter or Expected has two or more elements");
        }
    }

    private static List<Value> values(List<AttributeValue> given) {
        return given.stream().map(AttributeValues::fromWire).toList();
    }

    /** {@code AttributeUpdates}. */
    static List<UpdateAction> updates(Map<String, AttributeValueUpdate> updates) {
        List<UpdateAction> actions = new ArrayList<>();
        updates.forEach((name, update) -> actions.add(update(DocumentPath.attribute(name), update)));
        return actions;
    }

    private static UpdateAction update(DocumentPath path, AttributeValueUpdate update) {
        AttributeAction action = update.action() == null ? AttributeAction.PUT : update.action();
        AttributeValue given = update.value();
        if (given == null) {
            if (action != AttributeAction.DELETE) {
                throw DynamoDbErrors.invalidParameter(
                        "Only DELETE action is allowed when no attribute value is specified");
            }
            return new UpdateAction.Remove(path);
        }
        Value value = AttributeValues.fromWire(given);
        return switch (action) {
            case PUT -> new UpdateAction.Set(path, new Operand.Constant(value));
            case ADD -> {
                if (value instanceof Value.Elements(var elements)) {
                    yield new UpdateAction.Append(path, elements);
                }
                if (value.type() != ValueType.N && !value.type().isSet()) {
                    throw DynamoDbErrors.invalidParameter("ADD action is not supported for the type " + value.type());
                }
                yield new UpdateAction.Add(path, value);
            }
            case DELETE -> {
                if (!value.type().isSet()) {
                    throw DynamoDbErrors.invalidParameter(
                            "DELETE action with value is not supported for the type " + value.type());
                }
                yield new UpdateAction.Delete(path, value);
            }
        };
    }

    /** What is wrong with an update, in the words that the older parameters have for it. */
    static InvalidInputException worded(InvalidInputException invalid) {
        return invalid.text().equals(Updater.INCORRECT_TYPE)
                ? new InvalidInputException("Type mismatch for attribute to update")
                : invalid;
    }

    /** {@code AttributesToGet}, or null when it is not there. */
    static @Nullable Projection attributesToGet(List<String> names) {
        if (!Frozen.isPresent(names)) {
            return null;
        }
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                throw DynamoDbErrors.invalidParameter("Duplicate value in attribute name: " + name);
            }
        }
        return Projection.ofAttributes(names);
    }
}
