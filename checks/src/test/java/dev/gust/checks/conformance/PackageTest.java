package dev.gust.checks.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gust.checks.Repository;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A package, taken elsewhere, on a machine that has no Java, no Maven and no sources. */
class PackageTest {
    @TempDir
    private Path folder;

    @Test
    void runsElsewhereWithoutJava() throws Exception {
        run(GustProcess.command(List.of(
                "package", "--with-runtime", "--into", folder.resolve("made").toString())));
        Path elsewhere = Files.createDirectories(folder.resolve("else where"));
        run(new ProcessBuilder("tar", "-xzf", archive().toString(), "-C", elsewhere.toString()));
        Path home;
        try (Stream<Path> unpacked = Files.list(elsewhere)) {
            home = unpacked.findFirst().orElseThrow();
        }
        Path data = folder.resolve("data");
        ProcessBuilder start = bare(home, "start", "--port", "0", "--data", data.toString());
        // Without this the JVM goes on without a cache that does not fit; with it, it says so and ends.
        start.environment().put("GUST_JAVA_OPTIONS", "-XX:AOTMode=on");
        try (GustProcess server = GustProcess.launch(data, start)) {
            server.awaitReady();
            assertThat(run(bare(home, "env", "--data", data.toString()))).contains(server.endpoint());
            assertThat(run(bare(home, "stop", "--data", data.toString()))).contains("stopped");
        }
    }

    /** The packaged launcher on a machine where nothing but the system's own tools is found. */
    private ProcessBuilder bare(Path home, String... arguments) throws Exception {
        Path tools = Files.createDirectories(folder.resolve("tools"));
        for (String tool : List.of("sed", "tr", "cat", "dirname", "readlink", "uname", "grep", "mkdir", "cksum")) {
            Path script = tools.resolve(tool);
            Files.writeString(script, "#!/bin/sh\nPATH=/usr/bin:/bin exec " + tool + " \"$@\"\n");
            Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        ProcessBuilder builder =
                new ProcessBuilder(Stream.concat(Stream.of(home.resolve("gust").toString()), Stream.of(arguments))
                        .toList());
        builder.environment().keySet().removeIf(name -> name.startsWith("GUST_") || name.equals("JAVA_HOME"));
        builder.environment().put("PATH", tools.toString());
        return builder;
    }

    private Path archive() throws Exception {
        try (Stream<Path> made = Files.list(folder.resolve("made"))) {
            return made.filter(file -> file.toString().endsWith(".tar.gz"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static String run(ProcessBuilder builder) throws Exception {
        Process process = builder.directory(Repository.root().toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
