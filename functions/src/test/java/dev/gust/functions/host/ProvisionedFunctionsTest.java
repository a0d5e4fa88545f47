package dev.gust.functions.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gust.functions.FunctionSpec;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Environments that are started before anybody calls. */
class ProvisionedFunctionsTest {
    private static TestHost host;

    @BeforeAll
    static void start() {
        host = TestHost.start();
    }

    @AfterAll
    static void stop() {
        host.close();
    }

    @Test
    void areLoadedAheadAndSayThatTheyWere() {
        FunctionSpec function = host.python(
                "import os\nkind = os.environ['AWS_LAMBDA_INITIALIZATION_TYPE']\ndef handler(event, context):\n    return kind");
        host.host.provision(function, 2);
        Await.until("two are ready", () -> host.host.usage(function.key()).provisionedReady() == 2);
        assertThat(host.host.usage(function.key()).trouble()).isEmpty();
        assertThat(host.invoke(function, "{}").text()).isEqualTo("\"provisioned-concurrency\"");
        host.host.provision(function, 0);
    }

    @Test
    void tellWhyTheyCanNotBeLoaded() {
        assertTrouble(host.python("import there_is_no_such_module"), "Runtime.ImportModuleError", "no_such_module");
        assertTrouble(host.node("throw new Error('not today');"), "not today");
        assertTrouble(host.python("import os\nos._exit(7)"), "Runtime exited with error: exit status 7");
        assertTrouble(
                host.function("provided.al2023", "x", Map.of("bootstrap", "#!/bin/sh\nexit 3\n")),
                "Runtime exited with error");
    }

    private static void assertTrouble(FunctionSpec function, String... words) {
        host.host.provision(function, 1);
        Await.until(
                "the reason is known",
                () -> host.host.usage(function.key()).trouble().isPresent());
        assertThat(host.host.usage(function.key()).trouble().orElseThrow()).contains(words);
        assertThat(host.host.usage(function.key()).provisionedReady()).isZero();
        host.host.provision(function, 0);
        assertThat(host.host.usage(function.key()).trouble()).isEqualTo(Optional.empty());
    }
}
