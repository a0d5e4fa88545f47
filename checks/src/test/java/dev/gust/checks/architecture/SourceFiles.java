package dev.gust.checks.architecture;

import dev.gust.checks.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The files of the repository as a person wrote them: nothing that a build or an installation made. */
final class SourceFiles {
    private static final Set<String> NOT_OURS =
            Set.of(".git", "target", "node_modules", ".idea", ".vscode", "__pycache__", ".gust", ".serverless");

    private SourceFiles() {}

    /** Every file, relative to the root, in order of name. */
    static List<Path> all() {
        Path root = Repository.root();
        List<Path> files = new ArrayList<>();
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    boolean madeByAPackage = folder.equals(root.resolve("dist"));
                    return madeByAPackage
                                    || NOT_OURS.contains(folder.getFileName().toString())
                            ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    // In a worktree .git is a file.
                    if (attributes.isRegularFile()
                            && !file.endsWith(".git")
                            && !file.toString().endsWith(".log")) {
                        files.add(root.relativize(file));
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("walking " + root, e);
        }
        Collections.sort(files);
        return files;
    }

    static List<Path> ending(String suffix) {
        return all().stream().filter(file -> file.toString().endsWith(suffix)).toList();
    }

    /** The lines, or nothing for a file that is no text. */
    static Optional<List<String>> lines(Path file) {
        try {
            return Optional.of(Files.readAllLines(Repository.root().resolve(file)));
        } catch (MalformedInputException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + file, e);
        }
    }
}
