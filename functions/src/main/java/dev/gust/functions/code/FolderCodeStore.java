package dev.gust.functions.code;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Packages as folders beside one another. A package appears by a rename, whole or not at all. */
public final class FolderCodeStore implements CodeStore, AutoCloseable {
    private final Path folder;
    private final Path incoming;
    private final Survivors survivors;
    /** What was seen here: every invocation asks. */
    private final Set<PackageId> present = ConcurrentHashMap.newKeySet();

    public FolderCodeStore(Path folder) throws IOException {
        this.folder = folder;
        this.incoming = folder.resolve("incoming");
        Files.createDirectories(folder);
        // What a crash left half unpacked.
        if (Files.exists(incoming)) {
            deleteTree(incoming);
        }
        Files.createDirectories(incoming);
        this.survivors = new Survivors(folder);
        if (survivors.machineWasStarted()) {
            for (PackageId id : all()) {
                if (!survivors.marked(id)) {
                    deleteTree(folder.resolve(id.value()));
                }
            }
        }
    }

    /** Nothing is written in its folder any more. */
    @Override
    public void close() {
        survivors.close();
    }

    public Path folder() {
        return folder;
    }

    @Override
    public boolean contains(PackageId id) {
        if (present.contains(id)) {
            return true;
        }
        boolean there = Files.isDirectory(folder.resolve(id.value()));
        if (there) {
            present.add(id);
        }
        return there;
    }

    @Override
    public PackageId unpack(byte[] zip, long maximumUnpackedBytes) throws IOException, InvalidPackageException {
        PackageId id = new PackageId(HexFormat.of().formatHex(digest(zip)));
        if (contains(id)) {
            return id;
        }
        Path fresh = Files.createTempDirectory(incoming, "package");
        try {
            Archive.read(zip).unpack(fresh, maximumUnpackedBytes);
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
            survivors.forget(id);
            place(fresh, id);
            survivors.markSoon(id);
        } finally {
            if (Files.exists(fresh)) {
                deleteTree(fresh);
            }
        }
        return id;
    }

    @Override
    public long size(PackageId id) throws IOException {
        AtomicLong bytes = new AtomicLong();
        Files.walkFileTree(folder.resolve(id.value()), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                bytes.addAndGet(attributes.isRegularFile() ? attributes.size() : 0);
                return FileVisitResult.CONTINUE;
            }
        });
        return bytes.get();
    }

    @Override
    public void retain(Set<PackageId> wanted) throws IOException {
        for (PackageId id : all()) {
            if (!wanted.contains(id)) {
                survivors.forget(id);
                deleteTree(folder.resolve(id.value()));
                present.remove(id);
            }
        }
    }

    private List<PackageId> all() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(path -> path.getFileName().toString())
                    .filter(FolderCodeStore::isPackage)
                    .map(PackageId::new)
                    .toList();
        }
    }

    /** Beside them is what is made of them, and what is coming in. */
    private static boolean isPackage(String name) {
        return name.length() == PackageId.DIGITS;
    }

    private void place(Path fresh, PackageId id) throws IOException {
        try {
            Files.move(fresh, folder.resolve(id.value()), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            // Another thread unpacked the same.
            if (!contains(id)) {
                throw e;
            }
        }
    }

    private static byte[] digest(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    private static void deleteTree(Path root) throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException problem)
                    throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
