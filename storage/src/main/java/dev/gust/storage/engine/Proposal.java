package dev.gust.storage.engine;

import dev.gust.storage.Commit;
import dev.gust.storage.StorageException;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A commit on its way through the committer, and the thread that waits for it.
 *
 * <p>Waking a thread costs the one that wakes it more than all else about a commit, and the committer is what everybody waits
 * for. So it wakes two of a group, and each that is woken wakes two more before it goes on.
 */
public final class Proposal {
    private static final long PENDING = Long.MIN_VALUE;
    private static final long REFUSED = Long.MIN_VALUE + 1;

    private final Commit commit;
    private final Thread waiter = Thread.currentThread();
    private @Nullable StorageException refusal;
    private @Nullable Proposal firstToWake;
    private @Nullable Proposal secondToWake;
    private volatile long outcome = PENDING;

    /** Version given by the judge, before the write is done. Owned by the committer. */
    long version;

    public Proposal(Commit commit) {
        this.commit = commit;
    }

    public Commit commit() {
        return commit;
    }

    /** All of these are written, each at its version. */
    static void succeed(List<Proposal> group) {
        // Whoever sees its outcome goes on at once, and must know by then whom to wake.
        for (int i = 0; i < group.size(); i++) {
            group.get(i).firstToWake = at(group, 2 * i + 2);
            group.get(i).secondToWake = at(group, 2 * i + 3);
        }
        for (Proposal proposal : group) {
            proposal.outcome = proposal.version;
        }
        wake(at(group, 0));
        wake(at(group, 1));
    }

    void refuse(StorageException why) {
        refusal = why;
        outcome = REFUSED;
        wake(this);
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
        wake(firstToWake);
        wake(secondToWake);
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

    private static @Nullable Proposal at(List<Proposal> group, int place) {
        return place < group.size() ? group.get(place) : null;
    }

    private static void wake(@Nullable Proposal proposal) {
        if (proposal != null) {
            LockSupport.unpark(proposal.waiter);
        }
    }
}
