package dev.gust.checks.conformance.dynamodb.differential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gust.checks.conformance.dynamodb.DynamoDbLocal;
import dev.gust.checks.conformance.dynamodb.TableServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Generated requests to Gust and to Amazon's DynamoDB Local; a seed gives them, and a failure tells it. */
class DifferentialTest {
    private static final int REQUESTS = Boolean.getBoolean("gust.long") ? 40_000 : 1_500;
    private static final int REPORTED = 20;

    @TempDir
    private static Path folder;

    private static DynamoDbLocal local;
    private static TableServer gust;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        local = DynamoDbLocal.start();
        gust = new TableServer(folder);
    }

    @AfterAll
    static void stop() {
        if (local != null) {
            local.close();
        }
        if (gust != null) {
            gust.close();
        }
    }

    @Test
    void answersAsDynamoDbLocalDoes() throws Exception {
        long seed = Long.getLong("gust.seed", 1);
        Requests requests = new Requests(seed);
        create();
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < REQUESTS && differences.size() < REPORTED; i++) {
            Requests.Request request = requests.next();
            Answers theirs =
                    Answers.of(local.call(request.operation(), request.body().toJson()), request);
            Answers ours =
                    Answers.of(gust.call(request.operation(), request.body().toJson()), request);
            if (theirs.equals(ours)) {
                if (request.operation().contains("UpdateItem")
                        || request.operation().startsWith("TransactW")) {
                    realign(request);
                }
                continue;
            }
            if (KnownDifference.of(request, theirs, ours).isEmpty()) {
                differences.add("request " + i + " of seed " + seed + ": " + request + "\n  DynamoDB Local: " + theirs
                        + "\n  Gust:           " + ours);
            }
            if (request.writes() && (!theirs.isError() || !ours.isError())) {
                // From here on the two hold something different.
                create();
            }
        }
        assertThat(differences).as(() -> String.join("\n", differences)).isEmpty();
    }

    /** Where the two may hold different items although they answered the same. */
    private static void realign(Requests.Request request) throws IOException, InterruptedException {
        String text = request.body().toJson();
        if (!text.contains("REMOVE ") && !text.contains("DELETE")) {
            return;
        }
        for (String table : Tables.NAMES) {
            Requests.Request scan =
                    new Requests.Request("Scan", Dice.object("TableName", table, "ConsistentRead", true));
            Answers theirs = Answers.of(local.call("Scan", scan.body().toJson()), scan);
            Answers ours = Answers.of(gust.call("Scan", scan.body().toJson()), scan);
            if (!theirs.body().get("Count").equals(ours.body().get("Count"))) {
                create();
                return;
            }
        }
    }

    private static void create() throws IOException, InterruptedException {
        for (String table : Tables.NAMES) {
            local.call("DeleteTable", "{\"TableName\":\"" + table + "\"}");
            gust.call("DeleteTable", "{\"TableName\":\"" + table + "\"}");
        }
        for (Requests.Request creation : Tables.creations()) {
            assertThat(local.call("CreateTable", creation.body().toJson()).status())
                    .isEqualTo(200);
            assertThat(gust.call("CreateTable", creation.body().toJson()).status())
                    .isEqualTo(200);
        }
    }
}
