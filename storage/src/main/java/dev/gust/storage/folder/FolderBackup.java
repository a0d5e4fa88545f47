package dev.gust.storage.folder;

import dev.gust.base.instance.RunningServer;
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
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Copies a data folder to another place, consistent, while it is worked with; and brings it back.
 *
 * <p>The order makes it consistent: from before the ordered store is copied until the end no blob is removed, so every blob
 * that the copied store speaks of is copied after it. A copy has its name only when it is complete and on disk.
 */
public final class FolderBackup {
    private static final System.Logger LOG = System.getLogger(FolderBackup.class.getName());

    /** What a running server says of itself: of no use in a copy, and harmful where it would name a server that still runs. */
    private static final Set<String> OF_THE_RUN =
            Set.of(FolderLock.FILE_NAME, RunningServer.FILE_NAME, RunningServer.FILE_NAME + ".new");

    private final Copies copies;

    private FolderBackup(CopyTally tally) {
        this.copies = new Copies(tally);
    }

    static void take(
            Path data,
            EmbeddedStore embedded,
            FolderBlobStore blobs,
            Map<String, SegmentStore> segments,
            Path target,
            CopyTally tally) {
        if (isWithin(target, data)) {
            throw new CopyRefusedException(target + " lies in the data folder " + data
                    + ", where a backup would go with what it is to save: name a folder outside of it");
        }
        Path unfinished = begin(target);
        FolderBackup backup = new FolderBackup(tally);
        try {
            Copies.createFolder(unfinished);
            try (var _ = blobs.sweeper().hold()) {
                embedded.copyTo(unfinished.resolve("store"));
                backup.count(unfinished.resolve("store"));
                backup.copyBlobs(blobs, unfinished.resolve("blobs"));
            }
            for (Map.Entry<String, SegmentStore> each : segments.entrySet()) {
                backup.copySegments(each.getValue(), unfinished.resolve(each.getKey()));
            }
            backup.copyTopFiles(data, unfinished);
            finish(unfinished, target);
        } catch (IOException failure) {
            abandon(unfinished, failure);
            throw new StorageFailedException("the backup to " + target + " failed: " + failure, failure);
        } catch (RuntimeException failure) {
            abandon(unfinished, failure);
            throw failure;
        }
    }

    /** Makes a new data folder of a backup, which stays as it is. Nobody may have the new one open. */
    public static void restore(Path backup, Path data, CopyTally tally) {
        if (!Files.isRegularFile(backup.resolve("format")) || !Files.isDirectory(backup.resolve("store"))) {
            throw new CopyRefusedException(
                    backup + " is not a backup of Gust: there is no \"format\" and no \"store\" in it");
        }
        FolderLock.refuseWhenTaken(backup);
        FolderLock.refuseWhenTaken(data);
        Path unfinished = begin(data);
        try {
            DataFolder.checkFormat(backup);
            new FolderBackup(tally).copies.copyFolder(backup, unfinished);
            for (String name : OF_THE_RUN) {
                Files.deleteIfExists(unfinished.resolve(name));
            }
            finish(unfinished, data);
        } catch (IOException failure) {
            abandon(unfinished, failure);
            throw new StorageFailedException("restoring to " + data + " failed: " + failure, failure);
        }
    }

    /** Where the copy is made before it has its name. */
    private static Path begin(Path target) {
        try {
            if (Files.exists(target) && !isEmptyFolder(target)) {
                throw new CopyRefusedException(
                        target + " exists and is not empty: name a new folder, nothing is ever overwritten");
            }
            Path absolute = target.toAbsolutePath().normalize();
            Path unfinished = absolute.resolveSibling(absolute.getFileName() + ".gust-unfinished");
            Copies.remove(unfinished);
            return unfinished;
        } catch (IOException failure) {
            throw new StorageFailedException(target + " cannot be used: " + failure, failure);
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

    private void copyBlobs(FolderBlobStore blobs, Path to) throws IOException {
        Copies.createFolder(to);
        for (String shard : blobs.shards()) {
            Path home = blobs.folder().resolve(shard);
            if (Files.isDirectory(home)) {
                shareFiles(home, to.resolve(shard));
            }
        }
        Copies.force(to);
    }

    private void shareFiles(Path from, Path to) throws IOException {
        Copies.createFolder(to);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(from)) {
            for (Path file : files) {
                copies.share(file, to.resolve(file.getFileName().toString()));
            }
        }
        Copies.force(to);
    }

    private void copySegments(SegmentStore telemetry, Path to) throws IOException {
        Copies.createFolder(to);
        for (Path file : telemetry.sealedFiles()) {
            try {
                copies.share(file, to.resolve(file.getFileName().toString()));
            } catch (NoSuchFileException evicted) {
                LOG.log(System.Logger.Level.DEBUG, "event=segment-evicted-during-backup file={0}", file);
            }
        }
        Copies.force(to);
    }

    /** What others keep in the folder beside the storage: small files, such as the root user's credentials. */
    private void copyTopFiles(Path data, Path to) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(data)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && !OF_THE_RUN.contains(name)) {
                    copies.copy(file, to.resolve(name));
                }
            }
        }
    }

    private void count(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                copies.tally().add(Files.size(file));
            }
        }
    }

    private static boolean isWithin(Path target, Path data) {
        return target.toAbsolutePath()
                .normalize()
                .startsWith(data.toAbsolutePath().normalize());
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
