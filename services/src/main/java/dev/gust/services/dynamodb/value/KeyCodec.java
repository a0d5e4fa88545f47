package dev.gust.services.dynamodb.value;

import dev.gust.storage.Key;
import dev.gust.storage.KeyRange;

/**
 * Key values as parts of store keys that sort as DynamoDB sorts: strings by their UTF-8 bytes, binary by unsigned
 * bytes, numbers by magnitude. A number is its sign, its exponent and its digits in pairs; a negative one has all of
 * these complemented, and ends in what sorts after every pair.
 */
public final class KeyCodec {
    private static final int NEGATIVE = 0x01;
    private static final int ZERO = 0x02;
    private static final int POSITIVE = 0x03;
    private static final int EXPONENT_BIAS = 130;
    private static final int LARGEST_EXPONENT = 255;
    private static final int PAIR_LIMIT = 101;

    private KeyCodec() {}

    public static Key append(Key parent, Value value) {
        return switch (value) {
            case Value.Text(String text) -> parent.plus(whole(text));
            case Value.Binary(Bytes bytes) -> parent.plus(bytes.array());
            case Value.Numeric(DynamoNumber number) -> parent.plus(number(number));
            case Value.Bool _,
                    Value.Null _,
                    Value.TextSet _,
                    Value.NumericSet _,
                    Value.BinarySet _,
                    Value.Elements _,
                    Value.Entries _ -> throw unordered(value);
        };
    }

    /** Every key whose next part begins with this string or binary value. */
    public static KeyRange beginningWith(Key parent, Value prefix) {
        if (prefix instanceof Value.Text(String text)) {
            return KeyRange.textPrefix(parent, whole(text));
        }
        if (prefix instanceof Value.Binary(Bytes bytes)) {
            return KeyRange.bytesPrefix(parent, bytes.array());
        }
        throw unordered(prefix);
    }

    /** The text, unless it holds half of a surrogate pair, which has no bytes to sort by. */
    private static String whole(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (!Character.isSurrogatePair(text.charAt(i), i + 1 < text.length() ? text.charAt(i + 1) : 0)) {
                    throw new InvalidInputException("One or more parameter values were invalid: A key holds half of a "
                            + "surrogate pair, which is no text in UTF-8");
                }
                i++;
            }
        }
        return text;
    }

    private static byte[] number(DynamoNumber number) {
        int sign = number.signum();
        if (sign == 0) {
            return new byte[] {ZERO};
        }
        boolean negative = sign < 0;
        int exponent = number.magnitude() + EXPONENT_BIAS;
        String digits = number.unscaled().abs().toString();
        byte[] bytes = new byte[2 + (digits.length() + 1) / 2 + (negative ? 1 : 0)];
        bytes[0] = (byte) (negative ? NEGATIVE : POSITIVE);
        bytes[1] = (byte) (negative ? LARGEST_EXPONENT - exponent : exponent);
        for (int i = 0; i < digits.length(); i += 2) {
            int tens = digits.charAt(i) - '0';
            int ones = i + 1 < digits.length() ? digits.charAt(i + 1) - '0' : 0;
            int pair = tens * 10 + ones + 1;
            bytes[2 + i / 2] = (byte) (negative ? PAIR_LIMIT - pair : pair);
        }
        if (negative) {
            bytes[bytes.length - 1] = (byte) PAIR_LIMIT;
        }
        return bytes;
    }

    private static IllegalStateException unordered(Value value) {
        return new IllegalStateException("a value of type " + value.type() + " cannot be part of a key");
    }
}
