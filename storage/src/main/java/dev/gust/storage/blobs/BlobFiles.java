package dev.gust.storage.blobs;

import dev.gust.storage.StorageException;
import dev.gust.storage.StorageFailedException;
import dev.gust.storage.StorageFullException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;

/** Where blob files lie: in 256 folders by the beginning of their ids, and in one for those in the making. */
final class BlobFiles {
    private static final String UNFINISHED = "unfinished";

    private final Path folder;
    private final FileStore disk;
    private final long reserveBytes;

    BlobFiles(Path folder, long reserveBytes) {
        this.folder = folder;
        this.reserveBytes = reserveBytes;
        try {
            Files.createDirectories(folder.resolve(UNFINISHED));
            this.disk = Files.getFileStore(folder);
            dropUnfinished();
        } catch (IOException failure) {
            throw failure("the folder of blobs could not be opened", failure);
        }
    }

    Path folder() {
        return folder;
    }

    /** Where a finished blob lies. */
    Path path(String id) {
        return folder.resolve(shard(id)).resolve(id);
    }

    /** A new file for a blob in the making. */
    FileChannel begin(String id) {
        try {
            return FileChannel.open(
                    unfinished(id), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.READ);
        } catch (IOException failure) {
            throw failure("a blob could not be begun", failure);
        }
    }

    /** Puts the bytes on disk, and gives them their name. */
    void finish(String id, FileChannel channel) {
        try {
            channel.force(true);
            channel.close();
            Path home = home(id);
            Files.move(unfinished(id), home.resolve(id), StandardCopyOption.ATOMIC_MOVE);
            force(home);
        } catch (IOException failure) {
            throw failure("a blob could not be finished", failure);
        }
    }

    /** Gives finished bytes a second name. False where the file system has no links. */
    boolean link(String existing, String id) {
        try {
            Path home = home(id);
            Files.createLink(home.resolve(id), path(existing));
            force(home);
            return true;
        } catch (UnsupportedOperationException | NoSuchFileException notHere) {
            return false;
        } catch (IOException failure) {
            throw failure("a blob could not be linked", failure);
        }
    }

    void abandon(String id, FileChannel channel) {
        try (channel) {
            Files.deleteIfExists(unfinished(id));
        } catch (IOException failure) {
            throw failure("a blob in the making could not be dropped", failure);
        }
    }

    void remove(String id) {
        try {
            Files.deleteIfExists(path(id));
        } catch (IOException failure) {
            throw failure("a blob could not be removed", failure);
        }
    }

    void refuseWhenFull() {
        try {
            long usable = disk.getUsableSpace();
            if (usable < reserveBytes) {
                throw new StorageFullException(
                        "the disk of " + folder + " has " + usable + " bytes left, of which " + reserveBytes
                                + " are kept in reserve: free some space and try again",
                        null);
            }
        } catch (IOException failure) {
            throw failure("the free space could not be read", failure);
        }
    }

    /** All shards there can be. */
    static List<String> shards() {
        return IntStream.range(0, 256)
                .mapToObj(number -> HexFormat.of().toHexDigits((byte) number))
                .toList();
    }

    /** Ids of the finished blobs of a shard. */
    List<String> ids(String shard) {
        List<String> ids = new ArrayList<>();
        Path home = folder.resolve(shard);
        if (!Files.isDirectory(home)) {
            return ids;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(home)) {
            for (Path file : files) {
                ids.add(file.getFileName().toString());
            }
            return ids;
        } catch (IOException failure) {
            throw failure("a folder of blobs could not be listed", failure);
        }
    }

    static StorageException failure(String what, IOException failure) {
        String message = String.valueOf(failure.getMessage());
        if (message.contains("No space left") || message.contains("Disk quota exceeded")) {
            return new StorageFullException(what + ": the disk is full; free some space and try again", failure);
        }
        return new StorageFailedException(what + ": " + message, failure);
    }

    static String shard(String id) {
        return HexFormat.of().toHexDigits((byte) id.hashCode());
    }

    private Path unfinished(String id) {
        return folder.resolve(UNFINISHED).resolve(id);
    }

    private Path home(String id) throws IOException {
        Path home = folder.resolve(shard(id));
        if (!Files.isDirectory(home)) {
            Files.createDirectories(home);
            force(folder);
        }
        return home;
    }

    // A name is on disk once its folder is.
    private static void force(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private void dropUnfinished() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder.resolve(UNFINISHED))) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
    }
}
