package dev.gust.functions.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gust.functions.FunctionSpec;
import dev.gust.functions.Isolation;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Functions where there is no launcher, and bwrap is, which {@code ./gust test} installs where it can. */
class BubblewrapTest {
    private static TestHost host;
    private static Set<ProcessHandle> before;

    @BeforeAll
    static void start() {
        before = ProcessHandle.current().descendants().collect(Collectors.toSet());
        host = TestHost.startAtMost(Isolation.Level.BUBBLEWRAP);
        // Where it is missing, or has no namespaces to give, functions run as plain processes, and say so.
        assumeTrue(
                host.host.isolation().level() == Isolation.Level.BUBBLEWRAP,
                host.host.isolation().describe());
    }

    @AfterAll
    static void stop() {
        List<ProcessHandle> processes = ProcessHandle.current()
                .descendants()
                .filter(process -> !before.contains(process))
                .toList();
        host.close();
        Await.until("no process is left", () -> processes.stream().noneMatch(ProcessHandle::isAlive));
    }

    @Test
    void runsPythonWithALayer() {
        FunctionSpec function = host.python("""
                import os, shared
                count = 0
                def handler(event, context):
                    global count
                    count += 1
                    print("counting", count)
                    return [shared.NAME, count, os.environ["SECRET"], __file__, os.getuid()]
                """)
                .withLayers(List.of(host.pack(Map.of("python/shared.py", "NAME = 'layer'"))))
                .withEnvironment(Map.of("SECRET", "a b\nc"));
        TestHost.Outcome first = host.invoke(function, "{}");
        assertThat(first.text()).isEqualTo("[\"layer\", 1, \"a b\\nc\", \"/var/task/app.py\", 65534]");
        assertThat(first.lines()).containsExactly("counting 1");
        assertThat(host.invoke(function, "{}").text()).startsWith("[\"layer\", 2,");
    }

    @Test
    void runsNodeWithTwoLayers() {
        FunctionSpec function = host.node("""
                exports.handler = async (event) => { console.log('hello'); return [require('one'), require('two')]; };
                """)
                .withLayers(List.of(
                        host.pack(Map.of("nodejs/node_modules/one/index.js", "module.exports = 1;")),
                        host.pack(Map.of("nodejs/node_modules/two/index.js", "module.exports = 2;"))));
        TestHost.Outcome outcome = host.invoke(function, "{}");
        assertThat(outcome.text()).isEqualTo("[1,2]");
        assertThat(outcome.lines()).singleElement().asString().endsWith("\tINFO\thello");
    }

    @Test
    void runsJavaAndCustomRuntimes() throws IOException {
        FunctionSpec java;
        try (JavaPackages packages = new JavaPackages()) {
            java = host.function(
                    "java21",
                    "fn.Hello::greet",
                    JavaPackages.zip(packages.compile(Map.of("fn.Hello", """
                        package fn;
                        public class Hello {
                            public String greet(String name) { return "hello " + name; }
                        }
                        """), List.of())));
        }
        assertThat(host.invoke(java, "\"you\"").text()).isEqualTo("\"hello you\"");
        assertThat(host.invoke(CustomRuntimeTest.function(host), "{\"a\":1}").text())
                .contains("\"event\": {\"a\": 1}");
    }

    @Test
    void endsWhatHangsOrDies() {
        PlainProcessesTest.endsWhatHangsOrDies(host);
    }

    @Test
    void refusesDevices() {
        assertThat(host.host.obstacle(List.of("gpu")))
                .hasValueSatisfying(reason -> assertThat(reason).contains("In bubblewrap"));
    }

    @Test
    void seesNothingOfTheMachineOrOfOthers() {
        FunctionSpec function = host.python("""
                import ctypes, os, subprocess
                def refused(act):
                    try:
                        act()
                        return False
                    except OSError:
                        return True
                def handler(event, context):
                    libc = ctypes.CDLL(None, use_errno=True)
                    return {
                        "home": os.path.exists(event["server"]),
                        "processes": sorted(int(p) for p in os.listdir("/proc") if p.isdigit() and int(p) > 10),
                        "root": refused(lambda: open("/made", "w")),
                        "task": refused(lambda: open("/var/task/made", "w")),
                        "usr": refused(lambda: open("/usr/made", "w")),
                        "sysctl": refused(lambda: open("/proc/sys/kernel/core_pattern", "w")),
                        "mount": libc.mount(b"none", b"/tmp", b"tmpfs", 0, None) == -1,
                        "signal": refused(lambda: os.kill(event["pid"], 0)),
                        "full": refused(lambda: open("/tmp/much", "wb").write(bytes(600 << 20))),
                        "capabilities": [line for line in open("/proc/self/status") if line.startswith("CapEff")][0].split()[1],
                        "variables": [name for name in os.environ if name.startswith("MAVEN") or name == "HOME_OF_TESTS"],
                    }
                """).withLimits(1024, Duration.ofSeconds(20), 512);
        String event = "{\"server\": \"" + host.directory() + "\", \"pid\": "
                + ProcessHandle.current().pid() + "}";
        assertThat(host.invoke(function, event).text())
                .isEqualTo(
                        "{\"home\": false, \"processes\": [], \"root\": true, \"task\": true, \"usr\": true, \"sysctl\": true,"
                                + " \"mount\": true, \"signal\": true, \"full\": true, \"capabilities\": \"0000000000000000\","
                                + " \"variables\": []}");
    }

    /** bwrap reads no variables of the function's: the library would be loaded outside of its walls. */
    @Test
    void loadsNoCodeOfTheFunctionOutside() {
        FunctionSpec function = host.node("exports.handler = async () => process.env.LD_PRELOAD;")
                .withEnvironment(Map.of("LD_PRELOAD", "/var/task/none.so"));
        TestHost.Outcome outcome = host.invoke(function, "{}");
        assertThat(outcome.text()).isEqualTo("\"/var/task/none.so\"");
        assertThat(outcome.lines()).filteredOn(line -> line.contains("bwrap")).isEmpty();
    }
}
