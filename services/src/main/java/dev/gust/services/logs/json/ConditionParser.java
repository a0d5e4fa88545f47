package dev.gust.services.logs.json;

import dev.gust.base.json.JsonValue;
import dev.gust.services.logs.json.Condition.Comparison;
import dev.gust.services.logs.json.Condition.Selector;
import dev.gust.services.logs.json.Condition.Step;
import dev.gust.services.logs.pattern.PatternScanner;
import dev.gust.services.logs.pattern.RegularExpression;
import dev.gust.services.logs.pattern.Wildcards;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Reads patterns in braces: comparisons joined by {@code &&}, which binds tighter, and {@code ||}. */
final class ConditionParser extends PatternScanner {
    private static final int MAXIMUM_DEPTH = 32;
    private static final Pattern NUMBER = Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?");

    private int depth;

    ConditionParser(String text) {
        super(text);
    }

    Condition parse() {
        expect("{");
        Condition condition = or();
        expect("}");
        expectEnd();
        return condition;
    }

    private Condition or() {
        Condition left = and();
        while (accept("||")) {
            left = new Condition.Or(left, and());
        }
        return left;
    }

    private Condition and() {
        Condition left = single();
        while (accept("&&")) {
            left = new Condition.And(left, single());
        }
        return left;
    }

    private Condition single() {
        if (!accept("(")) {
            return comparison();
        }
        if (++depth > MAXIMUM_DEPTH) {
            throw invalid("fewer parentheses within one another");
        }
        Condition inner = or();
        expect(")");
        depth--;
        return inner;
    }

    private Condition comparison() {
        Selector selector = selector();
        if (acceptWord("IS")) {
            return new Condition.Is(selector, constant());
        }
        if (acceptWord("NOT")) {
            if (acceptWord("EXISTS")) {
                return new Condition.Exists(selector, false);
            }
            throw invalid("NOT EXISTS");
        }
        if (acceptWord("EXISTS")) {
            return new Condition.Exists(selector, true);
        }
        Comparison comparison = operator();
        skipSpace();
        if (peek() == '%') {
            return matching(selector, comparison);
        }
        if (peek() == '"') {
            return text(selector, comparison, quoted());
        }
        String word = word();
        return NUMBER.matcher(word).matches()
                ? new Condition.Numeric(selector, comparison, new BigDecimal(word))
                : text(selector, comparison, word);
    }

    private Condition text(Selector selector, Comparison comparison, String value) {
        if (comparison != Comparison.EQUAL && comparison != Comparison.DIFFERENT) {
            throw invalid("a number after the comparison");
        }
        return new Condition.Text(selector, comparison == Comparison.EQUAL, Wildcards.pattern(value));
    }

    /** A regular expression between per cent signs. */
    private Condition matching(Selector selector, Comparison comparison) {
        if (comparison != Comparison.EQUAL && comparison != Comparison.DIFFERENT) {
            throw invalid("a number after the comparison");
        }
        return new Condition.Matching(selector, comparison == Comparison.EQUAL, RegularExpression.of(quoted()));
    }

    private Selector selector() {
        expect("$");
        List<Step> steps = new ArrayList<>();
        while (position < text.length()) {
            if (peek() == '.') {
                position++;
                steps.add(new Step.Member(name()));
            } else if (peek() == '[') {
                position++;
                steps.add(bracket());
            } else {
                break;
            }
        }
        if (steps.isEmpty()) {
            throw invalid("a member after $");
        }
        return new Selector(steps);
    }

    private Step bracket() {
        if (peek() == '"' || peek() == '\'') {
            String name = quoted();
            expect("]");
            return new Step.Member(name);
        }
        int start = position;
        while (Character.isDigit(peek())) {
            position++;
        }
        if (start == position || position - start > 6) {
            throw invalid("an index");
        }
        int index = Integer.parseInt(text.substring(start, position));
        expect("]");
        return new Step.Item(index);
    }

    private String name() {
        return some(each -> Character.isLetterOrDigit(each) || "_-@".indexOf(each) >= 0, "a member's name");
    }

    private Comparison operator() {
        if (accept("!=")) {
            return Comparison.DIFFERENT;
        }
        if (accept("<=")) {
            return Comparison.LESS_OR_EQUAL;
        }
        if (accept(">=")) {
            return Comparison.GREATER_OR_EQUAL;
        }
        if (accept("=")) {
            return Comparison.EQUAL;
        }
        if (accept("<")) {
            return Comparison.LESS;
        }
        if (accept(">")) {
            return Comparison.GREATER;
        }
        throw invalid("a comparison");
    }

    private JsonValue constant() {
        if (acceptWord("NULL")) {
            return JsonValue.Null.INSTANCE;
        }
        if (acceptWord("TRUE")) {
            return JsonValue.of(true);
        }
        if (acceptWord("FALSE")) {
            return JsonValue.of(false);
        }
        throw invalid("NULL, TRUE or FALSE");
    }

    private String quoted() {
        char mark = text.charAt(position++);
        StringBuilder value = new StringBuilder();
        while (position < text.length() && peek() != mark) {
            if (mark != '%' && peek() == '\\' && position + 1 < text.length()) {
                position++;
            }
            value.append(text.charAt(position++));
        }
        if (position >= text.length()) {
            throw invalid("a closing quotation mark");
        }
        position++;
        return value.toString();
    }

    private String word() {
        return some(each -> !Character.isWhitespace(each) && "&|)}(".indexOf(each) < 0, "a value");
    }

    private boolean acceptWord(String word) {
        skipSpace();
        int end = position + word.length();
        boolean there = text.regionMatches(true, position, word, 0, word.length())
                && (end >= text.length() || !Character.isLetterOrDigit(text.charAt(end)));
        if (there) {
            position = end;
        }
        return there;
    }
}
