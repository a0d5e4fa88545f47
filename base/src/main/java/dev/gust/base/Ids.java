package dev.gust.base;

import java.util.UUID;

/** Makes identifiers from a source of randomness. */
public final class Ids {
    private static final String UPPER_ALPHANUMERIC = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final String LOWER_ALPHANUMERIC = "abcdefghijklmnopqrstuvwxyz0123456789";
    private static final String MIXED_ALPHANUMERIC = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private final Randomness randomness;

    public Ids(Randomness randomness) {
        this.randomness = randomness;
    }

    /** A random (version 4) UUID in its usual text form. */
    public String uuid() {
        long most = (randomness.nextLong() & 0xFFFF_FFFF_FFFF_0FFFL) | 0x4000L;
        long least = (randomness.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(most, least).toString();
    }

    /** Capital letters and digits as in AWS access key ids and unique ids (base 32). */
    public String upper(int length) {
        return pick(UPPER_ALPHANUMERIC, length);
    }

    /** Small letters and digits, as in API and resource ids. */
    public String lower(int length) {
        return pick(LOWER_ALPHANUMERIC, length);
    }

    /** Letters of both cases and digits, as in secrets and physical resource names. */
    public String mixed(int length) {
        return pick(MIXED_ALPHANUMERIC, length);
    }

    private String pick(String alphabet, int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(randomness.nextInt(alphabet.length())));
        }
        return text.toString();
    }
}
