package dev.gust.storage.blobs;

import dev.gust.base.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Files that were written by this process and not kept yet. Whoever waits for hours has given up. */
final class FreshBlobs {
    static final Duration WAIT_TO_BE_KEPT = Duration.ofHours(6);

    private final Map<String, Instant> since = new ConcurrentHashMap<>();
    private final Clock clock;

    FreshBlobs(Clock clock) {
        this.clock = clock;
    }

    void add(String id) {
        since.put(id, clock.instant());
    }

    void remove(String id) {
        since.remove(id);
    }

    boolean contains(String id) {
        return since.containsKey(id);
    }

    void forgetOld() {
        Instant old = clock.instant().minus(WAIT_TO_BE_KEPT);
        since.values().removeIf(old::isAfter);
    }
}
