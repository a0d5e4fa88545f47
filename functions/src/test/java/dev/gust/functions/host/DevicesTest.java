package dev.gust.functions.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gust.functions.Devices;
import dev.gust.functions.FunctionSpec;
import dev.gust.functions.InvocationResult;
import dev.gust.functions.Isolation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Devices of the machine in functions. Those here are harmless ones, made for this test and open to root alone. */
class DevicesTest {
    private static final Path FOLDER =
            Path.of("/dev/gust-test-" + ProcessHandle.current().pid());
    private static final Path ZEROS = FOLDER.resolve("zeros");
    private static final Path FULL = FOLDER.resolve("full");
    private static final Path LATE = FOLDER.resolve("late");

    private static final String LOOK = """
            import errno, os
            def tried(attempt):
                try:
                    return attempt()
                except OSError as problem:
                    return errno.errorcode[problem.errno]
            def read(path):
                with open(path, "rb") as file:
                    return file.read(3).hex()
            def write(path):
                with open(path, "wb", 0) as file:
                    return file.write(b"x")
            def handler(event, context):
                folder = event["folder"]
                return {"seen": tried(lambda: sorted(os.listdir(folder))), "zeros": tried(lambda: read(folder + "/zeros")),
                        "full": tried(lambda: write(folder + "/full")), "null": tried(lambda: write("/dev/null")),
                        "made": tried(lambda: os.mknod("/dev/disk", 0o60600, os.makedev(7, 0))),
                        "left": tried(lambda: os.listdir("/dev/shm")), "in": tried(lambda: os.readlink("/dev/stdin"))}
            """;

    private static TestHost host;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(isRoot(), "Devices are made by root.");
        Files.createDirectory(FOLDER);
        make(ZEROS, 5);
        make(FULL, 7);
        host = TestHost.start(
                settings -> settings.withDevices(new Devices(
                        Map.of("zeros", List.of(ZEROS), "both", List.of(ZEROS, FULL), "late", List.of(LATE)))),
                TestHost.GATEWAY_PORT);
        assumeTrue(host.host.isolation().level() == Isolation.Level.SANDBOX, "The launcher is not here.");
    }

    @AfterAll
    static void stop() throws IOException {
        if (host != null) {
            host.close();
        }
        for (Path node : List.of(ZEROS, FULL, LATE, FOLDER)) {
            Files.deleteIfExists(node);
        }
    }

    @Test
    void areSeenByThoseOnlyThatAsk() {
        FunctionSpec asking = host.python(LOOK).withDevices(List.of("zeros"));
        assertThat(look(asking)).contains("\"seen\": [\"zeros\"]", "\"zeros\": \"000000\"", "\"full\": \"EROFS\"");
        assertThat(look(host.python(LOOK))).contains("\"seen\": \"ENOENT\"", "\"zeros\": \"ENOENT\"");
        assertThat(look(asking))
                .contains("\"null\": 1", "\"left\": \"ENOENT\"", "\"in\": \"/proc/self/fd/0\"")
                .containsPattern("\"made\": \"(EPERM|EACCES|EROFS)\"");
    }

    @Test
    void haveSeveralFilesAndAreWrittenTo() {
        FunctionSpec asking = host.python(LOOK).withDevices(List.of("both", "zeros"));
        assertThat(look(asking))
                .contains("\"seen\": [\"full\", \"zeros\"]", "\"zeros\": \"000000\"", "\"full\": \"ENOSPC\"");
    }

    @Test
    void reachFunctionsThatStartInProcessesOfTheirOwn() {
        FunctionSpec node = host.node("""
                exports.handler = async (event) => require("fs").readdirSync(event.folder);
                """)
                .withEnvironment(Map.of("NODE_OPTIONS", "--no-warnings"))
                .withDevices(List.of("zeros"));
        assertThat(look(node)).isEqualTo("[\"zeros\"]");
    }

    @Test
    void leaveTheMachinesOwnAsTheyAre() throws IOException {
        look(host.python(LOOK).withDevices(List.of("zeros")));
        assertThat(Files.getAttribute(ZEROS, "unix:uid")).isEqualTo(0);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(ZEROS)))
                .isEqualTo("rw-------");
    }

    @Test
    void areRefusedWhereNobodyOffersThem() {
        FunctionSpec asking = host.python(LOOK).withDevices(List.of("gpu"));
        assertThat(host.invoke(asking, "{}").result())
                .isEqualTo(new InvocationResult.StartFailed(
                        "The device gpu is not offered to functions here; offered are both, late, zeros."
                                + " An operator offers devices by the setting functions.devices."));
    }

    @Test
    void areRefusedUntilTheyAreThere() throws Exception {
        FunctionSpec asking = host.python(LOOK).withDevices(List.of("late"));
        assertThat(host.host.obstacle(asking.devices()))
                .contains("The device late is not on this machine: there is no " + LATE + '.');
        make(LATE, 7);
        assertThat(host.host.obstacle(asking.devices())).isEmpty();
        assertThat(look(asking)).contains("\"seen\": [\"late\"]");
    }

    @Test
    void areOfferedByNameAndPath() {
        assertThat(Devices.parse(" gpu=/dev/nvidia0:/dev/nvidiactl, fuse=/dev/fuse ,")
                        .offered())
                .isEqualTo(Map.of(
                        "gpu", List.of(Path.of("/dev/nvidia0"), Path.of("/dev/nvidiactl")),
                        "fuse", List.of(Path.of("/dev/fuse"))));
        assertThat(Devices.parse("").offered()).isEmpty();
        assertThatThrownBy(() -> Devices.parse("gpu=/dev/../etc/shadow")).hasMessageContaining("not a path below /dev");
        assertThatThrownBy(() -> Devices.parse("gpu=/etc/shadow")).hasMessageContaining("not a path below /dev");
        assertThatThrownBy(() -> Devices.parse("GPU=/dev/fuse")).hasMessageContaining("not a name of a device");
        assertThatThrownBy(() -> Devices.parse("gpu")).hasMessageContaining("gpu has 0");
        assertThatThrownBy(() -> Devices.parse("a=/dev/fuse,a=/dev/full")).hasMessageContaining("a is there twice");
    }

    private static String look(FunctionSpec function) {
        return host.invoke(function, "{\"folder\": \"" + FOLDER + "\"}").text();
    }

    private static void make(Path node, int minor) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("mknod", "-m", "600", node.toString(), "c", "1", Integer.toString(minor))
                .inheritIO()
                .start();
        assumeTrue(process.waitFor() == 0, "Devices can not be made here.");
    }

    private static boolean isRoot() throws IOException {
        return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    }
}
