package dev.gust.functions.code;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Which packages a loss of power has left whole. Unpacking waits for no disk, since the archive is kept elsewhere; so what was unpacked is brought to the disk
 * behind everybody's back and marked. After the machine's next start what has no mark may be empty, and is unpacked again.
 */
final class Survivors {
    private static final System.Logger LOG = System.getLogger(Survivors.class.getName());
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
    private static final int PATIENCE_MINUTES = 5;

    private final Path folder;
    private final Path lastBoot;
    private final ExecutorService marking = Executors.newSingleThreadExecutor(
            Thread.ofVirtual().name("gust-package-sync").factory());

    Survivors(Path folder) {
        this.folder = folder;
        this.lastBoot = folder.resolve("boot");
    }

    /** Whether the machine was started since this was asked last; where that cannot be known, it was. */
    boolean machineWasStarted() throws IOException {
        String boot = Files.isReadable(BOOT) ? Files.readString(BOOT).strip() : "";
        boolean same = !boot.isEmpty()
                && Files.exists(lastBoot)
                && Files.readString(lastBoot).equals(boot);
        if (!same) {
            Files.writeString(lastBoot, boot);
        }
        return !same;
    }

    boolean marked(PackageId id) {
        return Files.exists(mark(id));
    }

    void forget(PackageId id) throws IOException {
        Files.deleteIfExists(mark(id));
    }

    /** Returns at once. */
    void markSoon(PackageId id) {
        marking.execute(() -> {
            try {
                if (synced() && Files.isDirectory(folder.resolve(id.value()))) {
                    try (FileChannel mark =
                            FileChannel.open(mark(id), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                        mark.force(true);
                    }
                }
            } catch (IOException e) {
                // It will be unpacked again some day.
                LOG.log(System.Logger.Level.DEBUG, "package=" + id.value() + " mark=failed", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** Nothing is written any more when it returns; what has no mark yet gets none. */
    void close() {
        marking.shutdownNow();
        try {
            if (!marking.awaitTermination(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
                LOG.log(System.Logger.Level.WARNING, "package_marks=still_written");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Everything on this disk with one call of the system's, which Java has none for: a package may have ten thousand files. */
    private boolean synced() throws IOException, InterruptedException {
        Process sync = new ProcessBuilder("sync", "-f", folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            return sync.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES) && sync.exitValue() == 0;
        } finally {
            sync.destroyForcibly();
        }
    }

    private Path mark(PackageId id) {
        return folder.resolve(id.value() + ".whole");
    }
}
