package dev.gust.storage.folder;

import dev.gust.base.time.Clock;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;

/** A process of its own that holds a folder's lock until it is destroyed, or its parent is gone. */
final class LockHolder {
    private LockHolder() {}

    static Process start(Path folder) throws IOException {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LockHolder.class.getName(),
                        folder.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        InputStream out = process.getInputStream();
        if (out.read() != '!') {
            process.destroyForcibly();
            throw new IOException("the process that was to hold the lock did not start");
        }
        return process;
    }

    public static void main(String[] arguments) throws IOException {
        try (FolderLock _ = FolderLock.take(Path.of(arguments[0]), Clock.system())) {
            System.out.print('!');
            System.out.flush();
            System.in.readAllBytes();
        }
    }
}
