package dev.gust.cli.deploy.packaging;

import dev.gust.cli.command.CommandFailure;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.time.LocalDateTime;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Makes the packages of functions: their files and dependencies, zipped to the same bytes for the same content. */
public final class Packager {
    /** Zip entries have a time, and the same content must give the same bytes. */
    private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    private static final int DEEPEST = 40;

    /** A package in the cache folder. */
    public record CodePackage(Path zip, String hash, long size) {}

    /** Functions that share all of this share their package. */
    private record Origin(Path folder, List<String> patterns, String runtime, String bundled) {}

    private final Path cache;
    private final Dependencies dependencies;
    private final SourceCheck sources;
    private final Consumer<String> progress;
    private final Map<Origin, CodePackage> made = new HashMap<>();

    /**
     * @param cache Gust's cache folder
     * @param home where Gust is installed
     */
    public Packager(Path cache, Path home, Consumer<String> progress) {
        this.cache = cache.resolve("deploy");
        this.progress = progress;
        this.dependencies = new Dependencies(cache, home, progress);
        this.sources = new SourceCheck(this.cache);
    }

    /** The package of a function; its source is looked at for mistakes that are plain to see. */
    public CodePackage pack(FunctionCode code) throws IOException {
        Optional<Path> typescript = code.isNode() ? sources.typescript(code) : Optional.empty();
        Optional<Path> modules = modules(code);
        if (typescript.isEmpty()) {
            sources.check(code, modules);
        }
        Origin origin = new Origin(
                code.folder(),
                code.patterns(),
                code.runtime(),
                typescript.map(Path::toString).orElse(""));
        CodePackage known = made.get(origin);
        if (known == null) {
            Map<String, Path> files = new TreeMap<>();
            if (typescript.isPresent()) {
                files.put(SourceCheck.base(code) + ".js", bundle(code, typescript.get(), modules));
            } else {
                if (modules.isPresent() && !modules.get().equals(code.folder())) {
                    collect(
                            code.isNode() ? modules.get().resolve("node_modules") : modules.get(),
                            code.isNode() ? "node_modules/" : "",
                            new Patterns(List.of()),
                            files);
                }
                // What the project itself has comes last, and wins.
                collect(code.folder(), "", new Patterns(code.patterns()), files);
            }
            known = zipped(code, files);
            made.put(origin, known);
        }
        return known;
    }

    /** Deletes a cache folder with all that is in it. */
    public static void forget(Path cache) throws IOException {
        FileTree.delete(cache);
    }

    /** A package that somebody else made. */
    public CodePackage existing(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new CommandFailure(
                    "the package " + file + " is not there",
                    "The project names it as a function's code. Nothing was deployed.",
                    "Build it first, or correct its path.");
        }
        return new CodePackage(file, FileTree.hash(List.of(file)), Files.size(file));
    }

    private Optional<Path> modules(FunctionCode code) throws IOException {
        if (code.isNode()) {
            return dependencies.nodeModules(code.folder());
        }
        return code.isPython() ? dependencies.pythonModules(code) : Optional.empty();
    }

    /** TypeScript becomes one JavaScript file with everything in it but the SDK, which the runtime has. */
    private Path bundle(FunctionCode code, Path source, Optional<Path> modules) throws IOException {
        String version = code.runtime().replaceAll("[^0-9]", "");
        Path out = Files.createDirectories(cache.resolve("bundles").resolve(FileTree.hash(source.toString())));
        Path target = out.resolve("bundle.js");
        Tool.Result result = Tool.run(
                code.folder(),
                modules.map(folder -> Map.of(
                                "NODE_PATH", folder.resolve("node_modules").toString()))
                        .orElse(Map.of()),
                List.of(
                        dependencies.bundler().toString(),
                        code.folder().relativize(source).toString(),
                        "--bundle",
                        "--platform=node",
                        "--format=cjs",
                        "--target=node" + (version.isEmpty() ? "20" : version),
                        "--external:@aws-sdk/*",
                        "--external:@smithy/*",
                        "--log-level=warning",
                        "--outfile=" + target));
        if (!result.isSuccess()) {
            throw new CommandFailure(
                    "the TypeScript of " + code.name() + " does not build:\n  " + result.tail(),
                    "esbuild bundles it into one file. Nothing was deployed.",
                    "Correct it; a module that cannot be resolved belongs into the dependencies of package.json.");
        }
        sources.checkExport(code, source);
        return target;
    }

    private static void collect(Path folder, String prefix, Patterns patterns, Map<String, Path> files)
            throws IOException {
        Files.walkFileTree(folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), DEEPEST, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                boolean skip =
                        !directory.equals(folder) && Patterns.skipFolder(String.valueOf(directory.getFileName()));
                return skip ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                Path name = folder.relativize(file);
                if (attributes.isRegularFile() && patterns.include(name)) {
                    files.put(prefix + name.toString().replace('\\', '/'), file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private CodePackage zipped(FunctionCode code, Map<String, Path> files) throws IOException {
        MessageDigest digest = FileTree.digest();
        for (Map.Entry<String, Path> file : files.entrySet()) {
            digest.update(file.getKey().getBytes(StandardCharsets.UTF_8));
            digest.update((byte) (Files.isExecutable(file.getValue()) ? 1 : 0));
            digest.update(Files.readAllBytes(file.getValue()));
            digest.update((byte) 0);
        }
        String hash = HexFormat.of().formatHex(digest.digest(), 0, 16);
        Path zip = cache.resolve("packages").resolve(hash + ".zip");
        if (!Files.isRegularFile(zip)) {
            progress.accept(
                    "packaging " + code.name() + " (" + files.size() + (files.size() == 1 ? " file)" : " files)"));
            Files.createDirectories(cache.resolve("packages"));
            Path draft = Files.createTempFile(cache.resolve("packages"), "draft-", ".zip");
            try {
                write(draft, files);
                Files.move(draft, zip, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(draft);
            }
        }
        return new CodePackage(zip, hash, Files.size(zip));
    }

    private static void write(Path zip, Map<String, Path> files) throws IOException {
        try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(zip));
                ZipOutputStream out = new ZipOutputStream(file)) {
            out.setLevel(Deflater.BEST_SPEED);
            for (Map.Entry<String, Path> entry : files.entrySet()) {
                ZipEntry written = new ZipEntry(entry.getKey());
                written.setTimeLocal(TIME);
                out.putNextEntry(written);
                Files.copy(entry.getValue(), out);
                out.closeEntry();
            }
        }
        ZipModes.write(zip, name -> {
            Path source = files.get(name);
            return source != null && Files.isExecutable(source);
        });
    }
}
