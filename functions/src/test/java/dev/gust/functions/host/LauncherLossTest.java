package dev.gust.functions.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gust.base.time.Clock;
import dev.gust.functions.FunctionSpec;
import dev.gust.functions.InvocationResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What runs functions is killed, or hangs, in the middle of calls: callers are told soon, and the host helps itself. */
class LauncherLossTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final int CALLS = 20;

    private TestHost host;
    private FunctionSpec function;
    private long launcher;

    @BeforeEach
    void start() {
        host = TestHost.start(settings -> settings, TestHost.GATEWAY_PORT, new HurriedClock());
        host.assumeLauncher();
        function = host.python("""
                import time
                def handler(event, context):
                    time.sleep(event)
                    return "here"
                """).withLimits(128, Duration.ofSeconds(20), 512);
        assertThat(host.invoke(function, "0").text()).isEqualTo("\"here\"");
        launcher = LeftoversTest.launcherOf(processes());
    }

    @AfterEach
    void stop() {
        host.close();
        assertThat(LeftoversTest.leftovers(launcher)).isEmpty();
    }

    @Test
    void aKilledLauncherIsStartedAgainAndLeavesNothing() {
        List<ProcessHandle> old = processes();
        killInTheMiddle(launcher);
        for (ProcessHandle process : old) {
            Await.until("process " + process.pid() + " is gone", () -> !process.isAlive());
        }
        Await.until(
                "its cgroups are gone", () -> LeftoversTest.leftovers(launcher).isEmpty());
        assertHealed();
    }

    @Test
    void aKilledProxyTakesTheLauncherWithIt() throws IOException {
        killInTheMiddle(named("gust-proxy"));
        assertHealed();
        FunctionSpec custom = CustomRuntimeTest.function(host);
        assertThat(host.invoke(custom, "1").text()).contains("\"count\": 1");
    }

    @Test
    void aKilledWatcherOfMemoryTakesTheLauncherWithIt() throws IOException {
        killInTheMiddle(named("gust-watcher"));
        assertHealed();
    }

    @Test
    void aLauncherThatHangsIsReplaced() throws Exception {
        assertThat(new ProcessBuilder("kill", "-STOP", Long.toString(launcher))
                        .start()
                        .waitFor())
                .isZero();
        FunctionSpec fresh = host.python("def handler(event, context):\n    return 'fresh'");
        Await.until(
                "another answers", LONG, () -> host.invoke(fresh, "0").text().equals("\"fresh\""));
        assertThat(ProcessHandle.of(launcher)).isEmpty();
    }

    @Test
    void aKilledZygoteIsReplaced() {
        for (ProcessHandle process : processes()) {
            if (process.parent().map(ProcessHandle::pid).equals(Optional.of(launcher))
                    && process.info().command().orElse("").contains("/python")) {
                process.destroyForcibly();
            }
        }
        FunctionSpec fresh = host.python("def handler(event, context):\n    return 'fresh'");
        Await.until("it forks again", LONG, () -> host.invoke(fresh, "0").text().equals("\"fresh\""));
        assertThat(ProcessHandle.of(launcher)).isPresent();
    }

    /** Every caller hears of an end, and nobody waits for the function's time to be up. */
    private void killInTheMiddle(long process) {
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<TestHost.Outcome>> calls = IntStream.range(0, CALLS)
                    .mapToObj(call -> CompletableFuture.supplyAsync(() -> host.invoke(function, "15"), callers))
                    .toList();
            Await.until("all are under way", LONG, () -> host.host.usage().busy() == CALLS);
            long begun = System.nanoTime();
            ProcessHandle.of(process).orElseThrow().destroyForcibly();
            assertThat(calls)
                    .allSatisfy(call -> assertThat(call.join().result())
                            .isInstanceOfAny(InvocationResult.StartFailed.class, InvocationResult.Crashed.class));
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(12));
        }
    }

    private void assertHealed() {
        Await.until(
                "another is there",
                LONG,
                () -> host.invoke(function, "0").text().equals("\"here\""));
        assertThat(ProcessHandle.of(launcher)).isEmpty();
    }

    private static List<ProcessHandle> processes() {
        return ProcessHandle.current().descendants().toList();
    }

    private static long named(String name) throws IOException {
        for (ProcessHandle process : processes()) {
            Path file = Path.of("/proc/" + process.pid() + "/comm");
            if (Files.exists(file) && Files.readString(file).strip().equals(name)) {
                return process.pid();
            }
        }
        throw new AssertionError("no process is named " + name);
    }

    /** Does in a tenth of the time what is done now and then. */
    private static final class HurriedClock implements Clock {
        private final Clock machine = Clock.system();

        @Override
        public Instant instant() {
            return machine.instant();
        }

        @Override
        public long nanoTime() {
            return machine.nanoTime();
        }

        @Override
        public void sleep(Duration duration) throws InterruptedException {
            machine.sleep(duration.dividedBy(10));
        }
    }
}
