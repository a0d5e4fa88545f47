package dev.gust.checks.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.waiters.DynamoDbWaiter;

/** {@code gust backup} and {@code gust restore} as a user has them, with processes that are killed in the middle. */
class BackupTest {
    private static final Duration PROMPT = Duration.ofSeconds(30);
    private static final int KILLS = 4;

    private static final String TABLE = "numbers";
    private static final String NUMBER = "number";
    private static final String FILLING = "filling-";
    private static final int FILES = 40;
    private static final int FILE_BYTES = 500_000;

    @TempDir
    private Path folder;

    private record Outcome(int status, String output) {}

    @Test
    void aBackupMadeWhileOthersWriteComesBackWhole() throws Exception {
        Path data = folder.resolve("data");
        Path backup = folder.resolve("backup");
        AtomicInteger acknowledged = new AtomicInteger();
        int before;
        try (GustProcess server = GustProcess.start(data);
                DynamoDbClient tables = tables(server)) {
            makeTable(tables);
            AtomicBoolean stop = new AtomicBoolean();
            Thread writer = Thread.ofVirtual().start(() -> {
                while (!stop.get()) {
                    put(tables, acknowledged.get());
                    acknowledged.incrementAndGet();
                }
            });
            try {
                while (acknowledged.get() < 50 && writer.isAlive()) {
                    writer.join(Duration.ofMillis(5));
                }
                before = acknowledged.get();
                Outcome made = gust("backup", backup.toString(), "--data", data.toString());
                assertThat(made.output()).contains("backed up to " + backup);
                assertThat(made.status()).isZero();
                Outcome again = gust("backup", backup.toString(), "--data", data.toString());
                assertThat(again.status()).isEqualTo(1);
                assertThat(again.output()).contains("is not empty");
                Outcome under = gust("restore", backup.toString(), "--data", data.toString());
                assertThat(under.status()).isEqualTo(1);
                assertThat(under.output()).contains("in use by process " + server.pid());
            } finally {
                stop.set(true);
                writer.join();
            }
            server.kill();
        }
        Path restored = folder.resolve("restored");
        assertThat(gust("restore", backup.toString(), "--data", restored.toString())
                        .status())
                .isZero();
        try (GustProcess server = GustProcess.start(restored);
                DynamoDbClient tables = tables(server)) {
            List<Integer> numbers = numbers(tables);
            assertThat(numbers).hasSizeGreaterThanOrEqualTo(before);
            assertThat(numbers)
                    .as("what was written in order is there without a gap")
                    .containsExactlyElementsOf(
                            Stream.iterate(0, n -> n + 1).limit(numbers.size()).toList());
            put(tables, numbers.size());
        }
    }

    @Test
    void aRestoreThatIsKilledLeavesNothingThatLooksLikeAFolder() throws Exception {
        Path data = folder.resolve("data");
        Path backup = folder.resolve("backup");
        try (GustProcess server = GustProcess.start(data);
                DynamoDbClient tables = tables(server)) {
            makeTable(tables);
            for (int number = 0; number < 20; number++) {
                put(tables, number);
            }
            assertThat(gust("backup", backup.toString(), "--data", data.toString())
                            .status())
                    .isZero();
        }
        fill(backup);
        Path restored = folder.resolve("restored");
        List<String> restore = List.of("restore", backup.toString(), "--data", restored.toString());
        for (int i = 0; i < KILLS && !Files.exists(restored); i++) {
            try (GustProcess killed = GustProcess.launch(restored, restore)) {
                awaitBegun(killed, restored.resolveSibling("restored.gust-unfinished/" + FILLING + i * 8));
                killed.kill();
            }
        }
        if (!Files.exists(restored)) {
            assertThat(gust(restore.toArray(String[]::new)).output()).contains("restored " + backup);
        }
        for (int file = 0; file < FILES; file++) {
            assertThat(restored.resolve(FILLING + file)).hasSize(FILE_BYTES);
        }
        try (GustProcess server = GustProcess.start(restored);
                DynamoDbClient tables = tables(server)) {
            assertThat(numbers(tables)).hasSize(20);
        }
    }

    /** Enough for a copy to take a while. */
    private static void fill(Path backup) throws IOException {
        for (int file = 0; file < FILES; file++) {
            Files.write(backup.resolve(FILLING + file), new byte[FILE_BYTES]);
        }
    }

    private static void awaitBegun(GustProcess process, Path sign) throws Exception {
        for (int i = 0; i < PROMPT.toMillis() && !Files.exists(sign); i++) {
            if (process.endsWithin(Duration.ofMillis(1))) {
                return;
            }
        }
    }

    private static Outcome gust(String... arguments) throws Exception {
        Process process = GustProcess.command(List.of(arguments))
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(PROMPT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return new Outcome(process.exitValue(), output);
    }

    private static DynamoDbClient tables(GustProcess server) throws IOException {
        return DynamoDbClient.builder()
                .endpointOverride(URI.create(server.endpoint()))
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .build();
    }

    private static void makeTable(DynamoDbClient tables) {
        tables.createTable(CreateTableRequest.builder()
                .tableName(TABLE)
                .attributeDefinitions(AttributeDefinition.builder()
                        .attributeName(NUMBER)
                        .attributeType(ScalarAttributeType.N)
                        .build())
                .keySchema(KeySchemaElement.builder()
                        .attributeName(NUMBER)
                        .keyType(KeyType.HASH)
                        .build())
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .build());
        try (DynamoDbWaiter waiter = tables.waiter()) {
            waiter.waitUntilTableExists(table -> table.tableName(TABLE));
        }
    }

    private static void put(DynamoDbClient tables, int number) {
        tables.putItem(
                item -> item.tableName(TABLE).item(Map.of(NUMBER, AttributeValue.fromN(Integer.toString(number)))));
    }

    private static List<Integer> numbers(DynamoDbClient tables) {
        return tables.scanPaginator(scan -> scan.tableName(TABLE)).items().stream()
                .map(item -> Integer.valueOf(item.get(NUMBER).n()))
                .sorted()
                .toList();
    }
}
