package dev.gust.functions.host;

import dev.gust.functions.FunctionsSettings;
import dev.gust.functions.runtime.Family;
import dev.gust.functions.runtime.Interpreter;
import dev.gust.functions.runtime.Interpreters;
import dev.gust.functions.runtime.JavaCache;
import dev.gust.functions.runtime.JavaInstallations;
import dev.gust.functions.runtime.RuntimeCatalog;
import dev.gust.functions.runtime.RuntimePacks;
import dev.gust.functions.sandbox.Profile;
import dev.gust.functions.sandbox.SandboxOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What this machine has to run functions with, and how each is started. */
record Programs(RuntimeCatalog catalog, RuntimePacks packs, List<Profile> profiles) {
    private static final int FIRST_WITH_CACHES = 25;

    /** As Lambda starts its own: quick to begin, small, and silent about itself. */
    private static final List<String> JAVA_WORDS = List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx" + SandboxOrder.HEAP + "m",
            "-XX:-UsePerfData",
            "-XX:+IgnoreUnrecognizedVMOptions",
            // Calls by reflection that are made once or twice are not worth code of their own.
            "-Djdk.reflect.useNativeAccessorOnly=true",
            // Where the cache was made for, if that is free: less to write to, and more that environments share.
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:ArchiveRelocationMode=0",
            "-XX:AOTCache=/var/runtime/java/runtime.aot",
            "-Xlog:disable",
            "-jar",
            "/var/runtime/java/runtime.jar");

    /** What a function's own Java is started with, besides its class path and cache; empty where Java knows no such caches. */
    Optional<List<String>> ownJavaOptions() {
        return catalog.interpreter(Family.JAVA)
                .filter(java -> Integer.parseInt(java.version().split("[^0-9]")[0]) >= FIRST_WITH_CACHES)
                .map(java -> JAVA_WORDS.stream()
                        .filter(word -> word.startsWith("-XX:") || word.startsWith("-D") || word.startsWith("-Xlog"))
                        .filter(word -> !word.startsWith("-XX:AOTCache="))
                        .toList());
    }

    Optional<JavaCache> javaCache(Path runtime, Optional<Path> kept) {
        return catalog.interpreter(Family.JAVA).map(java -> new JavaCache(java, JAVA_WORDS, runtime, kept));
    }

    /** Folders that the programs need to be seen inside besides /usr. */
    Map<String, Path> mounts() {
        return catalog.interpreter(Family.JAVA).map(JavaInstallations::mounts).orElse(Map.of());
    }

    static Programs find(FunctionsSettings settings) {
        List<Interpreter> found = new ArrayList<>();
        Interpreters.find(Family.PYTHON).ifPresent(found::add);
        Interpreters.find(Family.NODEJS).ifPresent(found::add);
        Interpreters.find(Family.JAVA).ifPresent(found::add);
        RuntimePacks packs =
                new RuntimePacks(settings.runtimePacks(), List.of(Path.of("/usr/lib/python3/dist-packages")));
        List<Profile> profiles = new ArrayList<>();
        for (Interpreter interpreter : found) {
            if (interpreter.family() == Family.PYTHON) {
                profiles.addAll(python(interpreter, packs));
            } else {
                profiles.add(profile(interpreter, packs));
            }
            if (interpreter.family() == Family.JAVA) {
                profiles.addAll(ownJava(interpreter));
            }
        }
        profiles.add(new Profile(Family.CUSTOM.profile(), false, List.of("/var/task/bootstrap")));
        return new Programs(new RuntimeCatalog(found, packs), packs, List.copyOf(profiles));
    }

    /** For functions with a cache of their own classes, and for making one; the files are that function's. */
    private static List<Profile> ownJava(Interpreter interpreter) {
        String program = JavaInstallations.program(interpreter).toString();
        List<String> cached = List.of(program, "-Xmx" + SandboxOrder.HEAP + "m", "@/var/classes/start");
        List<String> training = List.of(
                program,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx32m",
                "--add-opens=java.base/java.io=ALL-UNNAMED",
                "-cp",
                "/var/runtime/java/runtime.jar",
                "dev.gust.runtime.Training");
        return List.of(
                new Profile(Family.CACHED_JAVA, false, cached), new Profile(Family.JAVA_TRAINING, false, training));
    }

    /** Two that fork, with the SDK and without it, and a program that is started anew. */
    private static List<Profile> python(Interpreter interpreter, RuntimePacks packs) {
        Family family = interpreter.family();
        List<Profile> profiles = new ArrayList<>();
        profiles.add(new Profile(
                family.profile(), true, pythonCommand(interpreter, "/var/runtime/python/zygote.py", packs, List.of())));
        if (!packs.pythonModules().isEmpty()) {
            profiles.add(new Profile(
                    family.profileWithSdk(),
                    true,
                    pythonCommand(interpreter, "/var/runtime/python/zygote.py", packs, packs.pythonModules())));
        }
        profiles.add(new Profile(
                family.program(),
                false,
                pythonCommand(interpreter, "/var/runtime/python/process.py", packs, List.of())));
        return profiles;
    }

    private static List<String> pythonCommand(
            Interpreter interpreter, String program, RuntimePacks packs, List<String> modules) {
        List<String> command = new ArrayList<>(List.of(interpreter.path().toString(), program));
        command.addAll(packs.pythonPaths());
        command.addAll(modules);
        return command;
    }

    private static Profile profile(Interpreter interpreter, RuntimePacks packs) {
        List<String> command = new ArrayList<>();
        Path program =
                interpreter.family() == Family.JAVA ? JavaInstallations.program(interpreter) : interpreter.path();
        command.add(program.toString());
        switch (interpreter.family()) {
            case NODEJS -> {
                command.add("/var/runtime/nodejs/bootstrap.js");
                command.addAll(packs.nodeModules());
            }
            case JAVA -> command.addAll(JAVA_WORDS);
            case PYTHON, CUSTOM ->
                throw new IllegalArgumentException(interpreter.family() + " is started in other ways");
        }
        return new Profile(interpreter.family().profile(), false, command);
    }
}
