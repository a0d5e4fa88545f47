package dev.gust.services.ports.policy;

import dev.gust.services.ports.policy.ConditionOperator.Comparison;
import dev.gust.services.ports.policy.ConditionOperator.Quantifier;
import dev.gust.services.ports.policy.PolicyDocument.Condition;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;

/** Whether one condition holds for a request. */
final class ConditionEvaluator {
    private ConditionEvaluator() {}

    static boolean holds(Condition condition, PolicyRequest request) {
        ConditionOperator operator = condition.operator();
        List<String> values = request.keys().get(condition.key());
        if (operator.comparison() == Comparison.NULL) {
            boolean absent = values == null || values.isEmpty();
            return condition.values().stream().anyMatch(wanted -> Boolean.parseBoolean(wanted) == absent);
        }
        if (values == null || values.isEmpty()) {
            // A missing key satisfies IfExists, every negated comparison, and "all of none".
            return operator.ifExists()
                    || operator.quantifier() == Quantifier.FOR_ALL_VALUES
                    || (operator.comparison().negated() && operator.quantifier() == Quantifier.ONE);
        }
        List<String> wanted = condition.values().stream()
                .map(value -> PolicyVariables.substitute(value, request))
                .flatMap(Optional::stream)
                .toList();
        return switch (operator.quantifier()) {
            case FOR_ALL_VALUES -> values.stream().allMatch(value -> satisfies(operator.comparison(), value, wanted));
            case FOR_ANY_VALUE -> values.stream().anyMatch(value -> satisfies(operator.comparison(), value, wanted));
            case ONE ->
                operator.comparison().negated()
                        ? values.stream().allMatch(value -> satisfies(operator.comparison(), value, wanted))
                        : values.stream().anyMatch(value -> satisfies(operator.comparison(), value, wanted));
        };
    }

    private static boolean satisfies(Comparison comparison, String value, List<String> wanted) {
        boolean any = wanted.stream().anyMatch(candidate -> matches(comparison, value, candidate));
        return comparison.negated() != any;
    }

    /** The positive form of the comparison. */
    private static boolean matches(Comparison comparison, String value, String wanted) {
        return switch (comparison) {
            case STRING_EQUALS, STRING_NOT_EQUALS, BINARY_EQUALS -> value.equals(wanted);
            case STRING_EQUALS_IGNORE_CASE, STRING_NOT_EQUALS_IGNORE_CASE, BOOL -> value.equalsIgnoreCase(wanted);
            case STRING_LIKE, STRING_NOT_LIKE -> Wildcard.matches(wanted, value);
            case NUMERIC_EQUALS, NUMERIC_NOT_EQUALS -> numbers(value, wanted, order -> order == 0);
            case NUMERIC_LESS_THAN -> numbers(value, wanted, order -> order < 0);
            case NUMERIC_LESS_THAN_EQUALS -> numbers(value, wanted, order -> order <= 0);
            case NUMERIC_GREATER_THAN -> numbers(value, wanted, order -> order > 0);
            case NUMERIC_GREATER_THAN_EQUALS -> numbers(value, wanted, order -> order >= 0);
            case DATE_EQUALS, DATE_NOT_EQUALS -> dates(value, wanted, order -> order == 0);
            case DATE_LESS_THAN -> dates(value, wanted, order -> order < 0);
            case DATE_LESS_THAN_EQUALS -> dates(value, wanted, order -> order <= 0);
            case DATE_GREATER_THAN -> dates(value, wanted, order -> order > 0);
            case DATE_GREATER_THAN_EQUALS -> dates(value, wanted, order -> order >= 0);
            case IP_ADDRESS, NOT_IP_ADDRESS ->
                AddressRange.parse(wanted)
                        .filter(range -> range.contains(value))
                        .isPresent();
            case ARN_EQUALS, ARN_NOT_EQUALS, ARN_LIKE, ARN_NOT_LIKE -> arns(value, wanted);
            case NULL -> throw new IllegalStateException("Null is decided before values are compared");
        };
    }

    private static boolean numbers(String value, String wanted, IntPredicate order) {
        try {
            return order.test(new BigDecimal(value).compareTo(new BigDecimal(wanted)));
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static boolean dates(String value, String wanted, IntPredicate order) {
        Optional<Instant> left = date(value);
        Optional<Instant> right = date(wanted);
        return left.isPresent() && right.isPresent() && order.test(left.get().compareTo(right.get()));
    }

    private static Optional<Instant> date(String text) {
        try {
            boolean seconds = !text.isEmpty() && text.chars().allMatch(Character::isDigit);
            return Optional.of(
                    seconds
                            ? Instant.ofEpochSecond(Long.parseLong(text))
                            : OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Each of the six parts of an ARN is matched on its own, so that a wildcard does not run across a colon. */
    private static boolean arns(String value, String wanted) {
        String[] parts = value.split(":", 6);
        String[] patterns = wanted.split(":", 6);
        if (parts.length != patterns.length) {
            return patterns.length == 1 && patterns[0].equals("*");
        }
        for (int i = 0; i < parts.length; i++) {
            if (!Wildcard.matches(patterns[i], parts[i])) {
                return false;
            }
        }
        return true;
    }
}
