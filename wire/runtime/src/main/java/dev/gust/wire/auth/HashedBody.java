package dev.gust.wire.auth;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.OptionalLong;

/**
 * Compares a body with its announced hash as it is read. The last byte is handed out only when all is right, also to
 * a reader who knows the length and never asks for the end.
 */
final class HashedBody extends FilterInputStream {
    private final MessageDigest digest = Sha256.digest();
    private final String announced;
    private long left;
    private boolean verified;

    HashedBody(InputStream in, OptionalLong length, String announced) {
        super(in);
        this.announced = announced;
        this.left = length.orElse(Long.MAX_VALUE);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int count = in.read(target, offset, length);
        if (count > 0) {
            digest.update(target, offset, count);
            left -= count;
        }
        if (!verified && (count < 0 || left <= 0)) {
            verify();
        }
        return count;
    }

    private void verify() {
        String computed = Sha256.HEX.formatHex(digest.digest());
        if (!computed.equals(announced)) {
            throw BodyErrors.hashMismatch(announced, computed);
        }
        verified = true;
    }

    @Override
    public long skip(long count) throws IOException {
        // What is skipped is hashed all the same.
        return readNBytes((int) Math.min(count, 8192)).length;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
