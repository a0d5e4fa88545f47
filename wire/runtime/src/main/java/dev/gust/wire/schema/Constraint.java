package dev.gust.wire.schema;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a value has to satisfy beyond its type: a length (text, blob, list, map) or a value (number) between two
 * bounds, and a pattern.
 */
public final class Constraint {
    public static final Constraint NONE = new Constraint(null, null, null);

    private final @Nullable Number minimum;
    private final @Nullable Number maximum;
    private final @Nullable String pattern;
    private volatile @Nullable Pattern compiled;

    public Constraint(@Nullable Number minimum, @Nullable Number maximum, @Nullable String pattern) {
        this.minimum = minimum;
        this.maximum = maximum;
        this.pattern = pattern;
    }

    public @Nullable Number minimum() {
        return minimum;
    }

    public @Nullable Number maximum() {
        return maximum;
    }

    public @Nullable String pattern() {
        return pattern;
    }

    /** Whether the whole text is of the pattern; compiled on first use, since most patterns never are. */
    public boolean matches(String text) {
        if (pattern == null) {
            return true;
        }
        Pattern ready = compiled;
        if (ready == null) {
            ready = Pattern.compile(pattern);
            compiled = ready;
        }
        return ready.matcher(text).matches();
    }
}
