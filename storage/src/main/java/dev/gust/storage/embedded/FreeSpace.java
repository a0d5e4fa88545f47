package dev.gust.storage.embedded;

import dev.gust.storage.Commit;
import dev.gust.storage.StorageException;
import dev.gust.storage.StorageFullException;
import dev.gust.storage.Write;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Refuses commits before the disk is full, so that the engine has room to finish what it does in the background. Commits
 * that only remove may use half of the reserve: somebody has to be able to make room.
 */
final class FreeSpace {
    private static final System.Logger LOG = System.getLogger(FreeSpace.class.getName());

    private final Path folder;
    private final FileStore disk;
    private final long reserveBytes;
    private long usableBytes;
    private boolean full;

    FreeSpace(Path folder, long reserveBytes) throws IOException {
        this.folder = folder;
        this.disk = Files.getFileStore(folder);
        this.reserveBytes = reserveBytes;
        look();
    }

    /** Looks again; once per group, by the committer. */
    void look() {
        try {
            usableBytes = disk.getUsableSpace();
        } catch (IOException failure) {
            // Not to know is no reason to refuse: should the disk be full, the write itself will say so.
            usableBytes = Long.MAX_VALUE;
            LOG.log(System.Logger.Level.WARNING, "event=free-space-unknown folder=" + folder, failure);
        }
        tellOfChange(usableBytes < reserveBytes);
    }

    Optional<StorageException> refusal(Commit commit) {
        if (usableBytes >= reserveBytes || (onlyRemoves(commit) && usableBytes >= reserveBytes / 2)) {
            return Optional.empty();
        }
        return Optional.of(new StorageFullException(
                "the disk of " + folder + " has " + usableBytes + " bytes left, of which " + reserveBytes
                        + " are kept in reserve: nothing was written; free some space and try again",
                null));
    }

    private static boolean onlyRemoves(Commit commit) {
        return commit.writes().stream()
                .allMatch(write -> write instanceof Write.Delete || write instanceof Write.DeleteRange);
    }

    private void tellOfChange(boolean now) {
        if (now != full) {
            full = now;
            LOG.log(
                    System.Logger.Level.WARNING,
                    "event=" + (now ? "disk-full" : "disk-has-room") + " folder=" + folder + " usable=" + usableBytes
                            + " reserve=" + reserveBytes);
        }
    }
}
