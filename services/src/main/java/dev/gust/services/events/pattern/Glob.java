package dev.gust.services.events.pattern;

import java.util.ArrayList;
import java.util.List;

/** A wildcard: {@code *} stands for any text, {@code \*} and {@code \\} for themselves. */
record Glob(List<String> parts) {
    Glob {
        parts = List.copyOf(parts);
    }

    static Glob parse(String text) throws PatternSyntaxException {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
                if (i == text.length() || (text.charAt(i) != '*' && text.charAt(i) != '\\')) {
                    throw new PatternSyntaxException("Invalid escape character at pos " + (i - 1));
                }
                part.append(text.charAt(i));
            } else if (c == '*') {
                if (i > 0 && part.isEmpty()) {
                    throw new PatternSyntaxException("Consecutive wildcard characters at pos " + (i - 1));
                }
                parts.add(part.toString());
                part.setLength(0);
            } else {
                part.append(c);
            }
        }
        parts.add(part.toString());
        return new Glob(parts);
    }

    /** The first and last part are at the ends, those between each as early as possible: no backtracking is needed. */
    boolean matches(String text) {
        if (parts.size() == 1) {
            return text.equals(parts.getFirst());
        }
        String first = parts.getFirst();
        String last = parts.getLast();
        if (text.length() < first.length() + last.length() || !text.startsWith(first) || !text.endsWith(last)) {
            return false;
        }
        int at = first.length();
        int end = text.length() - last.length();
        for (String part : parts.subList(1, parts.size() - 1)) {
            int found = text.indexOf(part, at);
            if (found < 0 || found + part.length() > end) {
                return false;
            }
            at = found + part.length();
        }
        return true;
    }
}
