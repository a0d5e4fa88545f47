package dev.gust.services.delivery;

import dev.gust.storage.outbox.LaneLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Bounds of the router.
 *
 * @param deliveriesAtOnce over all targets
 * @param deliveriesPerTarget at once; well below the sum, so that no target can take all of it
 * @param window how many waiting deliveries of a target are kept in memory; the others wait in the store
 * @param sweepEvery how often the store is asked for deliveries that nobody announced
 * @param firstPostponement the pause when a target is not ready; doubles up to the longest
 */
public record DeliverySettings(
        int deliveriesAtOnce,
        int deliveriesPerTarget,
        int window,
        Duration sweepEvery,
        Duration firstPostponement,
        Duration longestPostponement) {
    public static final DeliverySettings DEFAULT =
            new DeliverySettings(512, 64, 256, Duration.ofSeconds(30), Duration.ofMillis(500), Duration.ofMinutes(5));

    public DeliverySettings {
        List<String> problems = new ArrayList<>();
        if (deliveriesPerTarget < 1 || deliveriesAtOnce < deliveriesPerTarget) {
            problems.add("deliveriesPerTarget must be at least 1 and at most deliveriesAtOnce");
        }
        // What is in flight stands first in the store: a smaller window could hold nothing else.
        if (window <= deliveriesPerTarget) {
            problems.add("window must be greater than deliveriesPerTarget");
        }
        if (!sweepEvery.isPositive() || !firstPostponement.isPositive()) {
            problems.add("sweepEvery and firstPostponement must be positive");
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("Delivery's settings: " + String.join("; ", problems));
        }
    }

    LaneLimits lanes() {
        return new LaneLimits(deliveriesAtOnce, deliveriesPerTarget, window);
    }
}
