package dev.gust.services.events.pattern;

/** The text is no event pattern. The message says why, for its author. */
public final class PatternSyntaxException extends Exception {
    private static final long serialVersionUID = 1L;

    PatternSyntaxException(String message) {
        super(message);
    }
}
