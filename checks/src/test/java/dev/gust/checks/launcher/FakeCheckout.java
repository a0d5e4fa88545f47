package dev.gust.checks.launcher;

import dev.gust.checks.Repository;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The real launcher script in a small checkout, with a Maven and a Java that only note that they were called. */
final class FakeCheckout {
    /** What a run printed, both streams together, and how it ended. */
    record Outcome(int status, String output) {}

    private final Path root;
    private final Map<String, String> environment = new LinkedHashMap<>();

    FakeCheckout(Path root) throws IOException {
        this.root = Files.createDirectories(root);
        script(root.resolve("gust"), Files.readString(Repository.root().resolve("gust")));
        Files.copy(Repository.root().resolve("pom.xml"), root.resolve("pom.xml"));
        write("checks/run-tests", Files.readString(Repository.root().resolve("checks/run-tests")));
        write("distribution/share/doctor", "provide() { : >\"$1\"; }\n");
        write("base/src/main/java/A.java", "class A {}\n");
        environment.put("GUST_JAVA_HOME", java("java", 25).toString());
        environment.put("GUST_CACHE", root.resolve("cache").toString());
        environment.put("GUST_AOT", "off");
        maven("""
                mkdir -p distribution/target/lib
                : >distribution/target/lib/gust-base.jar
                """);
    }

    Path root() {
        return root;
    }

    /** What the fake Maven does, in the checkout's root, once it noted the call. */
    void maven(String commands) throws IOException {
        script(root.resolve("mvn"), "#!/bin/sh\ncd '" + root + "'\necho \"$@\" >>maven.calls\n" + commands);
        environment.put("GUST_MAVEN", root.resolve("mvn").toString());
    }

    /** The arguments of each call of Maven. */
    List<String> mavenCalls() throws IOException {
        Path calls = root.resolve("maven.calls");
        return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
    }

    /** A Java of this version that prints where it stands. */
    Path java(String folder, int feature) throws IOException {
        Path home = root.resolve(folder);
        write(folder + "/release", "IMPLEMENTOR=\"Nobody\"\nJAVA_VERSION=\"" + feature + ".0.1\"\n");
        script(home.resolve("bin/java"), "#!/bin/sh\necho \"java $0\"\necho \"arguments $@\"\n");
        script(home.resolve("bin/javac"), "#!/bin/sh\n");
        return home;
    }

    void set(String variable, String value) {
        environment.put(variable, value);
    }

    void unset(String variable) {
        environment.remove(variable);
    }

    void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    Outcome run(String... arguments) throws IOException, InterruptedException {
        return end(start(arguments));
    }

    Process start(String... arguments) throws IOException {
        List<String> line = new ArrayList<>(List.of(root.resolve("gust").toString()));
        line.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("GUST_") || name.equals("JAVA_HOME"));
        builder.environment().putAll(environment);
        return builder.start();
    }

    static Outcome end(Process process) throws IOException, InterruptedException {
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(process.waitFor(), output);
    }

    private static void script(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
