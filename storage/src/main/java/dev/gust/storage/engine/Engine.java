package dev.gust.storage.engine;

import dev.gust.storage.Commit;
import dev.gust.storage.StorageException;
import java.util.Optional;

/** Where groups of writes go and where reads come from. One committer writes; anybody reads. */
public interface Engine extends AutoCloseable {
    /** The version of the last commit that is here; after opening, of the last one that survived. */
    long version();

    /** The state of now: every group whose write has returned. */
    EngineView view();

    /** Begins a group; there is one at a time. */
    WriteGroup newGroup();

    /** Why the engine cannot take this commit now, for want of space say, whatever its conditions. */
    default Optional<StorageException> refusal(Commit commit) {
        return Optional.empty();
    }

    /**
     * Makes the group's writes, whole, and {@code version} the last one. With {@code sync} it and all before it are on disk
     * on return; without it they will be after the next sync. Nothing is visible before that.
     *
     * @throws dev.gust.storage.StorageFullException when nothing was written for want of space
     * @throws dev.gust.storage.StorageFailedException when the outcome is not known
     */
    void write(WriteGroup group, long version, boolean sync);

    /** Puts on disk what was written without sync. */
    void sync();

    @Override
    void close();
}
