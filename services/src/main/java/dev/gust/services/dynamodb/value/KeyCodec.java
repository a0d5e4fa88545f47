package dev.gust.services.dynamodb.value;

import java.nio.charset.StandardCharsets;

/**
 * Key values as bytes that sort as DynamoDB sorts: strings by their UTF-8 bytes, numbers by magnitude, binary by
 * unsigned bytes. Each value ends in a way that makes the next part of a key begin clearly, so that a range of sort
 * keys within one partition is one range of bytes.
 *
 * <p>Strings and binary escape each zero byte as {@code 00 FF} and end with {@code 00 01}, which sorts before every
 * longer value. A number is its sign, its exponent and its digits in pairs; a negative one has all of these
 * complemented.
 */
public final class KeyCodec {
    private static final int ESCAPE = 0x00;
    private static final int ESCAPED_ZERO = 0xFF;
    private static final int END = 0x01;

    private static final int NEGATIVE = 0x01;
    private static final int ZERO = 0x02;
    private static final int POSITIVE = 0x03;
    private static final int EXPONENT_BIAS = 130;
    private static final int LARGEST_EXPONENT = 255;
    private static final int PAIR_LIMIT = 101;

    private KeyCodec() {}

    public static void write(ByteWriter writer, Value value) {
        switch (value) {
            case Value.Text(String text) -> {
                writeEscaped(writer, text.getBytes(StandardCharsets.UTF_8));
                writer.write(ESCAPE).write(END);
            }
            case Value.Binary(Bytes bytes) -> {
                writeEscaped(writer, bytes.array());
                writer.write(ESCAPE).write(END);
            }
            case Value.Numeric(DynamoNumber number) -> writeNumber(writer, number);
            case Value.Bool _,
                    Value.Null _,
                    Value.TextSet _,
                    Value.NumericSet _,
                    Value.BinarySet _,
                    Value.Elements _,
                    Value.Entries _ ->
                throw new IllegalStateException("a value of type " + value.type() + " cannot be part of a key");
        }
    }

    /** What every key begins with whose string or binary value begins with this one. */
    public static void writePrefix(ByteWriter writer, Value prefix) {
        if (prefix instanceof Value.Text(String text)) {
            writeEscaped(writer, text.getBytes(StandardCharsets.UTF_8));
        } else if (prefix instanceof Value.Binary(Bytes bytes)) {
            writeEscaped(writer, bytes.array());
        } else {
            throw new IllegalStateException("a value of type " + prefix.type() + " is no prefix of a key");
        }
    }

    private static void writeEscaped(ByteWriter writer, byte[] bytes) {
        for (byte b : bytes) {
            writer.write(b);
            if (b == ESCAPE) {
                writer.write(ESCAPED_ZERO);
            }
        }
    }

    private static void writeNumber(ByteWriter writer, DynamoNumber number) {
        int sign = number.signum();
        if (sign == 0) {
            writer.write(ZERO);
            return;
        }
        boolean negative = sign < 0;
        int exponent = number.magnitude() + EXPONENT_BIAS;
        writer.write(negative ? NEGATIVE : POSITIVE).write(negative ? LARGEST_EXPONENT - exponent : exponent);
        String digits = number.unscaled().abs().toString();
        for (int i = 0; i < digits.length(); i += 2) {
            int tens = digits.charAt(i) - '0';
            int ones = i + 1 < digits.length() ? digits.charAt(i + 1) - '0' : 0;
            int pair = tens * 10 + ones + 1;
            writer.write(negative ? PAIR_LIMIT - pair : pair);
        }
        writer.write(negative ? PAIR_LIMIT : 0);
    }
}
