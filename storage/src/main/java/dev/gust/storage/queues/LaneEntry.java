package dev.gust.storage.queues;

import java.util.Comparator;

/** A message in a lane; {@code untilMillis} is 0 in the lane of those that are ready. */
record LaneEntry(long untilMillis, MessageId id) implements Comparable<LaneEntry> {
    private static final Comparator<LaneEntry> ORDER =
            Comparator.comparingLong(LaneEntry::untilMillis).thenComparing(LaneEntry::id);

    @Override
    public int compareTo(LaneEntry other) {
        return ORDER.compare(this, other);
    }
}
