package dev.gust.wire.codec;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Text with percent escapes, as in paths, queries and forms. */
public final class PercentText {
    private PercentText() {}

    /** The text of a form's name or value, where a plus is a space. */
    public static String decodeForm(String text) {
        return decode(text, true);
    }

    /** The text of a part of a path, where a plus is a plus. */
    public static String decodePath(String text) {
        return decode(text, false);
    }

    private static String decode(String text, boolean plusIsSpace) {
        if (text.indexOf('%') < 0 && text.chars().allMatch(c -> c < 128)) {
            return plusIsSpace ? text.replace('+', ' ') : text;
        }
        byte[] raw = text.getBytes(StandardCharsets.UTF_8);
        byte[] decoded = new byte[raw.length];
        int length = 0;
        for (int i = 0; i < raw.length; i++) {
            byte b = raw[i];
            if (b == '%') {
                if (i + 2 >= raw.length) {
                    throw malformed();
                }
                b = (byte) (hex(raw[i + 1]) * 16 + hex(raw[i + 2]));
                i += 2;
            } else if (b == '+' && plusIsSpace) {
                b = ' ';
            }
            decoded[length] = b;
            length++;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(decoded, 0, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw malformed();
        }
    }

    private static int hex(byte digit) {
        int value = Character.digit(digit, 16);
        if (value < 0) {
            throw malformed();
        }
        return value;
    }

    private static MalformedException malformed() {
        return new MalformedException("A percent escape is incomplete or holds no UTF-8");
    }
}
