package dev.gust.services.cloudformation.sam;

import dev.gust.base.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;

/**
 * JSON as SAM hashes it for logical ids: compact, names sorted, everything outside ASCII escaped. A logical id changes
 * exactly when what was hashed does.
 */
final class CanonicalJson {
    private CanonicalJson() {}

    /** The first ten digits of the hash, as they end a logical id. */
    static String shortHash(JsonValue value) {
        return hash(value).substring(0, 10);
    }

    static String hash(JsonValue value) {
        StringBuilder text = new StringBuilder();
        write(value, text);
        return hash(text.toString());
    }

    static String hash(String text) {
        try {
            // SHA-1 names things here and protects nothing.
            MessageDigest digest = MessageDigest.getInstance("SHA-1");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }

    private static void write(JsonValue value, StringBuilder out) {
        switch (value) {
            case JsonValue.Null _ -> out.append("null");
            case JsonValue.Bool(boolean flag) -> out.append(flag);
            case JsonValue.Num(var number) -> out.append(number.toPlainString());
            case JsonValue.Str(String text) -> write(text, out);
            case JsonValue.Array(List<JsonValue> items) -> {
                out.append('[');
                for (int i = 0; i < items.size(); i++) {
                    out.append(i == 0 ? "" : ",");
                    write(items.get(i), out);
                }
                out.append(']');
            }
            case JsonValue.Obj(var members) -> {
                out.append('{');
                boolean first = true;
                for (var member : new TreeMap<>(members).entrySet()) {
                    out.append(first ? "" : ",");
                    first = false;
                    write(member.getKey(), out);
                    out.append(':');
                    write(member.getValue(), out);
                }
                out.append('}');
            }
        }
    }

    private static void write(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                    if (c < 0x20 || c > 0x7e) {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
