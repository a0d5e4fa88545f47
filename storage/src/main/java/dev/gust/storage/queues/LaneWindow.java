package dev.gust.storage.queues;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of a lane in memory. It holds every entry up to {@link #end}, and is complete when there is none behind it.
 * It may hold entries that are gone by now: whoever takes one finds out, and drops it. It never misses one for good: an entry
 * that it cannot place makes it incomplete, so that the store is looked at again.
 */
final class LaneWindow {
    private final int most;
    private final TreeSet<LaneEntry> entries = new TreeSet<>();

    /** All entries up to this one are here. Nothing is known when it is null. */
    private @Nullable LaneEntry end;

    private boolean complete;

    /** The greatest version of a commit whose entry was not placed, and which a fill must have seen to be complete. */
    private long missedVersion;

    LaneWindow(int most) {
        this.most = most;
    }

    /** An entry that was committed just now. */
    void offer(LaneEntry entry, long version) {
        if (complete && entries.size() < most) {
            entries.add(entry);
        } else if (end != null && entry.compareTo(end) <= 0) {
            entries.add(entry);
            shrink();
        } else {
            complete = false;
            missedVersion = Math.max(missedVersion, version);
        }
    }

    /** Takes the first entry out if its time has come. */
    Optional<LaneEntry> take(long nowMillis) {
        if (entries.isEmpty() || entries.first().untilMillis() > nowMillis) {
            return Optional.empty();
        }
        return Optional.of(entries.pollFirst());
    }

    /** The first entry, which stays. */
    Optional<LaneEntry> first() {
        return entries.isEmpty() ? Optional.empty() : Optional.of(entries.first());
    }

    /** Whether the store may hold more, so that an empty window does not mean an empty lane. */
    boolean needsFilling() {
        return !complete && entries.size() <= most / 2;
    }

    /** Where a fill goes on. */
    @Nullable
    LaneEntry end() {
        return end;
    }

    /** What a scan from {@link #end} found in a snapshot of this version; {@code more} when it did not reach the lane's end. */
    void fill(List<LaneEntry> found, boolean more, long snapshotVersion) {
        entries.addAll(found);
        if (!found.isEmpty()) {
            LaneEntry last = found.getLast();
            end = end == null || last.compareTo(end) > 0 ? last : end;
        }
        complete = !more && missedVersion <= snapshotVersion;
        shrink();
    }

    /** Looks at everything anew: for what other processes did. */
    void forget() {
        entries.clear();
        end = null;
        complete = false;
    }

    private void shrink() {
        while (entries.size() > most) {
            entries.pollLast();
            end = entries.last();
            complete = false;
        }
    }
}
