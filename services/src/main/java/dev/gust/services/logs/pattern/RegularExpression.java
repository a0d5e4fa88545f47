package dev.gust.services.logs.pattern;

import dev.gust.wire.model.logs.InvalidParameterException;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** An expression between per cent signs, as far as CloudWatch knows them. It may occur anywhere in the text. */
public final class RegularExpression {
    /** Parentheses are not among them, so that repetitions can not be repeated. */
    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9 :_#=@/;,\\-^$?\\[\\]{}|\\\\*+.]+");

    private static final int MAXIMUM_LENGTH = 1024;
    /** Looks at characters of one event. An event of a quarter megabyte has a few for each of its characters. */
    private static final int MAXIMUM_STEPS = 2_000_000;

    private final Pattern pattern;

    private RegularExpression(Pattern pattern) {
        this.pattern = pattern;
    }

    /** Reads what stands between the per cent signs. */
    public static RegularExpression of(String text) {
        if (text.length() > MAXIMUM_LENGTH || !ALLOWED.matcher(text).matches()) {
            throw new InvalidParameterException("Invalid filter pattern: the regular expression %" + text
                    + "% is empty, too long, or has characters that are not supported");
        }
        try {
            return new RegularExpression(Pattern.compile(text));
        } catch (PatternSyntaxException e) {
            throw new InvalidParameterException(
                    "Invalid filter pattern: %" + text + "% is no regular expression: " + e.getDescription());
        }
    }

    public boolean occursIn(String text) {
        return pattern.matcher(new Bounded(text, 0, text.length(), new int[] {MAXIMUM_STEPS}))
                .find();
    }

    /** Text of which only so many characters are given out: a search that goes back and forth without end is given up. */
    private static final class Bounded implements CharSequence {
        private final String text;
        private final int start;
        private final int end;
        private final int[] steps;

        Bounded(String text, int start, int end, int[] steps) {
            this.text = text;
            this.start = start;
            this.end = end;
            this.steps = steps;
        }

        @Override
        public int length() {
            return end - start;
        }

        @Override
        public char charAt(int index) {
            if (--steps[0] < 0) {
                throw new InvalidParameterException(
                        "The regular expression of the filter pattern takes too long on an event. Make it simpler.");
            }
            return text.charAt(start + index);
        }

        @Override
        public CharSequence subSequence(int from, int to) {
            return new Bounded(text, start + from, start + to, steps);
        }

        @Override
        public String toString() {
            return text.substring(start, end);
        }
    }
}
