package dev.gust.services.logs.pattern;

import dev.gust.wire.model.logs.InvalidParameterException;
import java.util.function.IntPredicate;

/** A filter pattern, read from its beginning to its end by whoever knows its form. */
public abstract class PatternScanner {
    private static final int MAXIMUM_LENGTH = 1024;

    protected final String text;
    protected int position;

    protected PatternScanner(String text) {
        if (text.length() > MAXIMUM_LENGTH) {
            throw new InvalidParameterException(
                    "Invalid filter pattern: it is longer than " + MAXIMUM_LENGTH + " characters");
        }
        this.text = text;
    }

    /** Takes the token, behind any space, if it stands there. */
    protected final boolean accept(String token) {
        skipSpace();
        boolean there = text.startsWith(token, position);
        position += there ? token.length() : 0;
        return there;
    }

    protected final void expect(String token) {
        if (!accept(token)) {
            throw invalid(token);
        }
    }

    protected final void expectEnd() {
        skipSpace();
        if (position < text.length()) {
            throw invalid("the end of the pattern");
        }
    }

    /** All characters from here on that are such, at least one. */
    protected final String some(IntPredicate such, String expected) {
        int start = position;
        while (position < text.length() && such.test(peek())) {
            position++;
        }
        if (start == position) {
            throw invalid(expected);
        }
        return text.substring(start, position);
    }

    protected final void skipSpace() {
        while (Character.isWhitespace(peek())) {
            position++;
        }
    }

    /** The next character; a zero at the end. */
    protected final char peek() {
        return position < text.length() ? text.charAt(position) : 0;
    }

    protected final InvalidParameterException invalid(String expected) {
        return new InvalidParameterException(
                "Invalid filter pattern: expected " + expected + " at character " + (position + 1));
    }
}
