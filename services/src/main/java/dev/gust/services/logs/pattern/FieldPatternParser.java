package dev.gust.services.logs.pattern;

import dev.gust.wire.model.logs.InvalidParameterException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Reads patterns in brackets. */
final class FieldPatternParser {
    private static final int MAXIMUM_LENGTH = 1024;
    private static final Pattern NUMBER = Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)");

    private final String text;
    private int position;

    FieldPatternParser(String text) {
        this.text = text;
    }

    FieldPattern parse() {
        if (text.length() > MAXIMUM_LENGTH) {
            throw new InvalidParameterException(
                    "Invalid filter pattern: it is longer than " + MAXIMUM_LENGTH + " characters");
        }
        List<Predicate<String>> before = new ArrayList<>();
        List<Predicate<String>> after = new ArrayList<>();
        boolean open = false;
        expect("[");
        do {
            if (accept("...")) {
                if (open) {
                    throw invalid("three dots only once");
                }
                open = true;
            } else {
                (open ? after : before).add(field());
            }
        } while (accept(","));
        expect("]");
        skipSpace();
        if (position < text.length()) {
            throw invalid("the end of the pattern");
        }
        return FieldPattern.of(before, after, open);
    }

    private Predicate<String> field() {
        skipSpace();
        if (peek() == ',' || peek() == ']') {
            return anything -> true;
        }
        String name = name();
        Optional<String> operator = operator();
        if (operator.isEmpty()) {
            return anything -> true;
        }
        Predicate<String> condition = comparison(operator.get());
        List<Predicate<String>> alternatives = new ArrayList<>();
        while (true) {
            if (accept("&&")) {
                condition = condition.and(again(name));
            } else if (accept("||")) {
                alternatives.add(condition);
                condition = again(name);
            } else {
                alternatives.add(condition);
                return word -> alternatives.stream().anyMatch(each -> each.test(word));
            }
        }
    }

    /** A further comparison, which has to be of the same field. */
    private Predicate<String> again(String name) {
        if (!name().equals(name)) {
            throw invalid("the same field's name");
        }
        return comparison(operator().orElseThrow(() -> invalid("a comparison")));
    }

    private Predicate<String> comparison(String operator) {
        skipSpace();
        boolean wanted = !operator.equals("!=");
        boolean ordered = operator.startsWith("<") || operator.startsWith(">");
        if (peek() == '%' && !ordered) {
            RegularExpression expression = RegularExpression.of(enclosed('%'));
            return word -> expression.occursIn(word) == wanted;
        }
        boolean quoted = peek() == '"';
        String value = quoted ? enclosed('"') : value();
        boolean number = !quoted && NUMBER.matcher(value).matches();
        if (ordered && !number) {
            throw invalid("a number after the comparison");
        }
        if (!number) {
            Pattern pattern = Wildcards.pattern(value);
            return word -> pattern.matcher(word).matches() == wanted;
        }
        BigDecimal limit = new BigDecimal(value);
        return word -> NUMBER.matcher(word).matches()
                ? holds(operator, new BigDecimal(word).compareTo(limit))
                : operator.equals("!=");
    }

    private static boolean holds(String operator, int compared) {
        return switch (operator) {
            case "=" -> compared == 0;
            case "!=" -> compared != 0;
            case "<" -> compared < 0;
            case "<=" -> compared <= 0;
            case ">" -> compared > 0;
            default -> compared >= 0;
        };
    }

    private Optional<String> operator() {
        for (String each : List.of("!=", "<=", ">=", "=", "<", ">")) {
            if (accept(each)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    private String name() {
        skipSpace();
        int start = position;
        while (Character.isLetterOrDigit(peek()) || peek() == '_' || peek() == '-' || peek() == '.') {
            position++;
        }
        if (start == position) {
            throw invalid("a field's name");
        }
        return text.substring(start, position);
    }

    private String value() {
        int start = position;
        while (position < text.length() && !Character.isWhitespace(peek()) && ",]&|".indexOf(peek()) < 0) {
            position++;
        }
        if (start == position) {
            throw invalid("a value");
        }
        return text.substring(start, position);
    }

    private String enclosed(char mark) {
        int end = text.indexOf(mark, position + 1);
        if (end < 0) {
            throw invalid("a closing " + mark);
        }
        String inner = text.substring(position + 1, end);
        position = end + 1;
        return inner;
    }

    private boolean accept(String token) {
        skipSpace();
        boolean there = text.startsWith(token, position);
        position += there ? token.length() : 0;
        return there;
    }

    private void expect(String token) {
        if (!accept(token)) {
            throw invalid(token);
        }
    }

    private void skipSpace() {
        while (Character.isWhitespace(peek())) {
            position++;
        }
    }

    /** The next character; a zero at the end. */
    private char peek() {
        return position < text.length() ? text.charAt(position) : 0;
    }

    private InvalidParameterException invalid(String expected) {
        return new InvalidParameterException(
                "Invalid filter pattern: expected " + expected + " at character " + (position + 1));
    }
}
