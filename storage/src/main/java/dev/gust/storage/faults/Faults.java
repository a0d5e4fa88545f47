package dev.gust.storage.faults;

import java.time.Duration;

/**
 * How often, in a million group writes, what goes wrong.
 *
 * @param crash the process ends: before a write, between write and sync, or after the sync and before anybody hears of it
 * @param full the disk is found full, and stays so for some writes
 * @param broken a sync fails, after which nothing can be written until the store is opened again
 * @param slow a sync takes its time
 * @param slowness how long at most
 */
public record Faults(int crash, int full, int broken, int slow, Duration slowness) {
    static final int MILLION = 1_000_000;

    public static final Faults NONE = new Faults(0, 0, 0, 0, Duration.ZERO);

    /** A day in which little goes well. */
    public static final Faults MANY = new Faults(20_000, 10_000, 3_000, 50_000, Duration.ofSeconds(3));
}
