package dev.gust.wire.validation;

import dev.gust.wire.schema.Blob;
import dev.gust.wire.schema.Constraint;
import dev.gust.wire.schema.EnumSchema;
import dev.gust.wire.schema.Schema;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The words for constraints, and whether a value satisfies them. */
final class Constraints {
    static final String NOT_NULL = "Member must not be null";

    private Constraints() {}

    /** A constraint that a value breaks, in words, with its rule. */
    record Broken(Violation.Rule rule, String words) {}

    /** The first of the value's own constraints that it breaks: length or range, then pattern. */
    static @Nullable Broken broken(Schema schema, Object value) {
        Constraint constraint = schema.constraint();
        if (constraint == Constraint.NONE) {
            return null;
        }
        Number minimum = constraint.minimum();
        Number maximum = constraint.maximum();
        if (value instanceof Number number) {
            if (minimum != null && compare(number, minimum) < 0) {
                return new Broken(Violation.Rule.RANGE, atLeast(minimum));
            }
            return maximum != null && compare(number, maximum) > 0
                    ? new Broken(Violation.Rule.RANGE, atMost(maximum))
                    : null;
        }
        long length = length(value);
        if (minimum != null && length < minimum.longValue()) {
            return new Broken(Violation.Rule.LENGTH, notShorter(minimum));
        }
        if (maximum != null && length > maximum.longValue()) {
            return new Broken(Violation.Rule.LENGTH, notLonger(maximum));
        }
        return value instanceof String text && !constraint.matches(text)
                ? new Broken(Violation.Rule.PATTERN, pattern(constraint))
                : null;
    }

    /** The first constraint that a map's key breaks; keys are texts also where they are values of an enum. */
    static @Nullable Broken brokenKey(Schema schema, String key) {
        if (schema instanceof EnumSchema closed && closed.find(key) == null) {
            return new Broken(Violation.Rule.ENUM, enumeration(closed));
        }
        return broken(schema, key);
    }

    /** All constraints of a shape, as AWS lists them when an item of a collection breaks one. */
    static String all(Schema schema) {
        List<String> words = new ArrayList<>();
        Constraint constraint = schema.constraint();
        Number minimum = constraint.minimum();
        Number maximum = constraint.maximum();
        boolean isNumber = isNumber(schema);
        if (maximum != null) {
            words.add(isNumber ? atMost(maximum) : notLonger(maximum));
        }
        if (minimum != null) {
            words.add(isNumber ? atLeast(minimum) : notShorter(minimum));
        }
        if (constraint.pattern() != null) {
            words.add(pattern(constraint));
        }
        if (schema instanceof EnumSchema closed) {
            words.add(enumeration(closed));
        }
        words.add(NOT_NULL);
        return words.toString();
    }

    static String enumeration(EnumSchema schema) {
        return "Member must satisfy enum value set: " + schema.texts();
    }

    private static boolean isNumber(Schema schema) {
        return switch (schema.kind()) {
            case BYTE, SHORT, INTEGER, LONG, FLOAT, DOUBLE, BIG_INTEGER, BIG_DECIMAL -> true;
            case BOOLEAN, STRING, ENUM, BLOB, PAYLOAD, TIMESTAMP, DOCUMENT, LIST, MAP, STRUCTURE, UNION, EVENT_STREAM ->
                false;
        };
    }

    private static int compare(Number number, Number bound) {
        if (number instanceof Double || number instanceof Float) {
            return Double.compare(number.doubleValue(), bound.doubleValue());
        }
        return new BigDecimal(number.toString()).compareTo(new BigDecimal(bound.toString()));
    }

    private static long length(Object value) {
        return switch (value) {
            case String text -> text.codePointCount(0, text.length());
            case Blob blob -> blob.size();
            case Collection<?> items -> items.size();
            case Map<?, ?> entries -> entries.size();
            default -> 0;
        };
    }

    private static String atLeast(Number bound) {
        return "Member must have value greater than or equal to " + plain(bound);
    }

    private static String atMost(Number bound) {
        return "Member must have value less than or equal to " + plain(bound);
    }

    private static String notShorter(Number bound) {
        return "Member must have length greater than or equal to " + plain(bound);
    }

    private static String notLonger(Number bound) {
        return "Member must have length less than or equal to " + plain(bound);
    }

    private static String pattern(Constraint constraint) {
        return "Member must satisfy regular expression pattern: " + constraint.pattern();
    }

    private static String plain(Number bound) {
        return new BigDecimal(bound.toString()).stripTrailingZeros().toPlainString();
    }
}
