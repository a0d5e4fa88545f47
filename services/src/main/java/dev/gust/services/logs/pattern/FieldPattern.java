package dev.gust.services.logs.pattern;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * A pattern in brackets: {@code [ip, user, ..., status = 4*, bytes > 1000]}. It wants events whose words, or what stands in
 * quotation marks or brackets, are as many as its fields and satisfy their conditions; three dots stand for any number.
 */
public final class FieldPattern {
    private final List<Predicate<String>> before;
    private final List<Predicate<String>> after;
    private final boolean open;

    private FieldPattern(List<Predicate<String>> before, List<Predicate<String>> after, boolean open) {
        this.before = List.copyOf(before);
        this.after = List.copyOf(after);
        this.open = open;
    }

    public static FieldPattern of(String text) {
        return new FieldPatternParser(text).parse();
    }

    /** Fields before three dots, and those after them; {@code open} tells whether there are dots. */
    static FieldPattern of(List<Predicate<String>> before, List<Predicate<String>> after, boolean open) {
        return new FieldPattern(before, after, open);
    }

    public boolean matches(String message) {
        List<String> words = words(message);
        int fields = before.size() + after.size();
        if (open ? words.size() < fields : words.size() != fields) {
            return false;
        }
        for (int i = 0; i < before.size(); i++) {
            if (!before.get(i).test(words.get(i))) {
                return false;
            }
        }
        int offset = words.size() - after.size();
        for (int i = 0; i < after.size(); i++) {
            if (!after.get(i).test(words.get(offset + i))) {
                return false;
            }
        }
        return true;
    }

    private static List<String> words(String message) {
        List<String> words = new ArrayList<>();
        int position = 0;
        while (position < message.length()) {
            char first = message.charAt(position);
            if (Character.isWhitespace(first)) {
                position++;
                continue;
            }
            char closing = first == '"' ? '"' : first == '[' ? ']' : 0;
            int end = closing == 0 ? -1 : message.indexOf(closing, position + 1);
            if (end >= 0) {
                words.add(message.substring(position + 1, end));
                position = end + 1;
                continue;
            }
            end = position;
            while (end < message.length() && !Character.isWhitespace(message.charAt(end))) {
                end++;
            }
            words.add(message.substring(position, end));
            position = end;
        }
        return words;
    }
}
