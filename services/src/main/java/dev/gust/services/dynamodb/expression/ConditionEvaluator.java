package dev.gust.services.dynamodb.expression;

import dev.gust.services.dynamodb.expression.Condition.Comparator;
import dev.gust.services.dynamodb.value.Bytes;
import dev.gust.services.dynamodb.value.DynamoNumber;
import dev.gust.services.dynamodb.value.Value;
import dev.gust.services.dynamodb.value.ValueOrder;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Says whether an item meets a condition. A path that leads nowhere, or operands of the wrong type, make a test false
 * and never an error; only "not equal" is true of what is absent.
 */
public final class ConditionEvaluator {
    private final Map<String, Value> item;

    private ConditionEvaluator(Map<String, Value> item) {
        this.item = item;
    }

    public static boolean matches(Condition condition, Map<String, Value> item) {
        return new ConditionEvaluator(item).test(condition);
    }

    private boolean test(Condition condition) {
        return switch (condition) {
            case Condition.And(Condition left, Condition right) -> test(left) && test(right);
            case Condition.Or(Condition left, Condition right) -> test(left) || test(right);
            case Condition.Not(Condition inner) -> !test(inner);
            case Condition.Comparison(Comparator comparator, Operand left, Operand right) ->
                compare(comparator, value(left), value(right));
            case Condition.Between(Operand operand, Operand low, Operand high) -> {
                Value value = value(operand);
                yield compare(Comparator.GREATER_OR_EQUAL, value, value(low))
                        && compare(Comparator.LESS_OR_EQUAL, value, value(high));
            }
            case Condition.In(Operand operand, List<Operand> candidates) -> {
                Value value = value(operand);
                yield value != null && candidates.stream().anyMatch(candidate -> value.equals(value(candidate)));
            }
            case Condition.Test(Operand.Call call) -> test(call);
        };
    }

    private boolean test(Operand.Call call) {
        Value first = value(call.arguments().getFirst());
        return switch (call.function()) {
            case ATTRIBUTE_EXISTS -> first != null;
            case ATTRIBUTE_NOT_EXISTS -> first == null;
            case ATTRIBUTE_TYPE ->
                first != null
                        && value(call.arguments().get(1)) instanceof Value.Text(String type)
                        && first.type().name().equals(type);
            case BEGINS_WITH -> beginsWith(first, value(call.arguments().get(1)));
            case CONTAINS -> contains(first, value(call.arguments().get(1)));
            case SIZE, IF_NOT_EXISTS, LIST_APPEND ->
                throw new IllegalStateException(call.function().text() + " is no condition");
        };
    }

    private @Nullable Value value(Operand operand) {
        return switch (operand) {
            case Operand.Constant(Value value) -> value;
            case Operand.Path(DocumentPath path) -> path.resolve(item);
            case Operand.Call(ExpressionFunction function, List<Operand> arguments) ->
                function == ExpressionFunction.SIZE
                        ? size(value(arguments.getFirst()))
                        : Value.of(test(new Operand.Call(function, arguments)));
            case Operand.Arithmetic _, Operand.Unresolved _ ->
                throw new IllegalStateException("not part of a condition: " + operand);
        };
    }

    private static boolean compare(Comparator comparator, @Nullable Value left, @Nullable Value right) {
        if (left == null || right == null) {
            return comparator == Comparator.NOT_EQUAL;
        }
        if (comparator == Comparator.EQUAL) {
            return left.equals(right);
        }
        if (comparator == Comparator.NOT_EQUAL) {
            return !left.equals(right);
        }
        OptionalInt order = ValueOrder.compare(left, right);
        if (order.isEmpty()) {
            return false;
        }
        int difference = order.getAsInt();
        return switch (comparator) {
            case EQUAL, NOT_EQUAL -> throw new IllegalStateException("decided above");
            case LESS -> difference < 0;
            case LESS_OR_EQUAL -> difference <= 0;
            case GREATER -> difference > 0;
            case GREATER_OR_EQUAL -> difference >= 0;
        };
    }

    private static boolean beginsWith(@Nullable Value value, @Nullable Value prefix) {
        if (value instanceof Value.Text(String text) && prefix instanceof Value.Text(String start)) {
            return text.startsWith(start);
        }
        return value instanceof Value.Binary(Bytes bytes)
                && prefix instanceof Value.Binary(Bytes start)
                && bytes.startsWith(start);
    }

    private static boolean contains(@Nullable Value container, @Nullable Value part) {
        if (container == null || part == null) {
            return false;
        }
        return switch (container) {
            case Value.Text(String text) -> part instanceof Value.Text(String inner) && text.contains(inner);
            case Value.Binary(Bytes bytes) -> part instanceof Value.Binary(Bytes inner) && bytes.contains(inner);
            case Value.TextSet(var members) -> part instanceof Value.Text(String member) && members.contains(member);
            case Value.NumericSet(var members) ->
                part instanceof Value.Numeric(DynamoNumber member) && members.contains(member);
            case Value.BinarySet(var members) -> part instanceof Value.Binary(Bytes member) && members.contains(member);
            case Value.Elements(var elements) -> elements.contains(part);
            case Value.Numeric _, Value.Bool _, Value.Null _, Value.Entries _ -> false;
        };
    }

    /** The length of a string in UTF-16 units, of binary in bytes, of everything else in members. */
    private static @Nullable Value size(@Nullable Value value) {
        if (value == null) {
            return null;
        }
        return switch (value) {
            case Value.Text(String text) -> Value.of(text.length());
            case Value.Binary(Bytes bytes) -> Value.of(bytes.size());
            case Value.TextSet(var members) -> Value.of(members.size());
            case Value.NumericSet(var members) -> Value.of(members.size());
            case Value.BinarySet(var members) -> Value.of(members.size());
            case Value.Elements(var elements) -> Value.of(elements.size());
            case Value.Entries(var entries) -> Value.of(entries.size());
            case Value.Numeric _, Value.Bool _, Value.Null _ -> null;
        };
    }
}
