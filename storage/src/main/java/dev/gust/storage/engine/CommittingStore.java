package dev.gust.storage.engine;

import dev.gust.base.Randomness;
import dev.gust.base.time.Clock;
import dev.gust.storage.Commit;
import dev.gust.storage.Condition;
import dev.gust.storage.ConflictException;
import dev.gust.storage.Entry;
import dev.gust.storage.Key;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.Snapshot;
import dev.gust.storage.StorageFailedException;
import dev.gust.storage.TransactionBody;
import dev.gust.storage.Watch;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The store's contract over an engine; how a commit reaches the committer is left to {@link Commits}. */
public final class CommittingStore implements OrderedStore {
    /** Longer reads go page by page: a snapshot holds back the reclaiming of whatever was overwritten since. */
    public static final Duration SNAPSHOT_LIFE = Duration.ofSeconds(10);

    private final Engine engine;
    private final Commits commits;
    private final Watches watches;
    private final Snapshots snapshots;
    private final TransactionRunner transactions;
    private volatile boolean closed;

    public CommittingStore(Engine engine, Commits commits, Watches watches, Clock clock, Randomness randomness) {
        this.engine = engine;
        this.commits = commits;
        this.watches = watches;
        this.snapshots = new Snapshots(engine, clock, SNAPSHOT_LIFE);
        this.transactions = new TransactionRunner(this, clock, randomness);
    }

    /** The way to the committer. */
    public interface Commits extends AutoCloseable {
        /** Answers the version once the commit is as durable as it asks. */
        long commit(Commit commit);

        /** Finishes what is underway; nothing reaches the committer after this. */
        @Override
        void close();
    }

    @Override
    public Snapshot snapshot() {
        refuseWhenClosed();
        return snapshots.open();
    }

    @Override
    public long commit(Commit commit) {
        refuseWhenClosed();
        boolean unread =
                commit.readVersion() == Commit.UNREAD && !commit.conditions().isEmpty();
        return commits.commit(unread ? verified(commit) : commit);
    }

    @Override
    public <T extends @Nullable Object> T transact(TransactionBody<T> body) {
        return transactions.run(body);
    }

    @Override
    public Watch watch(Key prefix, Runnable hint) {
        return watches.add(prefix, hint);
    }

    @Override
    public long version() {
        return engine.version();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        commits.close();
        snapshots.close();
        engine.close();
    }

    static StorageFailedException closed() {
        return new StorageFailedException("the store is closed", null);
    }

    private void refuseWhenClosed() {
        if (closed) {
            throw closed();
        }
    }

    /** Reads here, on the caller's thread, what the committer could not know without the disk. */
    private Commit verified(Commit commit) {
        try (Snapshot snapshot = snapshot()) {
            for (Condition condition : commit.conditions()) {
                switch (condition) {
                    case Condition.KeyAt at -> {
                        Optional<Entry> entry = snapshot.get(at.key());
                        if (entry.isEmpty() || entry.get().version() != at.version()) {
                            throw new ConflictException("the key is no longer at this version: " + condition);
                        }
                    }
                    case Condition.KeyAbsent absent -> {
                        if (snapshot.get(absent.key()).isPresent()) {
                            throw new ConflictException("the key is there: " + absent.key());
                        }
                    }
                    case Condition.RangeUnchanged unchanged ->
                        throw new IllegalArgumentException(
                                "a range is unchanged since a snapshot, and the commit names none: " + unchanged);
                }
            }
            return new Commit(snapshot.version(), commit.conditions(), commit.writes(), commit.durability());
        }
    }
}
