package dev.gust.services.cloudformation.template;

import dev.gust.base.json.JsonValue;
import java.math.BigDecimal;
import java.util.Optional;

/** Scalars in each other's clothes: templates write numbers and booleans as text and the other way round. */
public final class Scalars {
    private static final int MAXIMUM_NUMBER_LENGTH = 100;

    private Scalars() {}

    /** The text of a scalar; nothing for lists, objects and null. */
    public static Optional<String> text(JsonValue value) {
        return switch (value) {
            case JsonValue.Str(String text) -> Optional.of(text);
            case JsonValue.Num(BigDecimal number) -> Optional.of(plain(number));
            case JsonValue.Bool(boolean flag) -> Optional.of(Boolean.toString(flag));
            case JsonValue.Null _, JsonValue.Array _, JsonValue.Obj _ -> Optional.empty();
        };
    }

    /** The number that a scalar is or spells. */
    public static Optional<BigDecimal> number(JsonValue value) {
        if (value instanceof JsonValue.Num(BigDecimal number)) {
            return Optional.of(number);
        }
        if (value instanceof JsonValue.Str(String text) && text.length() <= MAXIMUM_NUMBER_LENGTH) {
            try {
                return Optional.of(new BigDecimal(text.strip()));
            } catch (NumberFormatException e) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static String plain(BigDecimal number) {
        // A huge exponent would otherwise become gigabytes of zeros.
        return Math.abs(number.scale()) > MAXIMUM_NUMBER_LENGTH ? number.toString() : number.toPlainString();
    }
}
