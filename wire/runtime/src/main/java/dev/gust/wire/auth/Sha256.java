package dev.gust.wire.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 as signatures use it: over Latin-1 text (one char, one byte) and written as small hex digits. */
final class Sha256 {
    static final HexFormat HEX = HexFormat.of();
    static final String OF_NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private static final MessageDigest PROTOTYPE = create();

    private Sha256() {}

    /** A fresh digest; copying one is several times cheaper than looking the algorithm up. */
    static MessageDigest digest() {
        try {
            return (MessageDigest) PROTOTYPE.clone();
        } catch (CloneNotSupportedException e) {
            return create();
        }
    }

    static String hex(byte[] bytes) {
        return bytes.length == 0 ? OF_NOTHING : HEX.formatHex(digest().digest(bytes));
    }

    static String hex(String latin1) {
        return hex(latin1.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static MessageDigest create() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
