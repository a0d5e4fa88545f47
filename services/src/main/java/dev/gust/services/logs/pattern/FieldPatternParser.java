package dev.gust.services.logs.pattern;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Reads patterns in brackets. */
final class FieldPatternParser extends PatternScanner {
    private static final Pattern NUMBER = Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)");

    FieldPatternParser(String text) {
        super(text);
    }

    FieldPattern parse() {
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
        expectEnd();
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
        return some(each -> Character.isLetterOrDigit(each) || "_-.".indexOf(each) >= 0, "a field's name");
    }

    private String value() {
        return some(each -> !Character.isWhitespace(each) && ",]&|".indexOf(each) < 0, "a value");
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
}
