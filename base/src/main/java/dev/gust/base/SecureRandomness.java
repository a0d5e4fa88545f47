package dev.gust.base;

import java.security.SecureRandom;

final class SecureRandomness implements Randomness {
    static final SecureRandomness INSTANCE = new SecureRandomness();

    private final SecureRandom random = new SecureRandom();

    private SecureRandomness() {}

    @Override
    public void nextBytes(byte[] target) {
        random.nextBytes(target);
    }

    @Override
    public int nextInt(int bound) {
        return random.nextInt(bound);
    }

    @Override
    public long nextLong() {
        return random.nextLong();
    }
}
