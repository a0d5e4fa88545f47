package dev.gust.functions.classes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What a function's own Java is started with, as files that its program reads ({@code java @file}): the launcher knows no function's class path. */
final class StartFiles {
    private static final String MAIN = "dev.gust.runtime.Main";
    private static final String RECORDED = "-XX:AOTConfiguration=/tmp/classes.conf";
    private static final String FRESH = "-XX:AOTCache=/tmp/classes.aot";
    private static final int LEAST_HEAP_MEGABYTES = 256;
    private static final String LARGE_HEAP = "-Xmx512m";
    /** As the manifest of the runtime's jar says where that is what is started. */
    private static final List<String> OPENED = List.of("java.lang", "java.util", "java.io", "jdk.internal.loader");

    private StartFiles() {}

    /**
     * @param options what every Java function's program is started with
     * @param hasOwnJar whether the package's own classes are in a jar here
     */
    static void write(Path folder, List<String> options, ClassPath path, boolean hasOwnJar, int memoryMegabytes)
            throws IOException {
        List<String> jars = new ArrayList<>(List.of("/var/runtime/java/runtime.jar"));
        if (hasOwnJar) {
            jars.add("/var/classes/" + ClassPath.OWN_JAR);
        }
        jars.addAll(path.jars().keySet());
        List<String> common = new ArrayList<>(options);
        OPENED.forEach(name -> common.add("--add-opens=java.base/" + name + "=ALL-UNNAMED"));
        common.addAll(List.of("-cp", String.join(":", jars)));
        String heap = "-Xmx" + Math.max(LEAST_HEAP_MEGABYTES, memoryMegabytes) + "m";
        write(
                folder,
                "start",
                List.of("-XX:AOTCache=/var/classes/" + ClassCache.CACHE),
                common,
                List.of(MAIN, "--own"));
        write(folder, "record", List.of(heap, "-XX:AOTMode=record", RECORDED), common, List.of(MAIN, "--record"));
        write(folder, "create", List.of(LARGE_HEAP, "-XX:AOTMode=create", RECORDED, FRESH), common, List.of());
        write(folder, "verify", List.of(heap, "-XX:AOTMode=on", FRESH), common, List.of(MAIN, "--verify"));
    }

    private static void write(Path folder, String name, List<String> first, List<String> common, List<String> last)
            throws IOException {
        List<String> words =
                Stream.of(first, common, last).flatMap(List::stream).toList();
        Files.write(folder.resolve(name), words);
    }
}
