package dev.gust.base.yaml;

import dev.gust.base.json.JsonValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.regex.Pattern;

/** What a YAML scalar without quotes means, by the core schema of YAML 1.2. */
final class PlainScalar {
    private static final Pattern DECIMAL =
            Pattern.compile("[-+]?(0|[1-9][0-9]{0,99})(\\.[0-9]{0,99})?([eE][-+]?[0-9]{1,2})?|[-+]?\\.[0-9]{1,99}");
    private static final Pattern OCTAL = Pattern.compile("0o[0-7]{1,60}");
    private static final Pattern HEXADECIMAL = Pattern.compile("0x[0-9a-fA-F]{1,60}");

    private PlainScalar() {}

    static JsonValue value(String text) {
        return switch (text) {
            case "", "~", "null", "Null", "NULL" -> new JsonValue.Null();
            case "true", "True", "TRUE" -> new JsonValue.Bool(true);
            case "false", "False", "FALSE" -> new JsonValue.Bool(false);
            default -> number(text);
        };
    }

    /** Digits after a leading zero stay text: an account id must not lose it. */
    private static JsonValue number(String text) {
        if (DECIMAL.matcher(text).matches()) {
            String unsigned = text.startsWith("+") ? text.substring(1) : text;
            return new JsonValue.Num(new BigDecimal(unsigned));
        }
        if (OCTAL.matcher(text).matches()) {
            return new JsonValue.Num(new BigDecimal(new BigInteger(text.substring(2), 8)));
        }
        if (HEXADECIMAL.matcher(text).matches()) {
            return new JsonValue.Num(new BigDecimal(new BigInteger(text.substring(2), 16)));
        }
        return new JsonValue.Str(text);
    }
}
