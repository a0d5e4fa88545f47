package dev.gust.storage.folder;

import dev.gust.storage.StorageFailedException;
import dev.gust.storage.blobs.FolderBlobStore;
import dev.gust.storage.embedded.EmbeddedStore;
import dev.gust.storage.segments.SegmentStore;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Copies a data folder to another place, consistent, while it is worked with; and brings it back.
 *
 * <p>The order makes it consistent: from before the ordered store is copied until the end no blob is removed, so every blob
 * that the copied store speaks of is copied after it. A copy has its name only when it is complete and on disk.
 */
public final class FolderBackup {
    private static final System.Logger LOG = System.getLogger(FolderBackup.class.getName());

    private FolderBackup() {}

    static void take(Path data, EmbeddedStore embedded, FolderBlobStore blobs, SegmentStore telemetry, Path target) {
        Path unfinished = begin(target);
        try {
            Copies.createFolder(unfinished);
            try (var _ = blobs.sweeper().hold()) {
                embedded.copyTo(unfinished.resolve("store"));
                copyBlobs(blobs, unfinished.resolve("blobs"));
            }
            copyTelemetry(telemetry, unfinished.resolve("segments"));
            copyTopFiles(data, unfinished);
            finish(unfinished, target);
        } catch (IOException failure) {
            abandon(unfinished, failure);
            throw new StorageFailedException("the backup to " + target + " failed: " + failure.getMessage(), failure);
        } catch (RuntimeException failure) {
            abandon(unfinished, failure);
            throw failure;
        }
    }

    /** Makes a new data folder of a backup, which stays as it is. Nobody may have the new one open. */
    public static void restore(Path backup, Path data) {
        if (!Files.isRegularFile(backup.resolve("format")) || !Files.isDirectory(backup.resolve("store"))) {
            throw new StorageFailedException(
                    backup + " is not a backup of Gust: there is no \"format\" and no \"store\" in it", null);
        }
        Path unfinished = begin(data);
        try {
            DataFolder.checkFormat(backup);
            Copies.copyFolder(backup, unfinished);
            finish(unfinished, data);
        } catch (IOException failure) {
            abandon(unfinished, failure);
            throw new StorageFailedException("restoring to " + data + " failed: " + failure.getMessage(), failure);
        }
    }

    /** Where the copy is made before it has its name. */
    private static Path begin(Path target) {
        try {
            if (Files.exists(target) && !isEmptyFolder(target)) {
                throw new StorageFailedException(
                        target + " exists and is not empty: name a new folder, nothing is ever overwritten", null);
            }
            Path absolute = target.toAbsolutePath().normalize();
            Path unfinished = absolute.resolveSibling(absolute.getFileName() + ".unfinished");
            Copies.remove(unfinished);
            return unfinished;
        } catch (IOException failure) {
            throw new StorageFailedException(target + " cannot be used: " + failure.getMessage(), failure);
        }
    }

    private static void finish(Path unfinished, Path target) throws IOException {
        Copies.force(unfinished);
        Path absolute = target.toAbsolutePath().normalize();
        Files.deleteIfExists(absolute);
        Files.move(unfinished, absolute, StandardCopyOption.ATOMIC_MOVE);
        Path parent = absolute.getParent();
        if (parent != null) {
            Copies.force(parent);
        }
    }

    private static void copyBlobs(FolderBlobStore blobs, Path to) throws IOException {
        Copies.createFolder(to);
        for (String shard : blobs.shards()) {
            Path home = blobs.folder().resolve(shard);
            if (Files.isDirectory(home)) {
                shareFiles(home, to.resolve(shard));
            }
        }
        Copies.force(to);
    }

    private static void shareFiles(Path from, Path to) throws IOException {
        Copies.createFolder(to);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(from)) {
            for (Path file : files) {
                Copies.share(file, to.resolve(file.getFileName().toString()));
            }
        }
        Copies.force(to);
    }

    private static void copyTelemetry(SegmentStore telemetry, Path to) throws IOException {
        Copies.createFolder(to);
        for (Path file : telemetry.sealedFiles()) {
            try {
                Copies.share(file, to.resolve(file.getFileName().toString()));
            } catch (NoSuchFileException evicted) {
                LOG.log(System.Logger.Level.DEBUG, "event=segment-evicted-during-backup file={0}", file);
            }
        }
        Copies.force(to);
    }

    /** What others keep in the folder beside the storage: small files, such as the root user's credentials. */
    private static void copyTopFiles(Path data, Path to) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(data)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && !name.equals(FolderLock.FILE_NAME)) {
                    Copies.copy(file, to.resolve(name));
                }
            }
        }
    }

    private static boolean isEmptyFolder(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return false;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
            return !entries.iterator().hasNext();
        }
    }

    private static void abandon(Path unfinished, Exception failure) {
        try {
            Copies.remove(unfinished);
        } catch (IOException second) {
            failure.addSuppressed(second);
        }
    }
}
