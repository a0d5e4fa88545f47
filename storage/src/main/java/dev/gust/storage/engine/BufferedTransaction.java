package dev.gust.storage.engine;

import dev.gust.storage.Commit;
import dev.gust.storage.Condition;
import dev.gust.storage.Durability;
import dev.gust.storage.Entry;
import dev.gust.storage.Key;
import dev.gust.storage.KeyRange;
import dev.gust.storage.Page;
import dev.gust.storage.Scan;
import dev.gust.storage.Snapshot;
import dev.gust.storage.StampedKey;
import dev.gust.storage.Transaction;
import dev.gust.storage.Write;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;

/** Collects what a transaction reads as conditions, and what it writes until the commit. */
final class BufferedTransaction implements Transaction {
    private final Snapshot snapshot;
    private final Map<Key, Condition> readKeys = new LinkedHashMap<>();
    private final Set<KeyRange> readRanges = new LinkedHashSet<>();
    private final List<Write> writes = new ArrayList<>();
    private final List<LongConsumer> afterCommit = new ArrayList<>();
    private final OwnWrites own = new OwnWrites();
    private Durability durability = Durability.SYNC;
    private int ordinals;
    private boolean ended;

    BufferedTransaction(Snapshot snapshot) {
        this.snapshot = snapshot;
    }

    @Override
    public Snapshot snapshot() {
        check();
        return snapshot;
    }

    @Override
    public Optional<Entry> get(Key key) {
        check();
        if (own.knows(key)) {
            return own.get(key);
        }
        Optional<Entry> entry = snapshot.get(key);
        readKeys.put(
                key,
                entry.isPresent() ? new Condition.KeyAt(key, entry.get().version()) : new Condition.KeyAbsent(key));
        return entry;
    }

    @Override
    public Page scan(Scan scan) {
        check();
        Page page = own.isEmpty() ? snapshot.scan(scan) : own.merge(scan, snapshot);
        KeyRange read = page.rest()
                .map(rest -> switch (scan.direction()) {
                    case FORWARD -> new KeyRange(scan.range().from(), rest.from());
                    case BACKWARD -> new KeyRange(rest.to(), scan.range().to());
                })
                .orElse(scan.range());
        readRanges.add(read);
        return page;
    }

    @Override
    public void put(Key key, byte[] value) {
        check();
        writes.add(Write.put(key, value));
        own.put(key, value);
    }

    @Override
    public void put(StampedKey key, byte[] value) {
        check();
        writes.add(Write.putStamped(key, value));
    }

    @Override
    public void delete(Key key) {
        check();
        writes.add(Write.delete(key));
        own.delete(key);
    }

    @Override
    public void deleteRange(KeyRange range) {
        check();
        writes.add(Write.deleteRange(range));
        own.deleteRange(range);
    }

    @Override
    public int nextOrdinal() {
        check();
        return ordinals++;
    }

    @Override
    public void relaxed() {
        check();
        durability = Durability.RELAXED;
    }

    @Override
    public void afterCommit(LongConsumer action) {
        check();
        afterCommit.add(action);
    }

    void end() {
        ended = true;
    }

    boolean hasWrites() {
        return !writes.isEmpty();
    }

    Commit toCommit() {
        List<Condition> conditions = new ArrayList<>(readKeys.values());
        for (KeyRange range : readRanges) {
            conditions.add(new Condition.RangeUnchanged(range));
        }
        return new Commit(snapshot.version(), conditions, writes, durability);
    }

    void committed(long version) {
        for (LongConsumer action : afterCommit) {
            action.accept(version);
        }
    }

    private void check() {
        if (ended) {
            throw new IllegalStateException("the transaction has ended; it is of use only within its body");
        }
    }
}
