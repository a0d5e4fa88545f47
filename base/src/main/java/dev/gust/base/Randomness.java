package dev.gust.base;

/** Randomness as a seam: secure in the product, from a seed in simulations. */
public interface Randomness {
    /** Fills the array with random bytes. */
    void nextBytes(byte[] target);

    /** A number in [0, bound). */
    int nextInt(int bound);

    long nextLong();

    /** Bytes that nobody can guess. */
    static Randomness secure() {
        return SecureRandomness.INSTANCE;
    }

    /** The same sequence for the same seed. Never for secrets. */
    static Randomness seeded(long seed) {
        return new SeededRandomness(seed);
    }
}
