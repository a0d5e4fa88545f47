package dev.gust.storage.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real file system of a few megabytes in memory, for as long as it is not closed. */
final class SmallDisk implements AutoCloseable {
    private final Path path;

    private SmallDisk(Path path) {
        this.path = path;
    }

    /** Only root may mount. */
    static boolean isPossible() {
        return System.getProperty("user.name").equals("root") && run("mount", "--version") == 0;
    }

    static SmallDisk mount(Path path, int megabytes) throws IOException {
        Files.createDirectories(path);
        if (run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "gust-test", path.toString()) != 0) {
            throw new IOException("a small file system could not be mounted at " + path);
        }
        SmallDisk disk = new SmallDisk(path);
        Runtime.getRuntime().addShutdownHook(new Thread(disk::unmount));
        return disk;
    }

    Path path() {
        return path;
    }

    @Override
    public void close() {
        unmount();
    }

    private void unmount() {
        run("umount", "-l", path.toString());
    }

    private static int run(String... command) {
        try {
            Process process = new ProcessBuilder(List.of(command))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return -1;
            }
            return process.exitValue();
        } catch (IOException notThere) {
            return -1;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }
}
