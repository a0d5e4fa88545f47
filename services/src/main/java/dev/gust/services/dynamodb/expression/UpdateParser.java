package dev.gust.services.dynamodb.expression;

import dev.gust.services.dynamodb.value.Value;
import dev.gust.services.dynamodb.value.ValueType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads update expressions. */
public final class UpdateParser {
    private final OperandParser parser;
    private final Problems problems;
    private final PathOverlap overlap;
    private final Set<String> sections = new HashSet<>();
    private final List<UpdateAction> actions = new ArrayList<>();

    private UpdateParser(OperandParser parser) {
        this.parser = parser;
        this.problems = parser.problems();
        this.overlap = new PathOverlap(problems);
    }

    public static List<UpdateAction> parse(String text, Placeholders placeholders) {
        OperandParser parser = new OperandParser(ExpressionKind.UPDATE, text, placeholders);
        UpdateParser updates = new UpdateParser(parser);
        do {
            updates.section();
        } while (parser.peek().kind() == Token.Kind.KEYWORD);
        parser.end();
        return List.copyOf(updates.actions);
    }

    private void section() {
        Token token = parser.peek();
        String section = token.text().toUpperCase(Locale.ROOT);
        if (token.kind() != Token.Kind.KEYWORD
                || !Set.of("SET", "REMOVE", "ADD", "DELETE").contains(section)) {
            throw parser.syntaxError();
        }
        parser.take();
        if (!sections.add(section)) {
            problems.add(
                    Problems.Category.SECTION,
                    "The \"" + section + "\" section can only be used once in an update expression;");
        }
        do {
            DocumentPath path = parser.path();
            overlap.add(path);
            switch (section) {
                case "SET" -> {
                    parser.expectSymbol("=");
                    actions.add(new UpdateAction.Set(path, assignedValue()));
                }
                case "REMOVE" -> actions.add(new UpdateAction.Remove(path));
                case "ADD" -> add(path, parser.constant());
                default -> delete(path, parser.constant());
            }
        } while (parser.takeSymbol(","));
    }

    private void add(DocumentPath path, Operand operand) {
        if (operand instanceof Operand.Constant(Value value)) {
            if (value.type() != ValueType.N && !value.type().isSet()) {
                wrongOperand("ADD", value.type());
            }
            actions.add(new UpdateAction.Add(path, value));
        }
    }

    private void delete(DocumentPath path, Operand operand) {
        if (operand instanceof Operand.Constant(Value value)) {
            if (!value.type().isSet()) {
                wrongOperand("DELETE", value.type());
            }
            actions.add(new UpdateAction.Delete(path, value));
        }
    }

    private void wrongOperand(String action, ValueType type) {
        problems.add(
                Problems.Category.ACTION_OPERAND,
                "Incorrect operand type for operator or function; operator: " + action + ", operand type: "
                        + type.longName() + ", typeSet: ALLOWED_FOR_" + action + "_OPERAND");
    }

    /** An operand, a sum or a difference; one pair of parentheses may stand around the whole. */
    private Operand assignedValue() {
        if (!parser.peek().isSymbol("(")) {
            return arithmetic(parser.operand());
        }
        parser.take();
        boolean wrappedTwice = parser.peek().isSymbol("(");
        Operand first = wrappedTwice ? wrapped() : parser.plainOperand();
        Operand inner = arithmetic(first);
        parser.expectSymbol(")");
        if (inner instanceof Operand.Arithmetic) {
            return inner;
        }
        if (wrappedTwice) {
            parser.redundantParentheses();
        }
        return arithmetic(inner);
    }

    /** What is in the second of two opening parentheses. */
    private Operand wrapped() {
        parser.take();
        boolean again = parser.peek().isSymbol("(");
        Operand inner = arithmetic(again ? wrapped() : parser.plainOperand());
        parser.expectSymbol(")");
        if (again || inner instanceof Operand.Arithmetic) {
            parser.redundantParentheses();
        }
        return inner;
    }

    private Operand arithmetic(Operand left) {
        boolean isSum = parser.peek().isSymbol("+");
        if (left instanceof Operand.Arithmetic || (!isSum && !parser.peek().isSymbol("-"))) {
            return left;
        }
        parser.take();
        parser.countOperator();
        Operand.Arithmetic arithmetic = new Operand.Arithmetic(isSum, left, parser.operand());
        for (Operand operand : List.of(arithmetic.left(), arithmetic.right())) {
            OperandChecks.checkNested(problems, operand);
            ValueType type = operand.knownType();
            if (type != null && type != ValueType.N) {
                problems.operandType(arithmetic.symbol(), type.name());
            }
        }
        return arithmetic;
    }
}
