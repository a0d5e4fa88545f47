package dev.gust.services.dynamodb.expression;

import dev.gust.services.dynamodb.value.Value;
import java.util.ArrayList;
import java.util.List;

/** Reads the tokens of one expression: paths, placeholders and functions, which all kinds of expressions share. */
final class OperandParser {
    private static final int LARGEST_EXPRESSION = 4096;
    private static final int MOST_OPERATORS = 300;
    private static final int DEEPEST_PATH = 32;
    private static final int LONGEST_INDEX = 9;

    private final ExpressionKind kind;
    private final String source;
    private final List<Token> tokens;
    private final Placeholders placeholders;
    private final Problems problems;
    private int position;
    private int operators;

    OperandParser(ExpressionKind kind, String source, Placeholders placeholders) {
        this.kind = kind;
        this.source = source;
        this.placeholders = placeholders;
        this.problems = new Problems(kind);
        if (source.isEmpty()) {
            throw problems.invalid("The expression can not be empty;");
        }
        if (source.length() > LARGEST_EXPRESSION) {
            throw problems.invalid(
                    "Expression size has exceeded the maximum allowed size; expression size: " + source.length());
        }
        this.tokens = Lexer.tokens(source);
    }

    Problems problems() {
        return problems;
    }

    Token peek() {
        return tokens.get(position);
    }

    Token take() {
        Token token = tokens.get(position);
        if (token.kind() != Token.Kind.END) {
            position++;
        }
        return token;
    }

    boolean takeSymbol(String symbol) {
        return peek().isSymbol(symbol) && take() != null;
    }

    boolean takeKeyword(String keyword) {
        return peek().isKeyword(keyword) && take() != null;
    }

    void expectSymbol(String symbol) {
        if (!takeSymbol(symbol)) {
            throw syntaxError();
        }
    }

    /** Nothing may follow, and then the first problem is reported. */
    void end() {
        if (peek().kind() != Token.Kind.END) {
            throw syntaxError();
        }
        problems.throwFirst();
    }

    /** Points at the next token, with its neighbours as they are written. */
    RuntimeException syntaxError() {
        Token token = peek();
        int from = position == 0 ? 0 : tokens.get(position - 1).start();
        int to = token.kind() == Token.Kind.END
                ? source.length()
                : tokens.get(position + 1).end();
        return problems.invalid(
                "Syntax error; token: \"" + token.text() + "\", near: \"" + source.substring(from, to) + "\"");
    }

    void countOperator() {
        operators++;
        if (operators > MOST_OPERATORS) {
            throw problems.invalid("The expression contains too many operators; operator count: " + operators);
        }
    }

    void redundantParentheses() {
        problems.add(Problems.Category.PARENTHESES, "The expression has redundant parentheses;");
    }

    /** An operand, in parentheses or not. */
    Operand operand() {
        return operand(false);
    }

    private Operand operand(boolean insideParentheses) {
        if (!takeSymbol("(")) {
            return plainOperand();
        }
        if (insideParentheses) {
            redundantParentheses();
        }
        Operand operand = operand(true);
        expectSymbol(")");
        return operand;
    }

    Operand plainOperand() {
        Token token = peek();
        return switch (token.kind()) {
            case VALUE_PLACEHOLDER -> constant();
            case NAME -> tokens.get(position + 1).isSymbol("(") ? call() : new Operand.Path(path());
            case NAME_PLACEHOLDER -> new Operand.Path(path());
            case INDEX, KEYWORD, SYMBOL, UNKNOWN, END -> throw syntaxError();
        };
    }

    /** A value placeholder. */
    Operand constant() {
        if (peek().kind() != Token.Kind.VALUE_PLACEHOLDER) {
            throw syntaxError();
        }
        String placeholder = take().text();
        Value value = placeholders.value(placeholder);
        if (value == null) {
            problems.undefinedValue(placeholder);
            return new Operand.Unresolved(false);
        }
        return new Operand.Constant(value);
    }

    DocumentPath path() {
        List<DocumentPath.Step> steps = new ArrayList<>();
        steps.add(name());
        while (true) {
            if (takeSymbol(".")) {
                steps.add(name());
            } else if (takeSymbol("[")) {
                steps.add(index());
                expectSymbol("]");
            } else {
                break;
            }
        }
        if (steps.size() > DEEPEST_PATH) {
            throw problems.invalid("The document path has too many nesting levels; nesting levels: " + steps.size());
        }
        return new DocumentPath(steps);
    }

    private DocumentPath.Name name() {
        Token token = peek();
        if (token.kind() == Token.Kind.NAME) {
            take();
            if (ReservedWords.contains(token.text())) {
                problems.add(
                        Problems.Category.RESERVED_WORD,
                        "Attribute name is a reserved keyword; reserved keyword: " + token.text());
            }
            return new DocumentPath.Name(token.text());
        }
        if (token.kind() == Token.Kind.NAME_PLACEHOLDER) {
            take();
            String name = placeholders.name(token.text());
            if (name == null) {
                problems.undefinedName(token.text());
                // Not the name of anything: two undefined names are not the same path.
                return new DocumentPath.Name(token.text() + '@' + token.start());
            }
            return new DocumentPath.Name(name);
        }
        throw syntaxError();
    }

    private DocumentPath.Index index() {
        Token token = peek();
        if (token.kind() != Token.Kind.INDEX) {
            throw syntaxError();
        }
        if (token.text().length() > LONGEST_INDEX) {
            throw problems.invalid("List index is not within the allowable range; index: [" + token.text() + "]");
        }
        take();
        return new DocumentPath.Index(Integer.parseInt(token.text()));
    }

    /** A function with its operands. */
    Operand call() {
        String name = take().text();
        ExpressionFunction function = ExpressionFunction.named(name).orElse(null);
        if (function == null) {
            problems.add(Problems.Category.UNKNOWN_FUNCTION, "Invalid function name; function: " + name);
        } else if (function.isForUpdates() != (kind == ExpressionKind.UPDATE)) {
            problems.add(
                    Problems.Category.MISUSED_FUNCTION,
                    "The function is not allowed in " + (kind == ExpressionKind.UPDATE ? "an " : "a ") + kind.word()
                            + " expression; function: " + name);
        }
        countOperator();
        expectSymbol("(");
        List<Operand> arguments = new ArrayList<>();
        do {
            arguments.add(operand());
        } while (takeSymbol(","));
        expectSymbol(")");
        if (function == null || function.isForUpdates() != (kind == ExpressionKind.UPDATE)) {
            return new Operand.Unresolved(true);
        }
        OperandChecks.checkCall(problems, function, arguments);
        return new Operand.Call(function, arguments);
    }
}
