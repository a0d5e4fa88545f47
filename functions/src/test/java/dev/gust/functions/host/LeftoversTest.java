package dev.gust.functions.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whatever ends, and however: no process, cgroup or mount is left of it. */
class LeftoversTest {
    private static final String SOURCE = """
            import subprocess
            child = subprocess.Popen(["sleep", "1000"])
            def handler(event, context):
                return "running"
            """;

    @Test
    void closingLeavesNothing() {
        List<ProcessHandle> processes;
        long launcher;
        try (TestHost host = TestHost.start()) {
            assertThat(host.invoke(host.python(SOURCE), "{}").text()).isEqualTo("\"running\"");
            processes = ProcessHandle.current().descendants().toList();
            launcher = launcherOf(processes);
            assertThat(processes)
                    .anyMatch(process -> process.info().command().orElse("").endsWith("sleep"));
        }
        assertThat(processes).noneMatch(ProcessHandle::isAlive);
        assertNothingLeft(launcher);
    }

    /** Fork bombs and full temporary folders of many functions at once are still not the machine's end. */
    @Test
    void allFunctionsTogetherLeaveRoomForOthers() throws Exception {
        try (TestHost host = TestHost.start()) {
            assumeTrue(
                    host.host.isolation().missing().isEmpty(),
                    () -> host.host.isolation().describe());
            long launcher = launcherOf(ProcessHandle.current().descendants().toList());
            long machine;
            try (InputStream most = Files.newInputStream(Path.of("/proc/sys/kernel/pid_max"))) {
                // Tells all in one reading, and nothing in a second one.
                machine = Long.parseLong(new String(most.readNBytes(32), StandardCharsets.US_ASCII).strip());
            }
            assertThat(limit(launcher, "pids.max")).isBetween(1024L, machine * 3 / 4 + 1);
            assertThat(limit(launcher, "memory.limit_in_bytes", "memory.max")).isBetween(1L << 27, 1L << 45);
        }
    }

    private static long limit(long launcher, String... names) throws IOException {
        for (Path group : leftovers(launcher)) {
            for (String name : names) {
                Path file = group.resolve(name);
                if (Files.exists(file)) {
                    return Long.parseLong(Files.readString(file).strip());
                }
            }
        }
        throw new AssertionError("no group has " + List.of(names));
    }

    @Test
    void theLauncherDiesWithItsServer() throws Exception {
        Process server = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "--enable-native-access=ALL-UNNAMED",
                        LeftoversTest.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<ProcessHandle> processes;
        long launcher;
        Path directory;
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8))) {
            directory = Path.of(lines.readLine());
            assertThat(lines.readLine()).isEqualTo("\"running\"");
            processes = server.descendants().toList();
            launcher = launcherOf(processes);
        } finally {
            server.destroyForcibly();
        }
        for (ProcessHandle process : processes) {
            Await.until("process " + process.pid() + " is gone", () -> !process.isAlive());
        }
        Await.until("the launcher cleaned up", () -> leftovers(launcher).isEmpty());
        delete(directory);
    }

    /** The server that is killed. */
    public static void main(String[] arguments) throws InterruptedException {
        TestHost host = TestHost.start();
        System.out.println(host.directory());
        System.out.println(host.invoke(host.python(SOURCE), "{}").text());
        Thread.currentThread().join();
    }

    static long launcherOf(List<ProcessHandle> processes) {
        return processes.stream()
                .filter(process -> process.info().command().orElse("").endsWith("gust-launcher"))
                .filter(process -> process.children().findAny().isPresent())
                .findFirst()
                .orElseThrow()
                .pid();
    }

    private static void assertNothingLeft(long launcher) {
        assertThat(leftovers(launcher)).isEmpty();
    }

    /** The launcher's cgroups, on every hierarchy. Its mounts are in a namespace of its own, which ends with its processes. */
    static List<Path> leftovers(long launcher) {
        try (Stream<Path> files = Files.find(
                Path.of("/sys/fs/cgroup"),
                5,
                (path, attributes) -> attributes.isDirectory()
                        && path.getFileName().toString().startsWith("gust-" + launcher + "-"))) {
            return files.toList();
        } catch (IOException | java.io.UncheckedIOException e) {
            // A group went away while it was looked at: look again.
            return leftovers(launcher);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }
}
