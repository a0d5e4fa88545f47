package dev.gust.storage.outbox;

import java.util.Comparator;

/** Where an entry waits in the store: its lane, when it is due, and its id. */
public record Pending(String lane, long dueMillis, String id) implements Comparable<Pending> {
    private static final Comparator<Pending> ORDER =
            Comparator.comparingLong(Pending::dueMillis).thenComparing(Pending::id);

    /** By due time within a lane; lanes are never compared. */
    @Override
    public int compareTo(Pending other) {
        return ORDER.compare(this, other);
    }
}
