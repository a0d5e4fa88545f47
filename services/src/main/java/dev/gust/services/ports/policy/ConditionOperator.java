package dev.gust.services.ports.policy;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How a condition compares, as in {@code ForAnyValue:StringLikeIfExists}.
 *
 * @param ifExists holds also when the request has no such key
 */
public record ConditionOperator(Quantifier quantifier, Comparison comparison, boolean ifExists) {
    /** How several values of one key count. */
    public enum Quantifier {
        /** The key has one value. */
        ONE,
        FOR_ANY_VALUE,
        FOR_ALL_VALUES
    }

    /** What is compared. A negated comparison holds when none of the values matches. */
    public enum Comparison {
        STRING_EQUALS("StringEquals", false),
        STRING_NOT_EQUALS("StringNotEquals", true),
        STRING_EQUALS_IGNORE_CASE("StringEqualsIgnoreCase", false),
        STRING_NOT_EQUALS_IGNORE_CASE("StringNotEqualsIgnoreCase", true),
        STRING_LIKE("StringLike", false),
        STRING_NOT_LIKE("StringNotLike", true),
        NUMERIC_EQUALS("NumericEquals", false),
        NUMERIC_NOT_EQUALS("NumericNotEquals", true),
        NUMERIC_LESS_THAN("NumericLessThan", false),
        NUMERIC_LESS_THAN_EQUALS("NumericLessThanEquals", false),
        NUMERIC_GREATER_THAN("NumericGreaterThan", false),
        NUMERIC_GREATER_THAN_EQUALS("NumericGreaterThanEquals", false),
        DATE_EQUALS("DateEquals", false),
        DATE_NOT_EQUALS("DateNotEquals", true),
        DATE_LESS_THAN("DateLessThan", false),
        DATE_LESS_THAN_EQUALS("DateLessThanEquals", false),
        DATE_GREATER_THAN("DateGreaterThan", false),
        DATE_GREATER_THAN_EQUALS("DateGreaterThanEquals", false),
        BOOL("Bool", false),
        BINARY_EQUALS("BinaryEquals", false),
        IP_ADDRESS("IpAddress", false),
        NOT_IP_ADDRESS("NotIpAddress", true),
        ARN_EQUALS("ArnEquals", false),
        ARN_NOT_EQUALS("ArnNotEquals", true),
        ARN_LIKE("ArnLike", false),
        ARN_NOT_LIKE("ArnNotLike", true),
        NULL("Null", false);

        private static final Map<String, Comparison> BY_NAME =
                Arrays.stream(values()).collect(Collectors.toMap(Comparison::text, Function.identity()));

        private final String text;
        private final boolean negated;

        Comparison(String text, boolean negated) {
            this.text = text;
            this.negated = negated;
        }

        public String text() {
            return text;
        }

        public boolean negated() {
            return negated;
        }
    }

    /** The operator with this name, if there is one. */
    public static Optional<ConditionOperator> parse(String name) {
        Quantifier quantifier = Quantifier.ONE;
        String rest = name;
        if (rest.startsWith("ForAnyValue:")) {
            quantifier = Quantifier.FOR_ANY_VALUE;
            rest = rest.substring("ForAnyValue:".length());
        } else if (rest.startsWith("ForAllValues:")) {
            quantifier = Quantifier.FOR_ALL_VALUES;
            rest = rest.substring("ForAllValues:".length());
        }
        boolean ifExists = rest.endsWith("IfExists");
        if (ifExists) {
            rest = rest.substring(0, rest.length() - "IfExists".length());
        }
        Comparison comparison = Comparison.BY_NAME.get(rest);
        if (comparison == null || (comparison == Comparison.NULL && ifExists)) {
            return Optional.empty();
        }
        return Optional.of(new ConditionOperator(quantifier, comparison, ifExists));
    }
}
