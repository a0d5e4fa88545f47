package dev.gust.functions.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gust.functions.FunctionKey;
import dev.gust.functions.FunctionSpec;
import dev.gust.functions.Isolation;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** AWS_LAMBDA_EXEC_WRAPPER: a script of the function's or of a layer's that starts the runtime, and may change what it sees. */
class WrapperScriptTest {
    private static final String SCRIPT = """
            #!/bin/sh
            export ADDED=by-the-wrapper
            export CHANGED=$CHANGED-and-changed
            export _HANDLER=index.other
            exec "$@"
            """;
    private static final String PYTHON = """
            import os
            def handler(event, context): return "not this one"
            def other(event, context): return [os.environ["ADDED"], os.environ["CHANGED"], os.environ.get("GUST_CHANNEL")]
            """;
    private static final String NODE = """
            exports.handler = async () => 'not this one';
            exports.other = async () => [process.env.ADDED, process.env.CHANGED, process.env.GUST_CHANNEL || null];
            """;

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private TestHost host;

    @AfterEach
    void stop() {
        host.close();
    }

    private FunctionSpec wrapped(String runtime, Map<String, String> files, String wrapper) {
        String name = "wrapped-" + NUMBER.incrementAndGet();
        FunctionKey key = new FunctionKey("arn:aws:lambda:us-east-1:000000000000:function:" + name, "$LATEST", "1");
        return FunctionSpec.of(key, name, runtime, "index.handler", ExecutableFiles.pack(host, files))
                .withEnvironment(Map.of("AWS_LAMBDA_EXEC_WRAPPER", wrapper, "CHANGED", "set"));
    }

    @ParameterizedTest
    @EnumSource(names = {"SANDBOX", "BUBBLEWRAP", "PROCESS"})
    void startsTheRuntime(Isolation.Level strongest) {
        host = TestHost.startAtMost(strongest);
        FunctionSpec python = wrapped("python3.12", Map.of("index.py", PYTHON, "wrap.sh", SCRIPT), "/var/task/wrap.sh");
        assertThat(host.invoke(python, "{}").text()).isEqualTo("[\"by-the-wrapper\", \"set-and-changed\", null]");
        FunctionSpec node = wrapped("nodejs20.x", Map.of("index.js", NODE), "/opt/wrap.sh")
                .withLayers(List.of(ExecutableFiles.pack(host, Map.of("wrap.sh", SCRIPT))));
        assertThat(host.invoke(node, "{}").text()).isEqualTo("[\"by-the-wrapper\",\"set-and-changed\",null]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"python3.12", "nodejs20.x"})
    void thatIsNotThereEndsTheStart(String runtime) {
        host = TestHost.start();
        FunctionSpec function = wrapped(runtime, Map.of("index.py", PYTHON, "index.js", NODE), "/var/task/none.sh");
        TestHost.Outcome outcome = host.invoke(function, "{}");
        assertThat(outcome.text()).contains("Runtime.ExitError", "exit status 127");
        assertThat(outcome.lines()).contains("fork/exec /var/task/none.sh: No such file or directory");
    }
}
