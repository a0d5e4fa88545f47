package dev.gust.storage.engine;

import dev.gust.storage.Durability;
import dev.gust.storage.StorageException;
import dev.gust.storage.StorageFailedException;
import dev.gust.storage.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Takes a group of proposals to its end: judges each, in order and against those before it, writes the accepted ones
 * together, and tells everybody. One thread at a time.
 */
public final class CommitCore {
    private final Engine engine;
    private final CommitJudge judge;
    private final Watches watches;
    private final Watches.Touched touched;
    private boolean unsynced;

    public CommitCore(Engine engine, Watches watches) {
        this.engine = engine;
        this.judge = new CommitJudge(engine.version());
        this.watches = watches;
        this.touched = watches.newTouched();
    }

    public void commit(List<Proposal> proposals) {
        List<Proposal> accepted = new ArrayList<>(proposals.size());
        WriteGroup group = engine.newGroup();
        boolean sync = false;
        for (Proposal proposal : proposals) {
            Optional<StorageException> refusal =
                    engine.refusal(proposal.commit()).or(() -> judge.refusal(proposal.commit()));
            if (refusal.isPresent()) {
                proposal.refuse(refusal.get());
                continue;
            }
            proposal.version = judge.accept(proposal.commit(), group);
            sync |= proposal.commit().durability() == Durability.SYNC;
            accepted.add(proposal);
        }
        if (!accepted.isEmpty()) {
            write(group, accepted, sync);
        }
    }

    /** Whether there are commits that a crash of the machine could still take back. */
    public boolean hasUnsynced() {
        return unsynced;
    }

    /** Puts RELAXED commits on disk, and only then hints at them. */
    public void sync() {
        engine.sync();
        unsynced = false;
        touched.fire();
    }

    private void write(WriteGroup group, List<Proposal> accepted, boolean sync) {
        try {
            engine.write(group, judge.version(), sync);
        } catch (StorageException failure) {
            accepted.forEach(proposal -> proposal.refuse(failure));
            return;
        } catch (RuntimeException | Error unforeseen) {
            StorageFailedException failure =
                    new StorageFailedException("the engine failed while writing; its outcome is not known", unforeseen);
            accepted.forEach(proposal -> proposal.refuse(failure));
            throw unforeseen;
        }
        unsynced = !sync;
        Proposal.succeed(accepted);
        if (watches.isEmpty()) {
            return;
        }
        for (Proposal proposal : accepted) {
            for (Write write : proposal.commit().writes()) {
                touched.add(write);
            }
        }
        if (sync) {
            touched.fire();
        }
    }
}
