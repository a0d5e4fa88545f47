package dev.gust.wire.codec;

import dev.gust.wire.schema.Blob;
import dev.gust.wire.schema.EnumSchema;
import dev.gust.wire.schema.MemberSchema;
import dev.gust.wire.schema.TimestampFormat;
import dev.gust.wire.schema.WireEnum;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Values without parts as text: in XML, forms, headers, paths and queries. */
public final class ScalarText {
    private static final int LONGEST_NUMBER = 400;

    private ScalarText() {}

    public static String of(MemberSchema member, Object value, TimestampFormat usual) {
        return switch (value) {
            case String text -> text;
            case WireEnum closed -> closed.wireValue();
            case Blob blob -> blob.base64();
            case Instant instant -> Timestamps.format(instant, member.timestampFormat(usual));
            case Double number -> floating(number, number.toString());
            case Float number -> floating(number.doubleValue(), number.toString());
            case BigDecimal number -> number.toString();
            default -> value.toString();
        };
    }

    /** The value in the text; null when it is none of an enum's, which the decoding has been told. */
    public static @Nullable Object parse(MemberSchema member, String text, TimestampFormat usual, Decoding decoding) {
        try {
            return switch (member.target().kind()) {
                case STRING -> text;
                case ENUM -> {
                    EnumSchema closed = (EnumSchema) member.target();
                    Object value = closed.find(text);
                    if (value == null) {
                        decoding.unknownValue(closed, text);
                    }
                    yield value;
                }
                case BOOLEAN -> flag(text);
                case BYTE -> Byte.valueOf(digits(text));
                case SHORT -> Short.valueOf(digits(text));
                case INTEGER -> Integer.valueOf(digits(text));
                case LONG -> Long.valueOf(digits(text));
                case FLOAT -> (float) floating(text);
                case DOUBLE -> floating(text);
                case BIG_INTEGER -> new BigInteger(digits(text));
                case BIG_DECIMAL -> new BigDecimal(bounded(text));
                case BLOB -> Base64Text.decode(text);
                case TIMESTAMP -> Timestamps.parse(text, member.timestampFormat(usual));
                case PAYLOAD, DOCUMENT, LIST, MAP, STRUCTURE, UNION, EVENT_STREAM ->
                    throw new MalformedException(member.name() + " cannot be given as text");
            };
        } catch (NumberFormatException e) {
            String shown = text.length() > 100 ? text.substring(0, 100) : text;
            throw new MalformedException("'" + shown + "' is not a number of the type that " + member.name() + " has");
        }
    }

    private static boolean flag(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new MalformedException("A boolean is neither true nor false");
        };
    }

    /** A whole number without a plus sign, spaces or digits of other scripts, all of which Java would take. */
    private static String digits(String text) {
        bounded(text);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && !(i == 0 && c == '-' && text.length() > 1)) {
                throw new NumberFormatException();
            }
        }
        return text;
    }

    private static double floating(String text) {
        return switch (text) {
            case "NaN" -> Double.NaN;
            case "Infinity" -> Double.POSITIVE_INFINITY;
            case "-Infinity" -> Double.NEGATIVE_INFINITY;
            default -> new BigDecimal(bounded(text)).doubleValue();
        };
    }

    private static String floating(double number, String text) {
        // Whole numbers lose their ".0", as most of AWS writes them.
        boolean whole = number == Math.rint(number) && Math.abs(number) < 1e15;
        return whole && text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }

    private static String bounded(String text) {
        if (text.length() > LONGEST_NUMBER) {
            throw new NumberFormatException();
        }
        return text;
    }
}
