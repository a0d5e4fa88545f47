package dev.gust.cli.deploy.packaging;

import dev.gust.base.json.JsonSyntaxException;
import dev.gust.base.json.JsonText;
import dev.gust.base.json.JsonValue;
import dev.gust.cli.command.CommandFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Fetches what functions depend on into the cache folder, once for the same list of dependencies. */
final class Dependencies {
    private static final List<String> QUIETLY = List.of("--no-audit", "--no-fund", "--loglevel=error");

    private final Path cache;
    private final Path ownCache;
    private final Path home;
    private final Consumer<String> progress;

    /**
     * @param cache Gust's cache folder
     * @param home where Gust is installed
     */
    Dependencies(Path cache, Path home, Consumer<String> progress) {
        this.cache = cache;
        this.ownCache = cache.resolve("deploy");
        this.home = home;
        this.progress = progress;
    }

    /** Fills a folder of the cache. */
    private interface Filling {
        void fill(Path folder) throws IOException;
    }

    /** A folder of the cache, which is there only when it is whole. */
    private Path cached(String kind, String hash, Filling filling) {
        Path ready = ownCache.resolve(kind).resolve(hash);
        if (Files.isDirectory(ready)) {
            return ready;
        }
        try {
            Files.createDirectories(ownCache.resolve(kind));
            Path draft = Files.createTempDirectory(ownCache.resolve(kind), "draft-");
            try {
                filling.fill(draft);
                if (!Files.isDirectory(ready)) {
                    Files.move(draft, ready, StandardCopyOption.ATOMIC_MOVE);
                }
            } finally {
                FileTree.delete(draft);
            }
            return ready;
        } catch (IOException e) {
            throw new UncheckedIOException("filling the cache folder " + ownCache, e);
        }
    }

    /** The folder whose node_modules holds what package.json asks for: the project's own where there is one. */
    Optional<Path> nodeModules(Path folder) throws IOException {
        Path manifest = folder.resolve("package.json");
        if (Files.isDirectory(folder.resolve("node_modules"))) {
            return Optional.of(folder);
        }
        if (!Files.isRegularFile(manifest) || !hasDependencies(manifest)) {
            return Optional.empty();
        }
        Path lock = folder.resolve("package-lock.json");
        boolean locked = Files.isRegularFile(lock);
        // The user's own settings for npm say where and how to fetch.
        List<Path> inputs = Stream.of(manifest, lock, folder.resolve(".npmrc"))
                .filter(Files::isRegularFile)
                .toList();
        return Optional.of(cached("npm", FileTree.hash(inputs), draft -> {
            progress.accept("fetching the dependencies of " + folder.getFileName() + "/package.json with npm");
            install(draft, inputs, locked, "the dependencies of " + manifest);
        }));
    }

    private static void install(Path draft, List<Path> inputs, boolean locked, String what) throws IOException {
        for (Path input : inputs) {
            Files.copy(input, draft.resolve(String.valueOf(input.getFileName())));
        }
        List<String> command = new ArrayList<>(List.of("npm", locked ? "ci" : "install", "--omit=dev"));
        command.addAll(QUIETLY);
        Tool.Result result = Tool.run(draft, Map.of(), command);
        if (!result.isSuccess()) {
            throw failed("npm could not fetch " + what, result);
        }
    }

    private static boolean hasDependencies(Path manifest) throws IOException {
        try {
            return JsonText.parse(Files.readString(manifest)) instanceof JsonValue.Obj json
                    && json.get("dependencies").orElse(JsonValue.Null.INSTANCE) instanceof JsonValue.Obj dependencies
                    && !dependencies.members().isEmpty();
        } catch (JsonSyntaxException e) {
            throw new CommandFailure(
                    manifest + " is no JSON: " + e.getMessage(), "npm reads it, and so does Gust.", "Correct it.");
        }
    }

    private static CommandFailure failed(String what, Tool.Result result) {
        return new CommandFailure(
                what,
                "Nothing was deployed. It said:\n  " + result.reason(),
                "See that the names and versions are right. Without a network, deploy once where there is one: what is in "
                        + "Gust's cache folder is not fetched again.");
    }

    /** The folder with the modules that requirements.txt asks for. */
    Optional<Path> pythonModules(FunctionCode code) throws IOException {
        Path requirements = code.folder().resolve("requirements.txt");
        if (!Files.isRegularFile(requirements) || asksForNothing(requirements)) {
            return Optional.empty();
        }
        String hash = FileTree.hash(List.of(requirements)) + "-" + code.runtime();
        return Optional.of(cached("pip", hash, draft -> {
            progress.accept("fetching what " + code.folder().getFileName() + "/requirements.txt asks for with pip");
            List<String> command = new ArrayList<>(List.of("python3", "-m", "pip", "install", "--quiet"));
            command.addAll(List.of("--disable-pip-version-check", "--no-compile", "--target", draft.toString()));
            command.addAll(List.of("-r", requirements.toString()));
            Tool.Result result = Tool.run(code.folder(), Map.of(), command);
            if (!result.isSuccess()) {
                throw failed("pip could not fetch what " + requirements + " asks for", result);
            }
        }));
    }

    private static boolean asksForNothing(Path requirements) throws IOException {
        return Files.readAllLines(requirements).stream()
                .allMatch(line -> line.isBlank() || line.strip().startsWith("#"));
    }

    /** The program that bundles TypeScript: where {@code gust doctor --install} puts it, or fetched now. */
    Path bundler() {
        return executable(cache.resolve("tools/nodejs")).orElseGet(() -> {
            Path pack = Stream.of("distribution/share", "share")
                    .map(share -> home.resolve(share).resolve("runtimes/tools"))
                    .filter(Files::isDirectory)
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no runtimes/tools below " + home));
            List<Path> inputs = List.of(pack.resolve("package.json"), pack.resolve("package-lock.json"));
            Path folder = cached("tools", FileTree.hash(inputs), draft -> {
                progress.accept("fetching esbuild with npm, to bundle TypeScript");
                install(draft, inputs, true, "esbuild");
            });
            return executable(folder)
                    .orElseThrow(() -> new CommandFailure(
                            "esbuild was fetched, and there is none for this machine in " + folder,
                            "It bundles TypeScript handlers. Nothing was deployed.",
                            "Bundle the handler yourself and deploy the JavaScript."));
        });
    }

    /** The program for this machine, rather than the script of that name that starts Node.js to look for it. */
    private static Optional<Path> executable(Path folder) {
        String system =
                System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("mac") ? "darwin" : "linux";
        String machine = System.getProperty("os.arch", "").equals("aarch64") ? "arm64" : "x64";
        return Stream.of("@esbuild/" + system + "-" + machine + "/bin/esbuild", ".bin/esbuild")
                .map(name -> folder.resolve("node_modules").resolve(name))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
