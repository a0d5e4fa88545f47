package dev.gust.storage.folder;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** Copies files and folders so that they are on disk afterwards, and counts them. */
record Copies(CopyTally tally) {

    /** A new folder that only its owner reads. */
    static void createFolder(Path folder) throws IOException {
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    /** Gives a file that never changes again a second name, or copies it where that cannot be: on another disk. */
    void share(Path from, Path to) throws IOException {
        try {
            Files.createLink(to, from);
            tally.add(Files.size(to));
        } catch (UnsupportedOperationException | FileSystemException notHere) {
            if (notHere instanceof NoSuchFileException gone) {
                throw gone;
            }
            copy(from, to);
        }
    }

    void copy(Path from, Path to) throws IOException {
        Files.copy(from, to);
        try (FileChannel channel = FileChannel.open(to, StandardOpenOption.WRITE)) {
            channel.force(true);
            tally.add(channel.size());
        }
    }

    /** Copies a folder with everything in it; links are not followed. */
    void copyFolder(Path from, Path to) throws IOException {
        createFolder(to);
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(from)) {
            for (Path entry : entries) {
                Path target = to.resolve(entry.getFileName().toString());
                if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    copyFolder(entry, target);
                } else if (Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)) {
                    copy(entry, target);
                }
            }
        }
        force(to);
    }

    static void force(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    static void remove(Path path) throws IOException {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
                for (Path entry : entries) {
                    remove(entry);
                }
            }
        }
        Files.deleteIfExists(path);
    }
}
