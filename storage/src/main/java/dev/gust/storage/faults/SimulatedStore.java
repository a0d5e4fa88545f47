package dev.gust.storage.faults;

import dev.gust.base.Randomness;
import dev.gust.base.time.Clock;
import dev.gust.storage.Commit;
import dev.gust.storage.Key;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.Snapshot;
import dev.gust.storage.TransactionBody;
import dev.gust.storage.Watch;
import dev.gust.storage.engine.CommitCore;
import dev.gust.storage.engine.CommittingStore;
import dev.gust.storage.engine.InlineCommits;
import dev.gust.storage.engine.TransactionRunner;
import dev.gust.storage.engine.Watches;
import org.jspecify.annotations.Nullable;

/**
 * A store on a simulated disk, for one thread. Between the reads of a transaction and its commit it lets others go first, if a
 * simulation says who: so transactions meet as they would with threads, and the same way every time.
 */
public final class SimulatedStore implements OrderedStore {
    private final CommittingStore store;
    private final CommitCore core;
    private final TransactionRunner transactions;
    private Runnable others = () -> {};

    SimulatedStore(SimulatedEngine engine, Clock clock, Randomness random) {
        Watches watches = new Watches(Runnable::run);
        this.core = new CommitCore(engine, watches);
        this.store = new CommittingStore(engine, new InlineCommits(core), watches, clock, random);
        this.transactions = new TransactionRunner(this, clock, random);
    }

    /** Who may go first whenever somebody is about to commit. */
    public void others(Runnable next) {
        others = next;
    }

    /** What a committer does by itself within a second: puts RELAXED commits on disk. */
    public void sync() {
        core.sync();
    }

    @Override
    public Snapshot snapshot() {
        return store.snapshot();
    }

    @Override
    public long commit(Commit commit) {
        others.run();
        return store.commit(commit);
    }

    @Override
    public <T extends @Nullable Object> T transact(TransactionBody<T> body) {
        return transactions.run(body);
    }

    @Override
    public Watch watch(Key prefix, Runnable hint) {
        return store.watch(prefix, hint);
    }

    @Override
    public long version() {
        return store.version();
    }

    @Override
    public void close() {
        store.close();
    }
}
