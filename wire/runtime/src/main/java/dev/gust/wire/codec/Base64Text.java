package dev.gust.wire.codec;

import dev.gust.wire.schema.Blob;
import java.util.Base64;

/** Bytes as text. */
public final class Base64Text {
    private Base64Text() {}

    /** The bytes, or {@link MalformedException}. */
    public static Blob decode(String text) {
        // Java would forgive missing padding; AWS does not.
        if (text.length() % 4 != 0) {
            throw new MalformedException("Invalid Base64: its length is no multiple of four");
        }
        try {
            return Blob.of(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            throw new MalformedException("Invalid Base64: " + e.getMessage());
        }
    }
}
