package dev.gust.checks.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A function that hears of a table's changes, over the server's sudden death. */
class StreamMappingTest {
    /** Shards end all the while, so that the function is called for parents and then for their children. */
    private static final Map<String, String> SHORT_SHARDS = Map.of("GUST_DYNAMODB_STREAMSHARDLIFE", "1s");

    @TempDir
    private Path data;

    @Test
    void everyChangeArrivesInOrderAlthoughTheServerIsKilled() throws Exception {
        try (GustProcess server = GustProcess.start(data, SHORT_SHARDS)) {
            RealClient.Outcome begun = run(server, "stream_begin.py");
            assertThat(begun.output()).as(begun.errors() + server.output()).contains("AT WORK");
            server.kill();
        }
        try (GustProcess again = GustProcess.start(data, SHORT_SHARDS)) {
            RealClient.Outcome rest = run(again, "stream_rest.py");
            assertThat(rest.status()).as(rest.errors() + again.output()).isZero();
            List<Integer> seen = new ArrayList<>();
            for (String number : rest.output().strip().split(" ")) {
                seen.add(Integer.valueOf(number));
            }
            assertThat(new LinkedHashSet<>(seen))
                    .as("first arrivals among %s", seen)
                    .containsExactlyElementsOf(IntStream.range(0, 20).boxed().toList());
            assertThat(seen)
                    .as("the batch that was cut off arrives again")
                    .filteredOn(number -> number == 10)
                    .hasSizeGreaterThan(1);
        }
    }

    @Test
    void whatIsGivenUpIsToldToABucketWithItsContent() throws Exception {
        try (GustProcess server = GustProcess.start(data, Map.of())) {
            RealClient.Outcome outcome = run(server, "stream_failure.py");
            assertThat(outcome.output().strip())
                    .as(outcome.errors() + server.output())
                    .isEqualTo("done");
        }
    }

    private static RealClient.Outcome run(GustProcess server, String script) throws Exception {
        return RealClient.python().with(server.endpoint(), "test", "test").run("-c", Scripts.text(script));
    }
}
