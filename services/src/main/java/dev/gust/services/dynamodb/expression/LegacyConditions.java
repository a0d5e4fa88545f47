package dev.gust.services.dynamodb.expression;

import dev.gust.services.dynamodb.expression.Condition.Comparator;
import dev.gust.services.dynamodb.value.InvalidInputException;
import dev.gust.services.dynamodb.value.Value;
import dev.gust.services.dynamodb.value.ValueOrder;
import dev.gust.services.dynamodb.value.ValueType;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The conditions of before there were expressions: each speaks of one attribute; turned into the same trees. */
public final class LegacyConditions {
    private static final String INVALID = "One or more parameter values were invalid: ";
    private static final Set<ValueType> SCALARS = EnumSet.of(ValueType.S, ValueType.N, ValueType.B);

    private LegacyConditions() {}

    /** One condition: an operator with its arguments. */
    public record Legacy(Operator operator, List<Value> arguments) {
        public Legacy {
            arguments = List.copyOf(arguments);
        }
    }

    /** By the names that the API uses. */
    public enum Operator {
        EQ(1, 1),
        NE(1, 1),
        LE(1, 1),
        LT(1, 1),
        GE(1, 1),
        GT(1, 1),
        NULL(0, 0),
        NOT_NULL(0, 0),
        CONTAINS(1, 1),
        NOT_CONTAINS(1, 1),
        BEGINS_WITH(1, 1),
        IN(1, Integer.MAX_VALUE),
        BETWEEN(2, 2);

        private final int fewest;
        private final int most;

        Operator(int fewest, int most) {
            this.fewest = fewest;
            this.most = most;
        }

        /** Whether a query can use it on a key. */
        public boolean isForKeys() {
            return switch (this) {
                case EQ, LE, LT, GE, GT, BEGINS_WITH, BETWEEN -> true;
                case NE, NULL, NOT_NULL, CONTAINS, NOT_CONTAINS, IN -> false;
            };
        }
    }

    /** Number and types of the arguments. */
    public static void check(Legacy legacy) {
        Operator operator = legacy.operator();
        List<Value> arguments = legacy.arguments();
        if (arguments.size() < operator.fewest || arguments.size() > operator.most) {
            throw new InvalidInputException(
                    INVALID + "Invalid number of argument(s) for the " + operator + " ComparisonOperator");
        }
        if (arguments.stream().map(Value::type).distinct().count() > 1) {
            throw new InvalidInputException(INVALID + "AttributeValues inside AttributeValueList must be of same type");
        }
        for (Value argument : arguments) {
            if (!accepts(operator, argument.type())) {
                throw new InvalidInputException(INVALID + "ComparisonOperator " + operator + " is not valid for "
                        + argument.type() + " AttributeValue type");
            }
        }
        if (operator == Operator.BETWEEN
                && ValueOrder.compare(arguments.getFirst(), arguments.getLast()).orElse(0) > 0) {
            throw new InvalidInputException(
                    "The BETWEEN condition was provided a range where the lower bound is greater than the upper bound");
        }
    }

    private static boolean accepts(Operator operator, ValueType type) {
        return switch (operator) {
            case EQ, NE, NULL, NOT_NULL -> true;
            case LE, LT, GE, GT, BETWEEN, IN -> SCALARS.contains(type);
            case CONTAINS, NOT_CONTAINS -> SCALARS.contains(type) || type == ValueType.BOOL || type == ValueType.NULL;
            case BEGINS_WITH -> type == ValueType.S || type == ValueType.B;
        };
    }

    /** All of the conditions joined, or null when there is none. */
    public static @Nullable Condition join(Map<String, Legacy> conditions, boolean any) {
        Condition joined = null;
        for (Map.Entry<String, Legacy> entry : conditions.entrySet()) {
            Condition next = condition(entry.getKey(), entry.getValue());
            if (joined == null) {
                joined = next;
            } else {
                joined = any ? new Condition.Or(joined, next) : new Condition.And(joined, next);
            }
        }
        return joined;
    }

    private static Condition condition(String attribute, Legacy legacy) {
        Operand path = new Operand.Path(DocumentPath.attribute(attribute));
        List<Operand> arguments = legacy.arguments().stream()
                .map(value -> (Operand) new Operand.Constant(value))
                .toList();
        return switch (legacy.operator()) {
            case EQ -> compare(Comparator.EQUAL, path, arguments);
            case NE -> compare(Comparator.NOT_EQUAL, path, arguments);
            case LE -> compare(Comparator.LESS_OR_EQUAL, path, arguments);
            case LT -> compare(Comparator.LESS, path, arguments);
            case GE -> compare(Comparator.GREATER_OR_EQUAL, path, arguments);
            case GT -> compare(Comparator.GREATER, path, arguments);
            case NULL -> test(ExpressionFunction.ATTRIBUTE_NOT_EXISTS, path);
            case NOT_NULL -> test(ExpressionFunction.ATTRIBUTE_EXISTS, path);
            case CONTAINS -> test(ExpressionFunction.CONTAINS, path, arguments.getFirst());
            // What is absent neither contains nor does not.
            case NOT_CONTAINS ->
                new Condition.And(
                        test(ExpressionFunction.ATTRIBUTE_EXISTS, path),
                        new Condition.Not(test(ExpressionFunction.CONTAINS, path, arguments.getFirst())));
            case BEGINS_WITH -> test(ExpressionFunction.BEGINS_WITH, path, arguments.getFirst());
            case IN -> new Condition.In(path, arguments);
            case BETWEEN -> new Condition.Between(path, arguments.getFirst(), arguments.getLast());
        };
    }

    private static Condition compare(Comparator comparator, Operand path, List<Operand> arguments) {
        return new Condition.Comparison(comparator, path, arguments.getFirst());
    }

    private static Condition test(ExpressionFunction function, Operand... arguments) {
        return new Condition.Test(new Operand.Call(function, List.of(arguments)));
    }
}
