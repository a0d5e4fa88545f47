package dev.gust.checks.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every operation of every service that has a model, built or not, with little and with odd input. */
class OperationSweepTest {
    private static final int ODD_ROUNDS = Boolean.getBoolean("gust.long") ? 3 : 1;

    @Test
    void everyOperationIsAnsweredOrRefusedAndNoneFails(@TempDir Path data) throws Exception {
        try (GustProcess server = GustProcess.start(data)) {
            RealClient.Outcome outcome = RealClient.python()
                    .with(server.endpoint(), "test", "test")
                    .and("ROUNDS", Integer.toString(ODD_ROUNDS))
                    .run("-c", Scripts.text("operations_boto3.py"));
            assertThat(outcome.output()).as(outcome.errors()).contains("ALL RIGHT");
        }
    }
}
