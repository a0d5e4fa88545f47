package dev.gust.storage.embedded;

import dev.gust.base.instance.CacheFolder;
import dev.gust.storage.StorageFailedException;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.rocksdb.RocksDB;
import org.rocksdb.util.Environment;

/**
 * Loads RocksDB's native library from a file that is extracted once. Left alone, RocksDB extracts its 17 MB at every start,
 * which takes most of the time that opening a store takes.
 */
final class NativeLibrary {
    private static final Object LOCK = new Object();
    private static boolean loaded;

    private NativeLibrary() {}

    /** The user's cache folder. */
    static Path usualFolder() {
        return CacheFolder.standard().resolve("native");
    }

    static void load(Path folder) {
        synchronized (LOCK) {
            if (loaded) {
                return;
            }
            try {
                RocksDB.loadLibrary(List.of(extracted(folder).toString()));
            } catch (IOException | UnsatisfiedLinkError failure) {
                throw new StorageFailedException(
                        "the storage engine's native library could not be loaded by way of " + folder
                                + ": is the folder writable, on a file system that allows executable files?",
                        failure);
            }
            loaded = true;
        }
    }

    /** The folder that holds the library; its name tells which build it is of, so that an update is another folder. */
    private static Path extracted(Path folder) throws IOException {
        String name = Environment.getJniLibraryFileName("rocksdb");
        URL resource = RocksDB.class.getResource("/" + name);
        if (resource == null) {
            throw new IOException("this build of Gust holds no " + name + ", so it does not run on this platform");
        }
        URLConnection connection = resource.openConnection();
        long size = connection.getContentLengthLong();
        Path home = folder.resolve("rocksdb-" + Long.toHexString(fingerprint(connection)) + "-" + size);
        // The name under which RocksDB looks in a folder, which is not the one of its own resource.
        Path library = home.resolve(Environment.getJniLibraryFileName("rocksdbjni"));
        if (Files.exists(library) && Files.size(library) == size) {
            return home;
        }
        Files.createDirectories(home);
        Path temporary = Files.createTempFile(home, name, ".part");
        try {
            try (InputStream in = connection.getInputStream()) {
                Files.copy(in, temporary, StandardCopyOption.REPLACE_EXISTING);
            }
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(temporary, library, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
        return home;
    }

    private static long fingerprint(URLConnection connection) throws IOException {
        return connection instanceof JarURLConnection jar ? jar.getJarEntry().getCrc() : connection.getLastModified();
    }
}
