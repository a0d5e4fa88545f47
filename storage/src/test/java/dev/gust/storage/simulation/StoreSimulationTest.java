package dev.gust.storage.simulation;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The store and its layers under every fault, a thousand times. A failing seed is in the message; {@code -Dgust.seed=N} runs
 * that one alone, and {@code -Dgust.long=true} runs fifty thousand.
 */
class StoreSimulationTest {
    private static final long SEEDS = Boolean.getBoolean("gust.long") ? 50_000 : 1_000;

    /** Strong, so that its level stays. */
    private static final Logger LAYERS = Logger.getLogger("dev.gust.storage");

    @BeforeAll
    static void failuresAreExpected() {
        LAYERS.setLevel(Level.OFF);
    }

    @AfterAll
    static void failuresAreUnexpected() {
        LAYERS.setLevel(null);
    }

    @Test
    void everythingThatMustHoldHoldsUnderEveryFault() {
        Long only = Long.getLong("gust.seed");
        long first = only == null ? 1 : only;
        long last = only == null ? SEEDS : only;
        for (long seed = first; seed <= last; seed++) {
            try {
                new World(seed).run();
            } catch (RuntimeException | Error failure) {
                throw new AssertionError("seed " + seed + " fails: run it alone with -Dgust.seed=" + seed, failure);
            }
        }
    }
}
