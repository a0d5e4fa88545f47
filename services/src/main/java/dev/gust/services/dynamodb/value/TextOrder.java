package dev.gust.services.dynamodb.value;

import java.util.Comparator;

/** The order of strings: by their UTF-8 bytes, which is not String's own order where surrogates are involved. */
public final class TextOrder {
    public static final Comparator<String> UTF8 = TextOrder::compare;

    private TextOrder() {}

    private static int compare(String left, String right) {
        int length = Math.min(left.length(), right.length());
        for (int i = 0; i < length; i++) {
            char a = left.charAt(i);
            char b = right.charAt(i);
            if (a != b) {
                boolean aHigh = Character.isSurrogate(a);
                boolean bHigh = Character.isSurrogate(b);
                // Beyond the basic plane UTF-8 has four bytes, which sort after every character of three.
                return aHigh == bHigh ? Character.compare(a, b) : aHigh ? 1 : -1;
            }
        }
        return Integer.compare(left.length(), right.length());
    }
}
