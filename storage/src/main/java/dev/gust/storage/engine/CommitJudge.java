package dev.gust.storage.engine;

import dev.gust.storage.Commit;
import dev.gust.storage.Condition;
import dev.gust.storage.ConflictException;
import dev.gust.storage.Key;
import dev.gust.storage.StaleSnapshotException;
import dev.gust.storage.StorageException;
import dev.gust.storage.Write;
import java.util.Optional;

/**
 * The rules of committing: which commits may be made, and in which order. Plain code for one thread at a time.
 *
 * <p>A condition was seen to hold at the commit's read version. It still holds if nothing it speaks of was written since;
 * whether that left the same value again is not asked. A version, once given, is never given again, also when the write
 * it was for fails: a later snapshot's version is then above it, and so the failed write's traces here mean nothing.
 */
public final class CommitJudge {
    /** Enough for seconds at full speed; memory for the worst case stays under 20 MB. */
    private static final int MAX_KEYS = 60_000;

    private static final long MAX_BYTES = 8 * 1024 * 1024;
    private static final int MAX_RANGES = 1_000;

    private final RecentWrites recent;
    private long version;

    public CommitJudge(long lastVersion) {
        this(lastVersion, MAX_KEYS);
    }

    CommitJudge(long lastVersion, int maxKeys) {
        this.version = lastVersion;
        this.recent = new RecentWrites(lastVersion, maxKeys, MAX_BYTES, MAX_RANGES);
    }

    /** The last version given. */
    public long version() {
        return version;
    }

    /** Why the commit cannot be made, or nothing if it can. */
    public Optional<StorageException> refusal(Commit commit) {
        if (commit.conditions().isEmpty()) {
            return Optional.empty();
        }
        long readVersion = commit.readVersion();
        if (readVersion < recent.floor()) {
            return Optional.of(new StaleSnapshotException("the snapshot of version " + readVersion
                    + " is too old to tell what changed since; the oldest that can be judged is " + recent.floor()));
        }
        for (Condition condition : commit.conditions()) {
            boolean changed = switch (condition) {
                case Condition.KeyAt at -> recent.changedSince(at.key(), readVersion);
                case Condition.KeyAbsent absent -> recent.changedSince(absent.key(), readVersion);
                case Condition.RangeUnchanged unchanged -> recent.changedSince(unchanged.range(), readVersion);
            };
            if (changed) {
                return Optional.of(new ConflictException("another commit changed what was read: " + condition));
            }
        }
        return Optional.empty();
    }

    /** Gives an accepted commit its version and passes its writes on, in order. */
    public long accept(Commit commit, WriteGroup group) {
        long next = ++version;
        for (Write write : commit.writes()) {
            switch (write) {
                case Write.Put put -> put(put.key(), next, put.value(), group);
                case Write.PutStamped put -> put(put.key().at(next), next, put.value(), group);
                case Write.Delete delete -> {
                    group.delete(delete.key());
                    recent.record(delete.key(), next);
                }
                case Write.DeleteRange delete -> {
                    if (!delete.range().isEmpty()) {
                        group.deleteRange(delete.range());
                        recent.record(delete.range(), next);
                    }
                }
            }
        }
        return next;
    }

    private void put(Key key, long next, byte[] value, WriteGroup group) {
        group.put(key, next, value);
        recent.record(key, next);
    }
}
