package dev.gust.storage.memory;

import dev.gust.storage.Entry;
import dev.gust.storage.Key;
import dev.gust.storage.KeyRange;
import dev.gust.storage.Page;
import dev.gust.storage.Scan;
import dev.gust.storage.engine.EngineView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One state of a store in memory. */
public record MemoryView(EntryTree tree, long version) implements EngineView {
    @Override
    public Optional<Entry> get(Key key) {
        return Optional.ofNullable(tree.get(key));
    }

    @Override
    public Page scan(Scan scan) {
        if (scan.range().isEmpty()) {
            return new Page(List.of(), null);
        }
        Collector collector = new Collector(scan);
        switch (scan.direction()) {
            case FORWARD -> tree.forward(scan.range(), collector::take);
            case BACKWARD -> tree.backward(scan.range(), collector::take);
        }
        return collector.page();
    }

    @Override
    public void release() {
        // The collector of garbage does it.
    }

    private static final class Collector {
        private final Scan scan;
        private final List<Entry> entries = new ArrayList<>();
        private long bytes;

        Collector(Scan scan) {
            this.scan = scan;
        }

        boolean take(Entry entry) {
            entries.add(entry);
            bytes += entry.key().length() + entry.value().length;
            return !isFull();
        }

        Page page() {
            if (!isFull()) {
                return new Page(entries, null);
            }
            Key last = entries.getLast().key();
            KeyRange rest = switch (scan.direction()) {
                case FORWARD -> scan.range().after(last);
                case BACKWARD -> scan.range().before(last);
            };
            return new Page(entries, rest.isEmpty() ? null : rest);
        }

        private boolean isFull() {
            return entries.size() >= scan.limit() || bytes >= scan.maxBytes();
        }
    }
}
