package dev.gust.checks.conformance.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gust.checks.Repository;
import dev.gust.checks.conformance.RealClient;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The SDKs for Python and JavaScript against tables, by scripts that end with "done" when everything was as expected. */
class ScriptedSdkTest {
    private static final String SCRIPTS = "checks/src/test/resources/dev/gust/checks/conformance/dynamodb/";

    @TempDir
    private Path folder;

    @Test
    void servesBoto3() throws Exception {
        run(RealClient.python(), "tables.py");
    }

    @Test
    void servesTheDocumentClientOfJavaScript() throws Exception {
        run(RealClient.node(), "tables.js");
    }

    private void run(RealClient client, String script) throws Exception {
        try (TableServer server = new TableServer(folder)) {
            RealClient.Outcome outcome = client.with(server.endpoint().toString(), "test", "test")
                    .run(Repository.root().resolve(SCRIPTS + script).toString());
            assertThat(outcome.output().strip()).as(outcome.errors()).isEqualTo("done");
        }
    }
}
