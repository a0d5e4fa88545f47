package dev.gust.storage;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Entries in the order of the scan, and what is left of its range when the page is full. */
public final class Page {
    private final List<Entry> entries;
    private final @Nullable KeyRange rest;

    public Page(List<Entry> entries, @Nullable KeyRange rest) {
        this.entries = List.copyOf(entries);
        this.rest = rest;
    }

    public List<Entry> entries() {
        return entries;
    }

    /** Where to go on; there may turn out to be nothing in it. Empty when the range has been read to its end. */
    public Optional<KeyRange> rest() {
        return Optional.ofNullable(rest);
    }

    public boolean isEmpty() {
        return entries.isEmpty();
    }
}
