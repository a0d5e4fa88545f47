package dev.gust.storage.folder;

import dev.gust.base.Ids;
import dev.gust.base.Randomness;
import dev.gust.base.time.Clock;
import dev.gust.storage.BlobStore;
import dev.gust.storage.FormatTooNewException;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.StorageFailedException;
import dev.gust.storage.blobs.FolderBlobStore;
import dev.gust.storage.embedded.EmbeddedStore;
import dev.gust.storage.segments.SegmentStore;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** An open data folder. Nobody else opens it until it is closed. */
public final class DataFolder implements AutoCloseable {
    /** Raised when an older Gust could not find its way in the folder. */
    private static final int FORMAT = 1;

    /**
     * What the start of a new folder that was broken off may have left, what whoever starts a server there has it say, and what file
     * systems put into theirs.
     */
    private static final Set<String> OWN = Set.of(
            "blobs",
            "credentials.json",
            "functions",
            "lock",
            "lost+found",
            "node",
            "segments",
            "server.json",
            "server.log",
            "store",
            "usage");

    /** All of the blobs' folders are seen about twice an hour. */
    private static final Duration SWEEP_PAUSE = Duration.ofSeconds(7);

    /** With what the disk then takes, telemetry is on it within a second. */
    private static final Duration TELEMETRY_PAUSE = Duration.ofMillis(500);

    private final Path path;
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final EmbeddedStore embedded;
    private final FolderBlobStore blobs;
    private final SegmentStore telemetry;
    private final SegmentStore usage;

    private DataFolder(Path path, DataFolderSettings settings, Clock clock, Randomness randomness) {
        this.path = path;
        boolean complete = false;
        try {
            Copies.createFolder(path);
            opened.push(FolderLock.take(path, clock));
            checkFormat(path);
            this.embedded = EmbeddedStore.open(path.resolve("store"), settings.store(), clock, randomness);
            opened.push(embedded);
            this.blobs = new FolderBlobStore(
                    path.resolve("blobs"),
                    embedded.store(),
                    new Ids(randomness),
                    clock,
                    settings.store().reserveBytes());
            opened.push(Housekeeping.start("blobs", blobs.sweeper()::step, SWEEP_PAUSE, clock));
            this.telemetry = new SegmentStore(path.resolve("segments"), settings.telemetry(), clock);
            opened.push(telemetry);
            opened.push(Housekeeping.start("telemetry", telemetry::tick, TELEMETRY_PAUSE, clock));
            this.usage = new SegmentStore(path.resolve("usage"), settings.usage(), clock);
            opened.push(usage);
            opened.push(Housekeeping.start("usage", usage::tick, TELEMETRY_PAUSE, clock));
            complete = true;
        } catch (IOException failure) {
            throw new StorageFailedException(
                    "the data folder " + path + " could not be opened: " + reason(failure), failure);
        } finally {
            if (!complete) {
                close();
            }
        }
    }

    /**
     * Opens the folder, or makes a new one.
     *
     * @throws FolderInUseException when another process has it open
     * @throws FormatTooNewException when a newer Gust wrote it
     */
    public static DataFolder open(Path path, DataFolderSettings settings, Clock clock, Randomness randomness) {
        return new DataFolder(path, settings, clock, randomness);
    }

    public Path path() {
        return path;
    }

    public OrderedStore store() {
        return embedded.store();
    }

    public BlobStore blobs() {
        return blobs;
    }

    public SegmentStore telemetry() {
        return telemetry;
    }

    /** What functions have used; apart from other telemetry, which would push it out. */
    public SegmentStore usage() {
        return usage;
    }

    /**
     * Copies everything into a new folder, consistent, while work goes on. Files that never change are shared with the copy
     * where it is on the same disk. {@link FolderBackup#restore} makes a data folder of it.
     */
    public void backUpTo(Path target, CopyTally tally) {
        FolderBackup.take(path, embedded, blobs, Map.of("segments", telemetry, "usage", usage), target, tally);
    }

    @Override
    public void close() {
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception failure) {
                throw new StorageFailedException("closing the data folder " + path + " failed", failure);
            }
        }
    }

    /** The message of some failures is the path alone. */
    private static String reason(IOException failure) {
        return switch (failure) {
            case FileAlreadyExistsException _ -> "there is a file in its place";
            case NoSuchFileException _ -> "no folder can be made there";
            case AccessDeniedException denied -> "no permission for " + denied.getFile();
            default -> String.valueOf(failure.getMessage());
        };
    }

    /** Somebody's folder with other things in it was meant for nobody's data. */
    private static void refuseStrangers(Path path) throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.startsWith(".") && !OWN.contains(name))
                    .findFirst()
                    .ifPresent(name -> {
                        throw new StorageFailedException(
                                "the folder " + path + " holds other things (" + name
                                        + ") and no data of Gust: name a new folder, or an empty one",
                                new DirectoryNotEmptyException(path.toString()));
                    });
        }
    }

    /** Refuses a folder that is not ours or newer; marks a new one as ours. */
    static void checkFormat(Path path) throws IOException {
        Path file = path.resolve("format");
        if (!Files.exists(file)) {
            refuseStrangers(path);
            Files.writeString(file, FORMAT + "\n");
            return;
        }
        String text = Files.readString(file).strip();
        int found;
        try {
            found = Integer.parseInt(text);
        } catch (NumberFormatException notOurs) {
            throw new StorageFailedException(
                    path + " does not look like a data folder of Gust: its file \"format\" holds \"" + text + "\"",
                    notOurs);
        }
        if (found > FORMAT) {
            throw new FormatTooNewException("the data folder " + path + " has format " + found
                    + " and this Gust reads up to " + FORMAT
                    + ": it was written by a newer Gust; run that one, or choose another folder");
        }
    }
}
