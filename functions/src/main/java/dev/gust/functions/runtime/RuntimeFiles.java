package dev.gust.functions.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Lays the launcher and the bootstraps out in a folder, which environments see as /var/runtime. */
public final class RuntimeFiles {
    private static final String BOOTSTRAPS = "/dev/gust/functions/bootstrap/";
    private static final List<String> FILES = List.of(
            "python/zygote.py",
            "python/process.py",
            "python/gust_bootstrap.py",
            "python/gust_context.py",
            "python/rehearsal.py",
            "python/sdk.py",
            "nodejs/bootstrap.js",
            "nodejs/channel.js",
            "nodejs/logs.js",
            "nodejs/rehearsal.js",
            "nodejs/rehearsal.mjs",
            "java/runtime.jar",
            "java/rehearsal/lib/rehearsal.jar",
            "java/rehearsal/rehearsal/Unpacked.class");
    private static final FileTime LAID_OUT = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));
    private static final List<String> NATIVE = List.of("gust-launcher", "libgust.so");

    private RuntimeFiles() {}

    /** Whether this build holds a launcher for this machine. */
    public static boolean hasLauncher() {
        return RuntimeFiles.class.getResource(nativeFolder() + NATIVE.getFirst()) != null;
    }

    /** Writes what is missing or different. */
    public static void layOut(Path folder) throws IOException {
        for (String file : FILES) {
            write(BOOTSTRAPS + file, folder.resolve(file), "rw-r--r--");
        }
        if (hasLauncher()) {
            for (String file : NATIVE) {
                write(nativeFolder() + file, folder.resolve(file), "rwxr-xr-x");
            }
        }
    }

    /** "linux-x86_64", as the build names it. */
    private static String nativeFolder() {
        String machine = System.getProperty("os.arch").equals("amd64") ? "x86_64" : System.getProperty("os.arch");
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        return "/dev/gust/functions/native/" + system + '-' + machine + '/';
    }

    private static void write(String resource, Path target, String permissions) throws IOException {
        Path parent = target.getParent();
        if (parent == null) {
            throw new IllegalArgumentException("no folder for " + target);
        }
        Files.createDirectories(parent);
        Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (InputStream in = RuntimeFiles.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("The build lacks " + resource);
            }
            byte[] content = in.readAllBytes();
            if (Files.exists(target) && Arrays.equals(Files.readAllBytes(target), content)) {
                return;
            }
            Path fresh = Files.createTempFile(parent, "new", ".part");
            Files.write(fresh, content);
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString(permissions));
            // The same everywhere, since Java takes a jar of another time for another jar.
            Files.setLastModifiedTime(fresh, LAID_OUT);
            move(fresh, target);
        }
    }

    private static void move(Path fresh, Path target) throws IOException {
        try {
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(fresh, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
