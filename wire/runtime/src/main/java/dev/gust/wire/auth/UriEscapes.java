package dev.gust.wire.auth;

/** Percent escapes as signatures want them: everything but letters, digits and {@code -._~}, in capital hex. */
public final class UriEscapes {
    private static final String HEX = "0123456789ABCDEF";

    private UriEscapes() {}

    /** Escapes Latin-1 text; a slash stays when asked to. */
    public static String escape(String latin1, boolean keepSlash) {
        int first = 0;
        while (first < latin1.length() && isPlain(latin1.charAt(first), keepSlash)) {
            first++;
        }
        if (first == latin1.length()) {
            return latin1;
        }
        StringBuilder escaped = new StringBuilder(latin1.length() + 16).append(latin1, 0, first);
        for (int i = first; i < latin1.length(); i++) {
            char c = latin1.charAt(i);
            if (isPlain(c, keepSlash)) {
                escaped.append(c);
            } else {
                escaped.append('%').append(HEX.charAt(c >> 4 & 0xF)).append(HEX.charAt(c & 0xF));
            }
        }
        return escaped.toString();
    }

    /** Takes escapes back to Latin-1 text, one char for each byte; what is no escape stays. */
    public static String unescape(String text, boolean plusIsSpace) {
        if (text.indexOf('%') < 0 && !(plusIsSpace && text.indexOf('+') >= 0)) {
            return text;
        }
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%' && i + 2 < text.length() && isHex(text.charAt(i + 1)) && isHex(text.charAt(i + 2))) {
                plain.append((char)
                        (Character.digit(text.charAt(i + 1), 16) << 4 | Character.digit(text.charAt(i + 2), 16)));
                i += 2;
            } else {
                plain.append(c == '+' && plusIsSpace ? ' ' : c);
            }
        }
        return plain.toString();
    }

    private static boolean isPlain(char c, boolean keepSlash) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '-'
                || c == '.'
                || c == '_'
                || c == '~'
                || (keepSlash && c == '/');
    }

    private static boolean isHex(char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }
}
