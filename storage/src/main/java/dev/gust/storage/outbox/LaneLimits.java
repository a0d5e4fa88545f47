package dev.gust.storage.outbox;

/**
 * How much of an outbox is worked on and known at a time.
 *
 * @param atOnce entries in work over all lanes
 * @param perLane entries in work of one lane
 * @param window entries of a lane that memory knows; the others wait in the store. What is in work stands first there, so a
 *     window is greater than {@code perLane}
 */
public record LaneLimits(int atOnce, int perLane, int window) {
    public LaneLimits {
        if (perLane < 1 || atOnce < perLane || window <= perLane) {
            throw new IllegalArgumentException("limits of lanes: 1 <= perLane <= atOnce, and window > perLane");
        }
    }
}
