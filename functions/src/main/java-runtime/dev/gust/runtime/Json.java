package dev.gust.runtime;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON text as maps, lists, texts, numbers, booleans and nulls. Without a library, because a function may bring any version of any. */
final class Json {
    private static final int MAXIMUM_DEPTH = 1000;

    private final String text;
    private int at;
    private int depth;

    private Json(String text) {
        this.text = text;
    }

    static Object parse(byte[] bytes, int from, int length) {
        Json json = new Json(new String(bytes, from, length, StandardCharsets.UTF_8));
        Object value = json.value();
        json.skipSpace();
        if (json.at < json.text.length()) {
            throw json.wrong("the end");
        }
        return value;
    }

    private Object value() {
        skipSpace();
        if (at == text.length()) {
            throw wrong("a value");
        }
        char c = text.charAt(at);
        switch (c) {
            case '{':
                return object();
            case '[':
                return array();
            case '"':
                return string();
            case 't':
                return word("true", Boolean.TRUE);
            case 'f':
                return word("false", Boolean.FALSE);
            case 'n':
                return word("null", null);
            default:
                return number();
        }
    }

    private Map<String, Object> object() {
        Map<String, Object> members = new LinkedHashMap<>();
        enter();
        if (next('}')) {
            return members;
        }
        do {
            skipSpace();
            if (at == text.length() || text.charAt(at) != '"') {
                throw wrong("a name");
            }
            String name = string();
            if (!next(':')) {
                throw wrong("':'");
            }
            members.put(name, value());
        } while (next(','));
        leave('}');
        return members;
    }

    private List<Object> array() {
        List<Object> items = new ArrayList<>();
        enter();
        if (next(']')) {
            return items;
        }
        do {
            items.add(value());
        } while (next(','));
        leave(']');
        return items;
    }

    private void enter() {
        at++;
        if (++depth > MAXIMUM_DEPTH) {
            throw new IllegalArgumentException("JSON that is nested deeper than " + MAXIMUM_DEPTH);
        }
    }

    private void leave(char end) {
        if (!next(end)) {
            throw wrong("'" + end + "'");
        }
    }

    private boolean next(char wanted) {
        skipSpace();
        if (at < text.length() && text.charAt(at) == wanted) {
            at++;
            if (wanted == '}' || wanted == ']') {
                depth--;
            }
            return true;
        }
        return false;
    }

    private String string() {
        int begin = ++at;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '"') {
                return text.substring(begin, at++);
            }
            if (c == '\\') {
                return escaped(begin);
            }
            if (c < 0x20) {
                throw wrong("a text without control characters");
            }
            at++;
        }
        throw wrong("'\"'");
    }

    private String escaped(int begin) {
        StringBuilder result = new StringBuilder(text.substring(begin, at));
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return result.toString();
            }
            if (c != '\\') {
                result.append(c);
                continue;
            }
            if (at == text.length()) {
                break;
            }
            char escape = text.charAt(at++);
            int simple = "\"\\/bfnrt".indexOf(escape);
            if (simple >= 0) {
                result.append("\"\\/\b\f\n\r\t".charAt(simple));
            } else if (escape == 'u' && at + 4 <= text.length()) {
                result.append((char) Integer.parseInt(text.substring(at, at + 4), 16));
                at += 4;
            } else {
                throw wrong("an escape");
            }
        }
        throw wrong("'\"'");
    }

    private Object word(String word, Object value) {
        if (!text.startsWith(word, at)) {
            throw wrong(word);
        }
        at += word.length();
        return value;
    }

    private Number number() {
        int begin = at;
        boolean whole = true;
        while (at < text.length() && "+-.0123456789eE".indexOf(text.charAt(at)) >= 0) {
            char c = text.charAt(at++);
            whole &= c != '.' && c != 'e' && c != 'E';
        }
        String digits = text.substring(begin, at);
        if (digits.isEmpty()) {
            throw wrong("a value");
        }
        try {
            if (!whole) {
                double value = Double.parseDouble(digits);
                return Double.isInfinite(value) ? (Number) new BigDecimal(digits) : (Number) value;
            }
            if (digits.length() < 10) {
                return Integer.parseInt(digits);
            }
            BigInteger value = new BigInteger(digits);
            return value.bitLength() < 32 ? (Number) value.intValue() : value.bitLength() < 64 ? (Number) value.longValue() : value;
        } catch (NumberFormatException e) {
            throw wrong("a number");
        }
    }

    private void skipSpace() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private IllegalArgumentException wrong(String wanted) {
        return new IllegalArgumentException("JSON with something else than " + wanted + " at character " + at);
    }

    static void quote(StringBuilder out, String value) {
        out.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c >= 0x20) {
                out.append(c);
            } else {
                int simple = "\b\f\n\r\t".indexOf(c);
                if (simple >= 0) {
                    out.append('\\').append("bfnrt".charAt(simple));
                } else {
                    out.append(String.format("\\u%04x", (int) c));
                }
            }
        }
        out.append('"');
    }
}
