package dev.gust.storage.engine;

import dev.gust.storage.Commit;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** Commits on the calling thread, one at a time: for engines that do not wait for a disk, and for simulations. */
public final class InlineCommits implements CommittingStore.Commits {
    private final CommitCore core;
    private final ReentrantLock lock = new ReentrantLock();
    private boolean closed;

    public InlineCommits(CommitCore core) {
        this.core = core;
    }

    @Override
    public long commit(Commit commit) {
        Proposal proposal = new Proposal(commit);
        lock.lock();
        try {
            if (closed) {
                throw CommittingStore.closed();
            }
            core.commit(List.of(proposal));
        } finally {
            lock.unlock();
        }
        return proposal.version();
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
    }
}
