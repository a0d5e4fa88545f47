package dev.gust.storage.folder;

import dev.gust.base.time.Clock;
import dev.gust.storage.StorageFailedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The right to a data folder. The system takes it back from a process that ends, however it ends. */
final class FolderLock implements AutoCloseable {
    static final String FILE_NAME = "lock";

    /** Folders this process has open: closing a second channel on the file would give up the lock of the first. */
    private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final FileChannel channel;

    private FolderLock(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    static FolderLock take(Path folder, Clock clock) {
        try {
            Path real = folder.toRealPath();
            if (!OWN.add(real)) {
                throw new FolderInUseException("the data folder " + folder + " is open in this process already");
            }
            FolderLock lock = null;
            try {
                lock = lock(real, clock);
                return lock;
            } finally {
                if (lock == null) {
                    OWN.remove(real);
                }
            }
        } catch (IOException failure) {
            throw new StorageFailedException(
                    "the data folder " + folder + " could not be locked: " + failure.getMessage(), failure);
        }
    }

    /** Refuses a folder that a process has open now; one without a lock file was never opened. */
    static void refuseWhenTaken(Path folder) {
        Path file = folder.resolve(FILE_NAME);
        if (!Files.exists(file)) {
            return;
        }
        try {
            if (OWN.contains(folder.toRealPath())) {
                throw new FolderInUseException("the data folder " + folder + " is open in this process");
            }
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                    FileLock free = channel.tryLock()) {
                if (free == null) {
                    throw new FolderInUseException(
                            "the data folder " + folder + " is in use by " + holder(file) + ": stop that one first");
                }
            }
        } catch (IOException failure) {
            throw new StorageFailedException(
                    "whether the data folder " + folder + " is in use cannot be told: " + failure.getMessage(),
                    failure);
        }
    }

    private static FolderLock lock(Path folder, Clock clock) throws IOException {
        Path file = folder.resolve(FILE_NAME);
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        @Nullable FileLock lock = channel.tryLock();
        if (lock == null) {
            channel.close();
            throw new FolderInUseException("the data folder " + folder + " is in use by " + holder(file)
                    + ": stop that one first, or start with another folder (--data DIR)");
        }
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(describeThisProcess(clock).getBytes(StandardCharsets.UTF_8)));
        return new FolderLock(folder, channel);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException failure) {
            throw new StorageFailedException("the lock of " + folder + " could not be given up", failure);
        } finally {
            OWN.remove(folder);
        }
    }

    private static String describeThisProcess(Clock clock) {
        ProcessHandle self = ProcessHandle.current();
        return "process " + self.pid()
                + self.info().user().map(user -> " of " + user).orElse("") + ", since "
                + clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }

    private static String holder(Path file) throws IOException {
        String holder = Files.readString(file).strip();
        return holder.isEmpty() ? "another process" : holder;
    }
}
