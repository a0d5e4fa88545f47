package dev.gust.storage.engine;

import dev.gust.storage.Entry;
import dev.gust.storage.Key;
import dev.gust.storage.KeyRange;
import dev.gust.storage.Page;
import dev.gust.storage.Reader;
import dev.gust.storage.Scan;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a transaction has written so far, laid over what it reads. */
final class OwnWrites {
    /** An empty value stands for a removed key. */
    private final TreeMap<Key, Optional<Entry>> latest = new TreeMap<>();

    private final List<KeyRange> removed = new ArrayList<>();

    boolean isEmpty() {
        return latest.isEmpty() && removed.isEmpty();
    }

    void put(Key key, byte[] value) {
        latest.put(key, Optional.of(new Entry(key, value, Entry.UNCOMMITTED)));
    }

    void delete(Key key) {
        latest.put(key, Optional.empty());
    }

    void deleteRange(KeyRange range) {
        if (!range.isEmpty()) {
            latest.subMap(range.from(), range.to()).clear();
            removed.add(range);
        }
    }

    /** Whether {@link #get} has the answer, so that the store need not be asked. */
    boolean knows(Key key) {
        return latest.containsKey(key) || isRemoved(key);
    }

    Optional<Entry> get(Key key) {
        return latest.getOrDefault(key, Optional.empty());
    }

    /** The scan's page as if the writes had been made. */
    Page merge(Scan scan, Reader below) {
        if (scan.range().isEmpty()) {
            return new Page(List.of(), null);
        }
        boolean forward = scan.direction() == Scan.Direction.FORWARD;
        Merge merge = new Merge(scan, below, forward);
        List<Entry> entries = new ArrayList<>();
        long bytes = 0;
        while (true) {
            Entry next = merge.next();
            if (next == null) {
                return new Page(entries, null);
            }
            entries.add(next);
            bytes += next.key().length() + next.value().length;
            if (entries.size() >= scan.limit() || bytes >= scan.maxBytes()) {
                KeyRange rest =
                        forward ? scan.range().after(next.key()) : scan.range().before(next.key());
                return new Page(entries, rest.isEmpty() ? null : rest);
            }
        }
    }

    private boolean isRemoved(Key key) {
        for (KeyRange range : removed) {
            if (range.contains(key)) {
                return true;
            }
        }
        return false;
    }

    /** Two ordered sources, the transaction's own hiding the store's. */
    private final class Merge {
        private final boolean forward;
        private final StoredEntries stored;
        private final Iterator<Map.Entry<Key, Optional<Entry>>> own;
        private Map.@Nullable Entry<Key, Optional<Entry>> nextOwn;
        private @Nullable Entry nextStored;

        Merge(Scan scan, Reader below, boolean forward) {
            this.forward = forward;
            this.stored = new StoredEntries(scan, below);
            NavigableMap<Key, Optional<Entry>> mine =
                    latest.subMap(scan.range().from(), true, scan.range().to(), false);
            this.own = (forward ? mine : mine.descendingMap()).entrySet().iterator();
            nextOwn = own.hasNext() ? own.next() : null;
            nextStored = stored.next();
        }

        @Nullable
        Entry next() {
            while (nextOwn != null || nextStored != null) {
                int order = order();
                Optional<Entry> found;
                if (order <= 0 && nextOwn != null) {
                    found = nextOwn.getValue();
                    nextOwn = own.hasNext() ? own.next() : null;
                    if (order == 0) {
                        nextStored = stored.next();
                    }
                } else {
                    Entry entry = nextStored;
                    found = entry == null || isRemoved(entry.key()) ? Optional.empty() : Optional.of(entry);
                    nextStored = stored.next();
                }
                if (found.isPresent()) {
                    return found.get();
                }
            }
            return null;
        }

        /** Negative when the own one comes first, zero when both are of the same key. */
        private int order() {
            if (nextOwn == null) {
                return 1;
            }
            if (nextStored == null) {
                return -1;
            }
            int order = nextOwn.getKey().compareTo(nextStored.key());
            return forward ? order : -order;
        }
    }

    /** The store's entries, page by page. */
    private static final class StoredEntries {
        private final Reader below;
        private final Scan scan;
        private Iterator<Entry> entries;
        private Optional<KeyRange> rest;

        StoredEntries(Scan scan, Reader below) {
            this.below = below;
            this.scan = scan;
            Page page = below.scan(scan);
            entries = page.entries().iterator();
            rest = page.rest();
        }

        @Nullable
        Entry next() {
            while (!entries.hasNext()) {
                if (rest.isEmpty()) {
                    return null;
                }
                Page page = below.scan(scan.over(rest.get()));
                entries = page.entries().iterator();
                rest = page.rest();
            }
            return entries.next();
        }
    }
}
