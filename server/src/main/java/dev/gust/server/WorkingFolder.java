package dev.gust.server;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** The data folder of one run: the user's, or one that goes when the run ends. */
record WorkingFolder(Path path, boolean ephemeral) implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(WorkingFolder.class.getName());

    static WorkingFolder of(ServerSettings settings) throws IOException {
        return settings.ephemeral()
                ? new WorkingFolder(Files.createTempDirectory("gust-"), true)
                : new WorkingFolder(settings.dataFolder(), false);
    }

    @Override
    public void close() {
        if (!ephemeral || !Files.exists(path)) {
            return;
        }
        try {
            Files.walkFileTree(path, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
                        throws IOException {
                    Files.delete(folder);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            LOG.log(Level.WARNING, () -> "event=ephemeral-folder-left folder=" + path + " reason=\"" + e + '"');
        }
    }
}
