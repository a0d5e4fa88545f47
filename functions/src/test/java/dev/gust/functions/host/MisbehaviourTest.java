package dev.gust.functions.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gust.functions.FunctionSpec;
import dev.gust.functions.HostUsage;
import dev.gust.functions.InvocationResult;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What functions do wrong: each is told as on AWS, and neither the platform nor the neighbours are the worse for it. */
class MisbehaviourTest {
    private static TestHost host;
    private static FunctionSpec neighbour;

    @BeforeAll
    static void start() {
        host = TestHost.start();
        neighbour = host.python("def handler(event, context):\n    return 'well'");
    }

    @AfterAll
    static void stop() {
        host.close();
    }

    @AfterEach
    void neighboursAreWell() {
        assertThat(host.invoke(neighbour, "{}").text()).isEqualTo("\"well\"");
        HostUsage usage = host.host.usage();
        assertThat(usage.busy()).isZero();
    }

    @Test
    void hanging() {
        FunctionSpec function = host.python("""
                import time
                def handler(event, context):
                    print("before", end="")
                    while event["hang"]:
                        pass
                    return "fine"
                """).withLimits(128, Duration.ofSeconds(1), 512);
        TestHost.Outcome outcome = host.invoke(function, "{\"hang\": true}");
        assertThat(outcome.result()).isInstanceOf(InvocationResult.TimedOut.class);
        assertThat(outcome.text())
                .startsWith("{\"errorType\":\"Sandbox.Timedout\",\"errorMessage\":\"RequestId: request-")
                .endsWith(" Error: Task timed out after 1.00 seconds\"}");
        assertThat(outcome.lines().getLast()).matches("\\d{4}-.*Z request-\\d+ Task timed out after 1.00 seconds");
        assertThat(host.invoke(function, "{\"hang\": false}").text()).isEqualTo("\"fine\"");
    }

    @Test
    void exiting() {
        assertExit(
                host.python("import sys\ndef handler(event, context):\n    sys.exit(3)"),
                "Runtime exited with error: exit status 3");
        assertExit(
                host.python("import os\ndef handler(event, context):\n    os._exit(0)"),
                "Runtime exited without providing a reason");
        assertExit(
                host.node("exports.handler = async () => process.exit(1);"),
                "Runtime exited with error: exit status 1");
        assertExit(host.node("process.exit(2);"), "Runtime exited with error: exit status 2");
    }

    @Test
    void crashing() {
        assertExit(
                host.python("import ctypes\ndef handler(event, context):\n    ctypes.string_at(0)"),
                "Runtime exited with error: signal: segmentation fault");
        assertExit(
                host.python("import os\ndef handler(event, context):\n    os.kill(os.getpid(), 9)"),
                "Runtime exited with error: signal: killed");
        assertExit(
                host.node("exports.handler = async () => process.abort();"),
                "Runtime exited with error: signal: aborted");
    }

    @Test
    void usingMoreMemoryThanItMay() {
        assumeTrue(
                host.host.isolation().missing().isEmpty(),
                () -> host.host.isolation().describe());
        FunctionSpec function = host.python("""
                def handler(event, context):
                    hold = []
                    while True:
                        hold.append(bytearray(8 * 1024 * 1024))
                """).withLimits(128, Duration.ofSeconds(20), 512);
        TestHost.Outcome outcome = host.invoke(function, "{}");
        assertThat(outcome.result()).isInstanceOfSatisfying(InvocationResult.Crashed.class, crashed -> {
            assertThat(crashed.outOfMemory()).isTrue();
            assertThat(crashed.metering().maxMemoryUsedMegabytes()).isBetween(120, 128);
        });
        assertThat(outcome.text()).contains("Runtime.ExitError", "signal: killed");
    }

    /** What is taken faster than the kernel can be asked to watch it. */
    @Test
    void usingMoreMemoryThanItMayAtOnce() {
        assumeTrue(
                host.host.isolation().missing().isEmpty(),
                () -> host.host.isolation().describe());
        FunctionSpec function = host.node("""
                exports.handler = async () => {
                    const hold = [];
                    for (let taken = 0; taken < 400; taken += 50) hold.push(Buffer.alloc(50 * 1024 * 1024, 1));
                    await new Promise((done) => setTimeout(done, 60000));
                    return hold.length;
                };
                """).withLimits(128, Duration.ofSeconds(20), 512);
        assertThat(host.invoke(function, "{}").result())
                .isInstanceOfSatisfying(
                        InvocationResult.Crashed.class,
                        crashed -> assertThat(crashed.outOfMemory()).isTrue());
    }

    @Test
    void forkingWithoutEnd() {
        FunctionSpec function = host.python("""
                import os, time
                def handler(event, context):
                    while True:
                        try:
                            if os.fork() == 0:
                                time.sleep(0.001)
                        except OSError:
                            pass
                """).withLimits(256, Duration.ofMillis(1500), 512);
        CompletableFuture<TestHost.Outcome> bomb = CompletableFuture.supplyAsync(() -> host.invoke(function, "{}"));
        assertThat(host.invoke(neighbour, "{}").text()).isEqualTo("\"well\"");
        assertThat(bomb.join().result())
                .isInstanceOfAny(InvocationResult.TimedOut.class, InvocationResult.Crashed.class);
    }

    @Test
    void fillingItsTemporaryFolder() {
        FunctionSpec function = host.python("""
                import errno, os, shutil
                def handler(event, context):
                    free = shutil.disk_usage("/tmp").total
                    try:
                        with open("/tmp/fill", "wb") as file:
                            for _ in range(100):
                                file.write(bytes(8 * 1024 * 1024))
                        return "no end"
                    except OSError as problem:
                        os.unlink("/tmp/fill")
                        return [free, errno.errorcode[problem.errno]]
                """).withLimits(128, Duration.ofSeconds(20), 600);
        assertThat(host.invoke(function, "{}").text()).isEqualTo("[629145600, \"ENOSPC\"]");
    }

    @Test
    void floodingItsOutput() {
        FunctionSpec function = host.python("""
                import os
                def handler(event, context):
                    lines = (b"x" * 1000 + b"\\n") * 100
                    for _ in range(600):
                        left = memoryview(lines)
                        while left:
                            left = left[os.write(1, left):]
                    os.write(1, b"y" * 600000)
                    return "done"
                """).withLimits(128, Duration.ofSeconds(30), 512);
        TestHost.Outcome outcome = host.invoke(function, "{}");
        assertThat(outcome.text()).isEqualTo("\"done\"");
        List<String> kept =
                outcome.lines().stream().filter(line -> line.startsWith("x")).toList();
        Duration taken =
                ((InvocationResult.Success) outcome.result()).metering().duration();
        // A burst, and then so much a second: on a machine that is slow enough nothing is dropped.
        assertThat((long) kept.size() * 1000).isBetween(1_000_000L, (16 + 4 * (taken.toSeconds() + 1)) * 1024 * 1024);
        assertThat(outcome.lines().contains("DROPPED")).isEqualTo(kept.size() < 60_000);
    }

    @Test
    void leavingAChildRunning() {
        FunctionSpec function = host.python("""
                import subprocess
                children = []
                def handler(event, context):
                    if not children:
                        children.append(subprocess.Popen(["sleep", "1000"]))
                    return children[0].poll() is None
                """);
        assertThat(host.invoke(function, "{}").text()).isEqualTo("true");
        assertThat(host.invoke(function, "{}").text()).isEqualTo("true");
        List<ProcessHandle> sleepers = sleepers();
        assertThat(sleepers).isNotEmpty();
        host.host.retire(function.key());
        sleepers.forEach(sleeper -> Await.until("the child is gone", () -> !sleeper.isAlive()));
    }

    @Test
    void speakingOnTheRuntimesChannel() {
        FunctionSpec nonsense =
                host.python("import os\ndef handler(event, context):\n    os.write(3, b'\\xff' * 100)\n    return 1");
        assertThat(host.invoke(nonsense, "{}").result()).isInstanceOf(InvocationResult.Crashed.class);
        FunctionSpec closing = host.python("import os\ndef handler(event, context):\n    os.close(3)\n    return 1");
        assertThat(host.invoke(closing, "{}").result()).isInstanceOf(InvocationResult.Crashed.class);
    }

    @Test
    void openingTooManyFiles() {
        FunctionSpec function = host.python("""
                import errno
                def handler(event, context):
                    held = []
                    try:
                        while True:
                            held.append(open("/dev/null"))
                    except OSError as problem:
                        return [len(held) < 1024, errno.errorcode[problem.errno]]
                """);
        assertThat(host.invoke(function, "{}").text()).isEqualTo("[true, \"EMFILE\"]");
    }

    private static List<ProcessHandle> sleepers() {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().command().orElse("").endsWith("sleep"))
                .toList();
    }

    private static void assertExit(FunctionSpec function, String message) {
        TestHost.Outcome outcome = host.invoke(function, "{}");
        assertThat(outcome.result()).isInstanceOf(InvocationResult.Crashed.class);
        assertThat(outcome.text())
                .startsWith("{\"errorType\":\"Runtime.ExitError\",\"errorMessage\":\"RequestId: request-")
                .endsWith(" Error: " + message + "\"}");
    }
}
