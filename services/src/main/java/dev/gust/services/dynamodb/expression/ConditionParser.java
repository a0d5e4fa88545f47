package dev.gust.services.dynamodb.expression;

import dev.gust.services.dynamodb.expression.Condition.Comparator;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads condition, filter and key condition expressions. */
public final class ConditionParser {
    private static final int MOST_CANDIDATES = 100;

    private final OperandParser parser;
    private final Problems problems;

    private ConditionParser(OperandParser parser) {
        this.parser = parser;
        this.problems = parser.problems();
    }

    public static Condition parse(ExpressionKind kind, String text, Placeholders placeholders) {
        OperandParser parser = new OperandParser(kind, text, placeholders);
        ConditionParser conditions = new ConditionParser(parser);
        Condition condition = conditions.condition(conditions.disjunction());
        parser.end();
        return condition;
    }

    /**
     * Parentheses may hold a condition or an operand, and only what follows them tells which was meant; so both are
     * read in one way, and what is left of an operand is turned into a condition where one is needed.
     */
    private sealed interface Part {
        /** Whether it has parentheses of its own, so that more around it would be redundant. */
        boolean wrapped();

        record Whole(Condition condition, boolean wrapped) implements Part {}

        record Piece(Operand operand, boolean wrapped) implements Part {}
    }

    private Part disjunction() {
        Part left = conjunction();
        while (parser.peek().isKeyword("OR")) {
            Condition first = condition(left);
            parser.take();
            parser.countOperator();
            left = new Part.Whole(new Condition.Or(first, condition(conjunction())), false);
        }
        return left;
    }

    private Part conjunction() {
        Part left = negation();
        while (parser.peek().isKeyword("AND")) {
            Condition first = condition(left);
            parser.take();
            parser.countOperator();
            left = new Part.Whole(new Condition.And(first, condition(negation())), false);
        }
        return left;
    }

    private Part negation() {
        if (parser.takeKeyword("NOT")) {
            parser.countOperator();
            return new Part.Whole(new Condition.Not(condition(negation())), false);
        }
        Part left = primary();
        if (left instanceof Part.Piece(Operand operand, boolean _)) {
            Condition comparison = comparison(operand);
            if (comparison != null) {
                problems.endLeaf();
                return new Part.Whole(comparison, false);
            }
        }
        return left;
    }

    private Part primary() {
        if (!parser.takeSymbol("(")) {
            return new Part.Piece(parser.plainOperand(), false);
        }
        Part inner = disjunction();
        parser.expectSymbol(")");
        if (inner.wrapped()) {
            parser.redundantParentheses();
        }
        return switch (inner) {
            case Part.Whole(Condition condition, boolean _) -> new Part.Whole(condition, true);
            case Part.Piece(Operand operand, boolean _) -> new Part.Piece(operand, true);
        };
    }

    /** The part as a condition: a function is one, any other operand is a syntax error at what follows it. */
    private Condition condition(Part part) {
        return switch (part) {
            case Part.Whole(Condition condition, boolean _) -> condition;
            case Part.Piece(Operand.Call call, boolean _) -> {
                if (call.function() == ExpressionFunction.SIZE) {
                    OperandChecks.misused(problems, call.function());
                }
                problems.endLeaf();
                yield new Condition.Test(call);
            }
            case Part.Piece(Operand.Unresolved(boolean isCall), boolean _)
            when isCall -> new Condition.Test(new Operand.Call(ExpressionFunction.SIZE, List.of()));
            case Part.Piece _ -> throw parser.syntaxError();
        };
    }

    private @Nullable Condition comparison(Operand left) {
        for (Comparator comparator : Comparator.values()) {
            if (parser.takeSymbol(comparator.symbol())) {
                parser.countOperator();
                return comparison(comparator, left, parser.operand());
            }
        }
        if (parser.takeKeyword("BETWEEN")) {
            parser.countOperator();
            Operand low = parser.operand();
            if (!parser.takeKeyword("AND")) {
                throw parser.syntaxError();
            }
            return between(left, low, parser.operand());
        }
        if (parser.takeKeyword("IN")) {
            parser.countOperator();
            parser.expectSymbol("(");
            List<Operand> candidates = new ArrayList<>();
            do {
                candidates.add(parser.operand());
            } while (parser.takeSymbol(","));
            parser.expectSymbol(")");
            return in(left, candidates);
        }
        return null;
    }

    private Condition comparison(Comparator comparator, Operand left, Operand right) {
        List<Operand> operands = List.of(left, right);
        checkOperands(comparator.symbol(), operands);
        if (comparator.isOrdering()) {
            OperandChecks.requireOrdered(problems, comparator.symbol(), operands);
        }
        return new Condition.Comparison(comparator, left, right);
    }

    private Condition between(Operand operand, Operand low, Operand high) {
        List<Operand> operands = List.of(operand, low, high);
        checkOperands("BETWEEN", operands);
        OperandChecks.requireOrdered(problems, "BETWEEN", operands);
        OperandChecks.checkBounds(problems, low, high);
        return new Condition.Between(operand, low, high);
    }

    private Condition in(Operand operand, List<Operand> candidates) {
        if (candidates.size() > MOST_CANDIDATES) {
            throw problems.invalid(
                    "The IN operator is provided with too many operands; number of operands: " + candidates.size());
        }
        List<Operand> operands = new ArrayList<>(candidates);
        operands.addFirst(operand);
        checkOperands("IN", operands);
        return new Condition.In(operand, candidates);
    }

    private void checkOperands(String operator, List<Operand> operands) {
        operands.forEach(operand -> OperandChecks.checkNested(problems, operand));
        OperandChecks.requireDistinct(problems, operator, operands.getFirst(), operands);
    }
}
