package dev.gust.services.ports.policy;

import java.util.List;
import java.util.Optional;

/** Fills in {@code ${aws:username}} and the like from the request's condition keys. */
final class PolicyVariables {
    private PolicyVariables() {}

    /** The text with its variables filled in; nothing when one has no single value, and so cannot match. */
    static Optional<String> substitute(String text, PolicyRequest request) {
        int open = text.indexOf("${");
        if (open < 0) {
            return Optional.of(text);
        }
        StringBuilder filled = new StringBuilder();
        int from = 0;
        while (open >= 0) {
            int close = text.indexOf('}', open);
            if (close < 0) {
                break;
            }
            filled.append(text, from, open);
            Optional<String> value = value(text.substring(open + 2, close), request);
            if (value.isEmpty()) {
                return Optional.empty();
            }
            filled.append(value.get());
            from = close + 1;
            open = text.indexOf("${", from);
        }
        return Optional.of(filled.append(text, from, text.length()).toString());
    }

    private static Optional<String> value(String variable, PolicyRequest request) {
        // ${*}, ${?} and ${$} stand for the characters themselves.
        if (variable.equals("*") || variable.equals("?") || variable.equals("$")) {
            return Optional.of(variable);
        }
        int comma = variable.indexOf(',');
        String name = (comma < 0 ? variable : variable.substring(0, comma)).trim();
        List<String> values = request.keys().get(name);
        if (values != null && values.size() == 1) {
            return Optional.of(values.getFirst());
        }
        return comma < 0
                ? Optional.empty()
                : Optional.of(unquoted(variable.substring(comma + 1).trim()));
    }

    private static String unquoted(String fallback) {
        boolean quoted = fallback.length() >= 2 && fallback.startsWith("'") && fallback.endsWith("'");
        return quoted ? fallback.substring(1, fallback.length() - 1) : fallback;
    }
}
