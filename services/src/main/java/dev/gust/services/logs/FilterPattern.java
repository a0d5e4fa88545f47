package dev.gust.services.logs;

import dev.gust.services.logs.json.JsonFilter;
import dev.gust.services.logs.pattern.FieldPattern;
import dev.gust.services.logs.pattern.RegularExpression;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which events a search wants. Terms all have to occur; of those marked with a question mark one has to, and they do not count
 * where there are others; a minus excludes. Terms are compared letter by letter, as in CloudWatch. A pattern in braces looks into JSON, one in brackets at words;
 * regular expressions stand between per cent signs.
 */
final class FilterPattern {
    private static final int MAXIMUM_EXPRESSIONS = 2;

    private final List<String> all = new ArrayList<>();
    private final List<String> any = new ArrayList<>();
    private final List<String> none = new ArrayList<>();
    private final List<RegularExpression> expressions = new ArrayList<>();
    private @Nullable JsonFilter json;
    private @Nullable FieldPattern fields;

    private FilterPattern() {}

    static FilterPattern of(@Nullable String text) {
        FilterPattern pattern = new FilterPattern();
        String stripped = text == null ? "" : text.strip();
        if (stripped.startsWith("{") && !stripped.endsWith("}")) {
            throw LogsErrors.invalid("If a filter pattern starts with '{' it must end with '}'");
        }
        if (stripped.startsWith("{")) {
            pattern.json = JsonFilter.parse(stripped);
        } else if (stripped.startsWith("[")) {
            pattern.fields = FieldPattern.of(stripped);
        } else {
            pattern.terms(stripped);
        }
        return pattern;
    }

    boolean matches(String message) {
        if (json != null) {
            return json.matches(message);
        }
        if (fields != null) {
            return fields.matches(message);
        }
        for (RegularExpression expression : expressions) {
            if (!expression.occursIn(message)) {
                return false;
            }
        }
        for (String term : all) {
            if (!message.contains(term)) {
                return false;
            }
        }
        for (String term : none) {
            if (message.contains(term)) {
                return false;
            }
        }
        boolean others = !all.isEmpty() || !none.isEmpty() || !expressions.isEmpty();
        return others || any.isEmpty() || any.stream().anyMatch(message::contains);
    }

    private void terms(String text) {
        int position = 0;
        while (position < text.length()) {
            char next = text.charAt(position);
            if (Character.isWhitespace(next)) {
                position++;
                continue;
            }
            List<String> kind = next == '-' ? none : next == '?' ? any : all;
            int start = next == '-' || next == '?' ? position + 1 : position;
            if (start < text.length() && text.charAt(start) == '%') {
                position = expression(text, start, start > position);
                continue;
            }
            position = term(text, start, kind);
        }
    }

    private int expression(String text, int start, boolean marked) {
        int end = text.indexOf('%', start + 1);
        if (end < 0) {
            throw LogsErrors.invalid(
                    "Invalid filter pattern: the per cent sign at character " + (start + 1) + " is never closed");
        }
        if (marked) {
            throw LogsErrors.invalid("Invalid filter pattern: the regular expression at character " + (start + 1)
                    + " can neither be excluded nor be one of several");
        }
        if (expressions.size() == MAXIMUM_EXPRESSIONS) {
            throw LogsErrors.invalid(
                    "Invalid filter pattern: there are more than " + MAXIMUM_EXPRESSIONS + " regular expressions");
        }
        expressions.add(RegularExpression.of(text.substring(start + 1, end)));
        return end + 1;
    }

    /** Reads one term and answers where the next may begin. */
    private static int term(String text, int start, List<String> kind) {
        StringBuilder term = new StringBuilder();
        boolean quoted = start < text.length() && text.charAt(start) == '"';
        int position = quoted ? start + 1 : start;
        while (position < text.length()) {
            char next = text.charAt(position);
            if (quoted && next == '\\' && position + 1 < text.length()) {
                term.append(text.charAt(position + 1));
                position += 2;
                continue;
            }
            if (quoted ? next == '"' : Character.isWhitespace(next)) {
                break;
            }
            term.append(next);
            position++;
        }
        if (quoted && position >= text.length()) {
            throw LogsErrors.invalid(
                    "Invalid filter pattern: the quotation mark at character " + (start + 1) + " is never closed");
        }
        boolean plain = term.chars().allMatch(each -> Character.isLetterOrDigit(each) || each == '_');
        if (term.isEmpty() || (!quoted && !plain)) {
            throw LogsErrors.invalid("Invalid filter pattern: Invalid character(s) in term '"
                    + text.substring(start, quoted ? position + 1 : position)
                    + "'. Terms of more than letters, digits and underscores stand in quotation marks.");
        }
        kind.add(term.toString());
        return quoted ? position + 1 : position;
    }
}
