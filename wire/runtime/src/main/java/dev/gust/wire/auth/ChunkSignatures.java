package dev.gust.wire.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** The chain of signatures over the chunks of a body: each covers its chunk and the one before. */
final class ChunkSignatures {
    private final SigningKey key;
    private final String prefix;
    private String previous;

    ChunkSignatures(SigningKey key, CredentialScope scope, String timestamp, String seed) {
        this.key = key;
        this.prefix = '\n' + timestamp + '\n' + scope + '\n';
        this.previous = seed;
    }

    /** The signature of the next chunk, whose bytes this digest has taken. */
    String next(MessageDigest chunk) {
        previous = key.sign(RequestSignature.ALGORITHM + "-PAYLOAD" + prefix + previous + '\n' + Sha256.OF_NOTHING
                + '\n' + Sha256.HEX.formatHex(chunk.digest()));
        return previous;
    }

    /** The signature of the trailing lines, each {@code name:value} with a line feed. */
    String ofTrailer(String lines) {
        return key.sign(RequestSignature.ALGORITHM + "-TRAILER" + prefix + previous + '\n' + Sha256.hex(lines));
    }

    static boolean same(String computed, String given) {
        return MessageDigest.isEqual(
                computed.getBytes(StandardCharsets.ISO_8859_1), given.getBytes(StandardCharsets.ISO_8859_1));
    }
}
