package dev.gust.wire.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * A key of HMAC-SHA-256 that has already swallowed its two pads, so that each signature costs two digests less. Safe
 * to share: signing copies the prepared state.
 */
public final class SigningKey {
    private static final int BLOCK = 64;

    private final MessageDigest inner = Sha256.digest();
    private final MessageDigest outer = Sha256.digest();

    private SigningKey(byte[] key) {
        byte[] bounded = key.length > BLOCK ? Sha256.digest().digest(key) : key;
        byte[] innerPad = new byte[BLOCK];
        byte[] outerPad = new byte[BLOCK];
        for (int i = 0; i < BLOCK; i++) {
            byte b = i < bounded.length ? bounded[i] : 0;
            innerPad[i] = (byte) (b ^ 0x36);
            outerPad[i] = (byte) (b ^ 0x5C);
        }
        inner.update(innerPad);
        outer.update(outerPad);
    }

    /** The key that a secret makes for a scope. */
    public static SigningKey derive(String secret, CredentialScope scope) {
        byte[] key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
        key = new SigningKey(key).mac(scope.date());
        key = new SigningKey(key).mac(scope.region());
        key = new SigningKey(key).mac(scope.service());
        return new SigningKey(new SigningKey(key).mac(CredentialScope.TERMINATOR));
    }

    /** The signature of a text, in hex. */
    public String sign(String stringToSign) {
        return Sha256.HEX.formatHex(mac(stringToSign));
    }

    private byte[] mac(String text) {
        try {
            byte[] hash = ((MessageDigest) inner.clone()).digest(text.getBytes(StandardCharsets.ISO_8859_1));
            return ((MessageDigest) outer.clone()).digest(hash);
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the platform's SHA-256 cannot be copied", e);
        }
    }
}
