package dev.gust.functions.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gust.functions.FunctionSpec;
import dev.gust.functions.InvocationResult;
import java.io.BufferedReader;
import java.io.IOException;
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

    @Test
    void environmentsDieWithTheLauncherAndTheNextOneSweeps() {
        long launcher;
        try (TestHost host = TestHost.start()) {
            FunctionSpec function = host.python(SOURCE);
            assertThat(host.invoke(function, "{}").text()).isEqualTo("\"running\"");
            List<ProcessHandle> processes =
                    ProcessHandle.current().descendants().toList();
            launcher = launcherOf(processes);
            ProcessHandle.of(launcher).orElseThrow().destroyForcibly();
            for (ProcessHandle process : processes) {
                Await.until("process " + process.pid() + " is gone", () -> !process.isAlive());
            }
            Await.until(
                    "the host knows",
                    () -> host.invoke(function, "{}").result() instanceof InvocationResult.StartFailed);
        }
        try (TestHost next = TestHost.start()) {
            assertThat(leftovers(launcher)).isEmpty();
            assertThat(next.invoke(next.python(SOURCE), "{}").text()).isEqualTo("\"running\"");
        }
    }

    /** The server that is killed. */
    public static void main(String[] arguments) throws InterruptedException {
        TestHost host = TestHost.start();
        System.out.println(host.directory());
        System.out.println(host.invoke(host.python(SOURCE), "{}").text());
        Thread.currentThread().join();
    }

    private static long launcherOf(List<ProcessHandle> processes) {
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
    private static List<Path> leftovers(long launcher) {
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
