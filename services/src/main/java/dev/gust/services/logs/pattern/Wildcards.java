package dev.gust.services.logs.pattern;

import dev.gust.wire.model.logs.InvalidParameterException;
import java.util.regex.Pattern;

/** A value in which asterisks stand for anything. */
public final class Wildcards {
    /** Each asterisk multiplies the ways in which a long message may be tried. */
    private static final int MAXIMUM = 3;

    private Wildcards() {}

    /** Matches the whole of what the value means. */
    public static Pattern pattern(String value) {
        if (value.chars().filter(c -> c == '*').count() > MAXIMUM) {
            throw new InvalidParameterException(
                    "Invalid filter pattern: expected at most " + MAXIMUM + " asterisks in a value");
        }
        StringBuilder pattern = new StringBuilder();
        for (String part : value.split("\\*", -1)) {
            pattern.append(pattern.isEmpty() ? "" : ".*").append(Pattern.quote(part));
        }
        return Pattern.compile(pattern.toString(), Pattern.DOTALL);
    }
}
