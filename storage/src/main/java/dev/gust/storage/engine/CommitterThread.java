package dev.gust.storage.engine;

import dev.gust.base.time.Clock;
import dev.gust.storage.Commit;
import dev.gust.storage.StorageException;
import dev.gust.storage.StorageFailedException;
import dev.gust.storage.StorageOverloadedException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that commits. While it writes a group and waits for the disk, the next proposals gather, and become the
 * next group: so the more writers there are, the more commits share one wait.
 *
 * <p>Proposals arrive on a stack that the committer takes as a whole; there is no lock for writers to queue at. A platform
 * thread, as it spends its life in native code.
 */
public final class CommitterThread implements CommittingStore.Commits {
    private static final System.Logger LOG = System.getLogger(CommitterThread.class.getName());
    private static final int PLACES = 8_192;
    private static final long WAIT_FOR_PLACE_SECONDS = 10;
    private static final int GROUP_COMMITS = 2_048;
    private static final long GROUP_BYTES = 8 * 1024 * 1024;

    /** With what the disk then takes, RELAXED commits are on it within a second. */
    private static final long RELAXED_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** A stack of proposals, the latest on top; without a proposal it takes no more. */
    private record Arrived(
            @Nullable Proposal proposal, @Nullable Arrived before) {}

    private static final Arrived CLOSED = new Arrived(null, null);

    private final CommitCore core;
    private final Clock clock;
    private final Semaphore places = new Semaphore(PLACES);
    private final AtomicReference<@Nullable Arrived> arrived = new AtomicReference<>();
    private final Thread thread;
    private volatile boolean parked;
    private volatile boolean closing;
    private long unsyncedSinceNanos;

    public CommitterThread(CommitCore core, Clock clock) {
        this.core = core;
        this.clock = clock;
        this.thread = Thread.ofPlatform().name("store-committer").daemon().unstarted(this::run);
    }

    public CommitterThread start() {
        thread.start();
        return this;
    }

    @Override
    public long commit(Commit commit) {
        takePlace();
        try {
            Proposal proposal = new Proposal(commit);
            push(proposal);
            return proposal.await();
        } finally {
            places.release();
        }
    }

    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void takePlace() {
        if (places.tryAcquire()) {
            return;
        }
        try {
            if (places.tryAcquire(WAIT_FOR_PLACE_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        throw new StorageOverloadedException(
                PLACES + " commits are waiting, and none has ended for a while: nothing was written; try again later");
    }

    private void push(Proposal proposal) {
        while (true) {
            Arrived top = arrived.get();
            if (top != null && top.proposal() == null) {
                throw CommittingStore.closed();
            }
            if (arrived.compareAndSet(top, new Arrived(proposal, top))) {
                break;
            }
        }
        if (parked) {
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        while (true) {
            List<Proposal> proposals = take(null);
            if (proposals.isEmpty() && closing) {
                proposals = take(CLOSED);
                commit(proposals);
                syncRelaxed(true);
                return;
            }
            if (proposals.isEmpty()) {
                park();
            } else {
                commit(proposals);
            }
            syncRelaxed(false);
        }
    }

    /** What has arrived, oldest first. */
    private List<Proposal> take(@Nullable Arrived leave) {
        List<Proposal> proposals = new ArrayList<>();
        for (Arrived each = arrived.getAndSet(leave); each != null; each = each.before()) {
            if (each.proposal() != null) {
                proposals.add(each.proposal());
            }
        }
        return proposals.reversed();
    }

    private void commit(List<Proposal> proposals) {
        int from = 0;
        long bytes = 0;
        for (int i = 0; i < proposals.size(); i++) {
            bytes += proposals.get(i).commit().bytes();
            if (bytes >= GROUP_BYTES || i + 1 - from >= GROUP_COMMITS) {
                commitGroup(proposals.subList(from, i + 1));
                from = i + 1;
                bytes = 0;
            }
        }
        if (from < proposals.size()) {
            commitGroup(proposals.subList(from, proposals.size()));
        }
    }

    private void commitGroup(List<Proposal> group) {
        boolean wasSynced = !core.hasUnsynced();
        try {
            core.commit(group);
        } catch (RuntimeException | Error unforeseen) {
            LOG.log(System.Logger.Level.ERROR, "event=commit-failed commits=" + group.size(), unforeseen);
            for (Proposal proposal : group) {
                if (!proposal.isDone()) {
                    proposal.refuse(
                            new StorageFailedException("the committer failed; the outcome is not known", unforeseen));
                }
            }
        }
        if (wasSynced && core.hasUnsynced()) {
            unsyncedSinceNanos = clock.nanoTime();
        }
    }

    private void syncRelaxed(boolean now) {
        if (!core.hasUnsynced() || !(now || clock.nanoTime() - unsyncedSinceNanos >= RELAXED_NANOS)) {
            return;
        }
        try {
            core.sync();
        } catch (StorageException failure) {
            // Tried again after the same while: nobody waits for it, and SYNC commits meet the failure themselves.
            unsyncedSinceNanos = clock.nanoTime();
            LOG.log(System.Logger.Level.ERROR, "event=relaxed-sync-failed", failure);
        }
    }

    private void park() {
        parked = true;
        if (arrived.get() == null && !closing) {
            if (core.hasUnsynced()) {
                LockSupport.parkNanos(this, RELAXED_NANOS);
            } else {
                LockSupport.park(this);
            }
        }
        parked = false;
    }
}
