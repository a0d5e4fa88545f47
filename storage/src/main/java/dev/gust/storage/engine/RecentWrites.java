package dev.gust.storage.engine;

import dev.gust.storage.Key;
import dev.gust.storage.KeyRange;
import java.util.ArrayDeque;
import java.util.TreeMap;

/**
 * Which keys were written lately, and at which version. It is bounded: what no longer fits raises {@link #floor}, and
 * readers older than that cannot be judged. So the committer never needs to read the disk.
 */
final class RecentWrites {
    private record Written(Key key, long version) {}

    private record Removed(KeyRange range, long version) {}

    private static final int YOUNG = 64;

    private final int maxKeys;
    private final long maxBytes;
    private final int maxRanges;
    private final TreeMap<Key, Long> latest = new TreeMap<>();
    private final ArrayDeque<Written> byAge = new ArrayDeque<>();
    private final ArrayDeque<Removed> removedRanges = new ArrayDeque<>();
    private long bytes;
    private long floor;

    RecentWrites(long floor, int maxKeys, long maxBytes, int maxRanges) {
        this.floor = floor;
        this.maxKeys = maxKeys;
        this.maxBytes = maxBytes;
        this.maxRanges = maxRanges;
    }

    /** Reads at this version or later can be judged. */
    long floor() {
        return floor;
    }

    boolean changedSince(Key key, long version) {
        Long written = latest.get(key);
        if (written != null && written > version) {
            return true;
        }
        for (var ranges = removedRanges.descendingIterator(); ranges.hasNext(); ) {
            Removed removed = ranges.next();
            if (removed.version() <= version) {
                return false;
            }
            if (removed.range().contains(key)) {
                return true;
            }
        }
        return false;
    }

    boolean changedSince(KeyRange range, long version) {
        if (range.isEmpty()) {
            return false;
        }
        if (keyChangedSince(range, version)) {
            return true;
        }
        for (var ranges = removedRanges.descendingIterator(); ranges.hasNext(); ) {
            Removed removed = ranges.next();
            if (removed.version() <= version) {
                return false;
            }
            if (removed.range().overlaps(range)) {
                return true;
            }
        }
        return false;
    }

    // Most snapshots are young: then few writes came since, and looking at those beats looking at the range.
    private boolean keyChangedSince(KeyRange range, long version) {
        int looked = 0;
        for (var writes = byAge.descendingIterator(); writes.hasNext(); ) {
            Written written = writes.next();
            if (written.version() <= version) {
                return false;
            }
            if (range.contains(written.key())) {
                return true;
            }
            if (++looked == YOUNG) {
                break;
            }
        }
        for (long written : latest.subMap(range.from(), range.to()).values()) {
            if (written > version) {
                return true;
            }
        }
        return false;
    }

    void record(Key key, long version) {
        latest.put(key, version);
        byAge.addLast(new Written(key, version));
        bytes += key.length();
        while (byAge.size() > maxKeys || bytes > maxBytes) {
            forgetOldest();
        }
    }

    void record(KeyRange range, long version) {
        removedRanges.addLast(new Removed(range, version));
        if (removedRanges.size() > maxRanges) {
            floor = Math.max(floor, removedRanges.removeFirst().version());
        }
    }

    private void forgetOldest() {
        Written oldest = byAge.removeFirst();
        bytes -= oldest.key().length();
        latest.remove(oldest.key(), oldest.version());
        floor = Math.max(floor, oldest.version());
    }
}
