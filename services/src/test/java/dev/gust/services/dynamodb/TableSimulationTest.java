package dev.gust.services.dynamodb;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Tables on a disk on which everything goes wrong, with writers that interrupt one another: after every step transactions are whole,
 * and indexes and streams say what the items say. A failing seed is in the message; {@code -Dgust.seed=N} runs that one alone,
 * and {@code -Dgust.long=true} runs ten thousand.
 */
class TableSimulationTest {
    private static final long SEEDS = Boolean.getBoolean("gust.long") ? 10_000 : 200;

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
    void itemsIndexesAndStreamsAgreeUnderEveryFault() {
        Long only = Long.getLong("gust.seed");
        long first = only == null ? 1 : only;
        long last = only == null ? SEEDS : only;
        for (long seed = first; seed <= last; seed++) {
            try {
                new TableWorld(seed).run();
            } catch (RuntimeException | Error failure) {
                throw new AssertionError("seed " + seed + " fails: run it alone with -Dgust.seed=" + seed, failure);
            }
        }
    }
}
