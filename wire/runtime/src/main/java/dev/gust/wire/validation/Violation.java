package dev.gust.wire.validation;

import dev.gust.wire.schema.MemberSchema;
import org.jspecify.annotations.Nullable;

/**
 * A constraint that a value breaks.
 *
 * @param path of the member as AWS names it: {@code keySchema.1.member.attributeName}
 * @param member that holds the value; of a list or map, where its items break the constraint
 * @param value as AWS shows it, or null where it is absent
 * @param constraint in AWS's words: Member must not be null
 */
public record Violation(
        Rule rule,
        String path,
        MemberSchema member,
        @Nullable String value,
        String constraint) {
    /** Which kind of constraint. */
    public enum Rule {
        REQUIRED,
        LENGTH,
        RANGE,
        PATTERN,
        ENUM,
        /** A union with no member set, or with more than one. */
        UNION
    }

    /** What AWS says about this one. */
    public String text() {
        String shown = value == null ? "Value null" : member.sensitive() ? "Value" : "Value '" + value + "'";
        return shown + " at '" + path + "' failed to satisfy constraint: " + constraint;
    }
}
