package dev.gust.functions.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gust.functions.FunctionSpec;
import dev.gust.functions.InvocationResult;
import dev.gust.functions.Isolation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Functions where there is no launcher: not isolated, and said so, but running. */
class PlainProcessesTest {
    private static TestHost host;
    private static Set<ProcessHandle> before;

    @BeforeAll
    static void start() {
        // What other tests of this process left to end is not this one's.
        before = ProcessHandle.current().descendants().collect(Collectors.toSet());
        host = TestHost.startAtMost(Isolation.Level.PROCESS);
    }

    @AfterAll
    static void stop() {
        List<ProcessHandle> processes = ProcessHandle.current()
                .descendants()
                .filter(process -> !before.contains(process))
                .toList();
        host.close();
        assertThat(processes).noneMatch(ProcessHandle::isAlive);
    }

    @Test
    void saysThatNothingIsIsolated() {
        assertThat(host.host.isolation().level()).isEqualTo(Isolation.Level.PROCESS);
        assertThat(host.host.isolation().describe()).contains("NOT isolated");
    }

    @Test
    void runsPython() {
        FunctionSpec function =
                host.python("""
                import shared
                count = 0
                def handler(event, context):
                    global count
                    count += 1
                    print("counting", count)
                    return [shared.NAME, count]
                """).withLayers(List.of(host.pack(Map.of("python/shared.py", "NAME = 'layer'"))));
        TestHost.Outcome first = host.invoke(function, "{}");
        assertThat(first.text()).isEqualTo("[\"layer\", 1]");
        assertThat(first.lines()).containsExactly("counting 1");
        assertThat(host.invoke(function, "{}").text()).isEqualTo("[\"layer\", 2]");
    }

    @Test
    void runsNode() {
        FunctionSpec function = host.node("""
                const shared = require('shared');
                exports.handler = async (event) => { console.log('hello'); return [shared, event]; };
                """)
                .withLayers(
                        List.of(host.pack(Map.of("nodejs/node_modules/shared/index.js", "module.exports = 'layer';"))));
        TestHost.Outcome outcome = host.invoke(function, "{}");
        assertThat(outcome.text()).isEqualTo("[\"layer\",{}]");
        assertThat(outcome.lines()).singleElement().asString().endsWith("\tINFO\thello");
        assertThat(host.invoke(host.node("require('nothere');"), "{}").text())
                .contains("Runtime.ImportModuleError", "- /var/runtime/index.mjs");
    }

    @Test
    void endsWhatHangsOrDies() {
        FunctionSpec hanging = host.python("def handler(event, context):\n    while True: pass")
                .withLimits(128, Duration.ofSeconds(1), 512);
        assertThat(host.invoke(hanging, "{}").result()).isInstanceOf(InvocationResult.TimedOut.class);
        assertThat(host.invoke(host.node("exports.handler = async () => process.exit(3);"), "{}")
                        .text())
                .contains("Runtime.ExitError", "exit status 3");
        assertThat(host.invoke(
                                host.python("import os\ndef handler(event, context):\n    os.kill(os.getpid(), 9)"),
                                "{}")
                        .text())
                .contains("signal: killed");
    }

    @Test
    void runsCustomRuntimes() {
        assertThat(host.invoke(CustomRuntimeTest.function(host), "{\"a\":1}").text())
                .contains("\"event\": {\"a\": 1}");
    }
}
