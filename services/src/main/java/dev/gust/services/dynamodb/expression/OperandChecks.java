package dev.gust.services.dynamodb.expression;

import dev.gust.services.dynamodb.value.DynamoNumber;
import dev.gust.services.dynamodb.value.Value;
import dev.gust.services.dynamodb.value.ValueOrder;
import dev.gust.services.dynamodb.value.ValueType;
import java.util.List;

/** What operators and functions ask of their operands, as far as the text of the expression tells. */
final class OperandChecks {
    private static final String VALID_TYPES = "{B,NULL,SS,BOOL,L,BS,N,NS,S,M}";
    private static final String ANY_TYPE = "{NS,SS,L,BS,N,M,B,BOOL,NULL,S}";

    private OperandChecks() {}

    static void checkCall(Problems problems, ExpressionFunction function, List<Operand> arguments) {
        arguments.forEach(argument -> checkNested(problems, argument));
        if (arguments.size() != function.operands()) {
            problems.operandCount(function, arguments.size());
            return;
        }
        Operand first = arguments.getFirst();
        switch (function) {
            case ATTRIBUTE_EXISTS, ATTRIBUTE_NOT_EXISTS -> requirePath(problems, function, first);
            case IF_NOT_EXISTS -> {
                requirePath(problems, function, first);
                requireDistinct(problems, function.text(), first, arguments);
            }
            case ATTRIBUTE_TYPE -> checkTypeName(problems, arguments.get(1));
            case BEGINS_WITH -> {
                requireDistinct(problems, function.text(), first, arguments);
                for (Operand argument : arguments) {
                    ValueType type = argument.knownType();
                    if (type != null && type != ValueType.S && type != ValueType.B) {
                        problems.operandType(function.text(), type.name());
                    }
                }
            }
            case CONTAINS -> requireDistinct(problems, function.text(), first, arguments);
            case SIZE -> {
                ValueType type = first.knownType();
                if (type == ValueType.N || type == ValueType.BOOL || type == ValueType.NULL) {
                    problems.operandType(function.text(), type.name());
                }
            }
            case LIST_APPEND -> {
                for (Operand argument : arguments) {
                    ValueType type = argument.knownType();
                    if (type != null && type != ValueType.L) {
                        problems.operandType(function.text(), type.name());
                    }
                }
            }
        }
    }

    /** Only size, and in updates if_not_exists, may be an operand of something else. */
    static void checkNested(Problems problems, Operand operand) {
        if (operand instanceof Operand.Call(ExpressionFunction function, var _)
                && function != ExpressionFunction.SIZE
                && function != ExpressionFunction.IF_NOT_EXISTS) {
            misused(problems, function);
        }
    }

    static void misused(Problems problems, ExpressionFunction function) {
        problems.add(
                Problems.Category.MISUSED_FUNCTION,
                "The function is not allowed to be used this way in an expression; function: " + function.text());
    }

    /** The first operand must differ from the others where it is a path. */
    static void requireDistinct(Problems problems, String operator, Operand first, List<Operand> all) {
        if (first instanceof Operand.Path(DocumentPath path)
                && all.stream().skip(1).anyMatch(first::equals)) {
            problems.add(
                    Problems.Category.SAME_OPERAND,
                    "The first operand must be distinct from the remaining operands for this operator or function; "
                            + "operator: " + operator + ", first operand: " + path);
        }
    }

    static void requireOrdered(Problems problems, String operator, List<Operand> operands) {
        for (Operand operand : operands) {
            ValueType type = operand.knownType();
            if (type != null && !type.isOrdered()) {
                problems.operandType(operator, type.name());
            }
        }
    }

    static void checkBounds(Problems problems, Operand low, Operand high) {
        if (!(low instanceof Operand.Constant(Value lowest)) || !(high instanceof Operand.Constant(Value highest))) {
            return;
        }
        String bounds = "lower bound operand: AttributeValue: " + written(lowest)
                + ", upper bound operand: AttributeValue: " + written(highest);
        if (lowest.type() != highest.type()) {
            problems.add(
                    Problems.Category.OPERAND_TYPE,
                    "The BETWEEN operator requires same data type for lower and upper bounds; " + bounds);
        } else if (ValueOrder.compare(lowest, highest).orElse(0) > 0) {
            problems.add(
                    Problems.Category.OPERAND_TYPE,
                    "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; " + bounds);
        }
    }

    private static void requirePath(Problems problems, ExpressionFunction function, Operand operand) {
        if (!(operand instanceof Operand.Path) && !(operand instanceof Operand.Unresolved)) {
            problems.add(
                    Problems.Category.OPERAND_TYPE,
                    "Operator or function requires a document path; operator or function: " + function.text());
        }
    }

    private static void checkTypeName(Problems problems, Operand operand) {
        if (operand instanceof Operand.Constant(Value.Text(String name))) {
            for (ValueType type : ValueType.values()) {
                if (type.name().equals(name)) {
                    return;
                }
            }
            problems.add(
                    Problems.Category.OPERAND_TYPE,
                    "Invalid attribute type name found; type: " + name + ", valid types: " + VALID_TYPES);
        } else {
            ValueType type = operand.knownType();
            problems.operandType(ExpressionFunction.ATTRIBUTE_TYPE.text(), type == null ? ANY_TYPE : type.name());
        }
    }

    private static String written(Value value) {
        return switch (value) {
            case Value.Text(String text) -> "{S:" + text + "}";
            case Value.Numeric(DynamoNumber number) -> "{N:" + number.text() + "}";
            case Value.Binary(var bytes) ->
                "{B:java.nio.HeapByteBuffer[pos=0 lim=" + bytes.size() + " cap=" + bytes.size() + "]}";
            case Value.Bool _,
                    Value.Null _,
                    Value.TextSet _,
                    Value.NumericSet _,
                    Value.BinarySet _,
                    Value.Elements _,
                    Value.Entries _ -> "{" + value.type() + "}";
        };
    }
}
