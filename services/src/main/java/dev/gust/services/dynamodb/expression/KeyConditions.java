package dev.gust.services.dynamodb.expression;

import dev.gust.services.dynamodb.expression.Condition.Comparator;
import dev.gust.services.dynamodb.expression.LegacyConditions.Legacy;
import dev.gust.services.dynamodb.expression.LegacyConditions.Operator;
import dev.gust.services.dynamodb.value.InvalidInputException;
import dev.gust.services.dynamodb.value.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Takes a key condition expression apart into one condition for each key attribute. */
public final class KeyConditions {
    private final Map<String, Legacy> conditions = new LinkedHashMap<>();

    private KeyConditions() {}

    public static Map<String, Legacy> of(Condition condition) {
        KeyConditions keys = new KeyConditions();
        keys.visit(condition);
        return keys.conditions;
    }

    private void visit(Condition condition) {
        switch (condition) {
            case Condition.And(Condition left, Condition right) -> {
                visit(left);
                visit(right);
            }
            case Condition.Or _ -> throw invalidOperator("OR");
            case Condition.Not _ -> throw invalidOperator("NOT");
            case Condition.In _ -> throw invalidOperator("IN");
            case Condition.Comparison(Comparator comparator, Operand left, Operand right) ->
                comparison(comparator, left, right);
            case Condition.Between(Operand operand, Operand low, Operand high) -> {
                if (!(operand instanceof Operand.Path)) {
                    throw firstOperand("BETWEEN");
                }
                add(Operator.BETWEEN, List.of(operand, low, high));
            }
            case Condition.Test(Operand.Call(ExpressionFunction function, List<Operand> arguments)) -> {
                if (function != ExpressionFunction.BEGINS_WITH) {
                    throw invalidOperator(function.text());
                }
                if (!(arguments.getFirst() instanceof Operand.Path)) {
                    throw firstOperand(function.text());
                }
                add(Operator.BEGINS_WITH, arguments);
            }
        }
    }

    private void comparison(Comparator comparator, Operand left, Operand right) {
        if (comparator == Comparator.NOT_EQUAL) {
            throw invalidOperator(comparator.symbol());
        }
        boolean swapped = !(left instanceof Operand.Path) && right instanceof Operand.Path;
        Comparator meant = swapped ? comparator.mirrored() : comparator;
        add(
                switch (meant) {
                    case EQUAL -> Operator.EQ;
                    case NOT_EQUAL -> throw new IllegalStateException("refused above");
                    case LESS -> Operator.LT;
                    case LESS_OR_EQUAL -> Operator.LE;
                    case GREATER -> Operator.GT;
                    case GREATER_OR_EQUAL -> Operator.GE;
                },
                swapped ? List.of(right, left) : List.of(left, right));
    }

    private void add(Operator operator, List<Operand> operands) {
        String attribute = null;
        List<Value> values = new ArrayList<>();
        for (Operand operand : operands) {
            switch (operand) {
                case Operand.Path(DocumentPath path) -> {
                    if (attribute != null) {
                        throw new InvalidInputException("Invalid condition in KeyConditionExpression: "
                                + "Multiple attribute names used in one condition");
                    }
                    if (path.isNested()) {
                        throw new InvalidInputException(
                                "KeyConditionExpressions cannot have conditions on nested attributes");
                    }
                    attribute = path.attribute();
                }
                case Operand.Constant(Value value) -> values.add(value);
                case Operand.Call _, Operand.Arithmetic _, Operand.Unresolved _ ->
                    throw new InvalidInputException("KeyConditionExpressions cannot contain nested operations");
            }
        }
        if (attribute == null) {
            throw new InvalidInputException("Invalid condition in KeyConditionExpression: No key attribute specified");
        }
        if (conditions.putIfAbsent(attribute, new Legacy(operator, values)) != null) {
            throw new InvalidInputException("KeyConditionExpressions must only contain one condition per key");
        }
    }

    private static InvalidInputException invalidOperator(String operator) {
        return new InvalidInputException("Invalid operator used in KeyConditionExpression: " + operator);
    }

    private static InvalidInputException firstOperand(String operator) {
        return new InvalidInputException("Invalid condition in KeyConditionExpression: " + operator
                + " operator must have the key attribute as its first operand");
    }
}
