package dev.gust.storage.engine;

import dev.gust.storage.Commit;
import dev.gust.storage.StorageException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A commit on its way through the committer, and the thread that waits for it. */
public final class Proposal {
    private static final long PENDING = Long.MIN_VALUE;
    private static final long REFUSED = Long.MIN_VALUE + 1;

    private final Commit commit;
    private final Thread waiter = Thread.currentThread();
    private @Nullable StorageException refusal;
    private volatile long outcome = PENDING;

    /** Version given by the judge, before the write is done. Owned by the committer. */
    long version;

    public Proposal(Commit commit) {
        this.commit = commit;
    }

    public Commit commit() {
        return commit;
    }

    void succeed() {
        outcome = version;
        wake();
    }

    void refuse(StorageException why) {
        refusal = why;
        outcome = REFUSED;
        wake();
    }

    public boolean isDone() {
        return outcome != PENDING;
    }

    /** Waits for the outcome: the version, or why there is none. A commit underway is never abandoned by an interrupt. */
    public long await() {
        boolean interrupted = false;
        while (!isDone()) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return version();
    }

    /** The outcome of a proposal that is done. */
    public long version() {
        StorageException why = refusal;
        if (outcome == REFUSED && why != null) {
            throw why;
        }
        return outcome;
    }

    private void wake() {
        LockSupport.unpark(waiter);
    }
}
