package dev.gust.checks.conformance.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.enhanced.dynamodb.DynamoDbEnhancedClient;
import software.amazon.awssdk.enhanced.dynamodb.DynamoDbTable;
import software.amazon.awssdk.enhanced.dynamodb.Key;
import software.amazon.awssdk.enhanced.dynamodb.TableSchema;
import software.amazon.awssdk.enhanced.dynamodb.extensions.annotations.DynamoDbVersionAttribute;
import software.amazon.awssdk.enhanced.dynamodb.mapper.annotations.DynamoDbBean;
import software.amazon.awssdk.enhanced.dynamodb.mapper.annotations.DynamoDbPartitionKey;
import software.amazon.awssdk.enhanced.dynamodb.mapper.annotations.DynamoDbSortKey;
import software.amazon.awssdk.enhanced.dynamodb.model.QueryConditional;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.OperationType;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/** AWS's SDK for Java over HTTP: the client, the Enhanced client, the client of streams. */
class JavaSdkTest {
    private static final StaticCredentialsProvider CREDENTIALS =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test"));

    @TempDir
    private Path folder;

    private TableServer server;
    private DynamoDbClient client;

    @BeforeEach
    void start() throws IOException {
        server = new TableServer(folder);
        client = DynamoDbClient.builder()
                .endpointOverride(server.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(CREDENTIALS)
                .build();
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @SuppressWarnings("unchecked") // The SDK's varargs of builders.
    private void create(String name) {
        client.createTable(table -> table.tableName(name)
                .attributeDefinitions(
                        attribute -> attribute.attributeName("p").attributeType(ScalarAttributeType.S),
                        attribute -> attribute.attributeName("r").attributeType(ScalarAttributeType.N))
                .keySchema(
                        key -> key.attributeName("p").keyType(KeyType.HASH),
                        key -> key.attributeName("r").keyType(KeyType.RANGE))
                .streamSpecification(stream -> stream.streamEnabled(true).streamViewType(StreamViewType.NEW_IMAGE))
                .billingMode(BillingMode.PAY_PER_REQUEST));
        client.waiter().waitUntilTableExists(table -> table.tableName(name));
    }

    private static AttributeValue text(String text) {
        return AttributeValue.fromS(text);
    }

    private static AttributeValue number(int number) {
        return AttributeValue.fromN(Integer.toString(number));
    }

    @Test
    void givesBackEveryTypeOfAttribute() {
        create("types");
        Map<String, AttributeValue> item = Map.ofEntries(
                Map.entry("p", text("a")),
                Map.entry("r", number(1)),
                Map.entry("binary", AttributeValue.fromB(SdkBytes.fromByteArray(new byte[] {0, -1, 7}))),
                Map.entry("flag", AttributeValue.fromBool(true)),
                Map.entry("nothing", AttributeValue.fromNul(true)),
                Map.entry("texts", AttributeValue.fromSs(List.of("x", "y"))),
                Map.entry("numbers", AttributeValue.fromNs(List.of("1", "2.5"))),
                Map.entry("list", AttributeValue.fromL(List.of(text("é"), number(3)))),
                Map.entry("map", AttributeValue.fromM(Map.of("k", AttributeValue.fromL(List.of())))),
                Map.entry("empty", text("")));
        client.putItem(put -> put.tableName("types").item(item));
        assertThat(client.getItem(get -> get.tableName("types").key(Map.of("p", text("a"), "r", number(1))))
                        .item())
                .isEqualTo(item);
    }

    @Test
    void tellsFailedConditionsAsTheirOwnExceptionWithTheItem() {
        create("notes");
        client.putItem(put -> put.tableName("notes").item(Map.of("p", text("a"), "r", number(1), "n", number(5))));
        assertThatThrownBy(() -> client.updateItem(update -> update.tableName("notes")
                        .key(Map.of("p", text("a"), "r", number(1)))
                        .updateExpression("SET n = :n")
                        .conditionExpression("n < :n")
                        .expressionAttributeValues(Map.of(":n", number(5)))
                        .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)))
                .isInstanceOfSatisfying(
                        ConditionalCheckFailedException.class,
                        failed -> assertThat(failed.item()).containsEntry("n", number(5)));
    }

    @Test
    @SuppressWarnings("unchecked") // The SDK's varargs of builders.
    void tellsWhyATransactionWasCancelled() {
        create("notes");
        assertThatThrownBy(() -> client.transactWriteItems(write -> write.transactItems(
                        item -> item.put(put -> put.tableName("notes").item(Map.of("p", text("a"), "r", number(1)))),
                        item -> item.delete(delete -> delete.tableName("notes")
                                .key(Map.of("p", text("b"), "r", number(1)))
                                .conditionExpression("attribute_exists(p)")))))
                .isInstanceOfSatisfying(
                        TransactionCanceledException.class,
                        cancelled -> assertThat(cancelled.cancellationReasons())
                                .extracting(reason -> reason.code())
                                .containsExactly("None", "ConditionalCheckFailed"));
        assertThat(client.scan(scan -> scan.tableName("notes")).items()).isEmpty();
    }

    @Test
    void pagesThroughMoreThanAMegabyte() {
        create("pages");
        String filler = "x".repeat(50_000);
        for (int i = 0; i < 45; i++) {
            int sort = i;
            client.putItem(put ->
                    put.tableName("pages").item(Map.of("p", text("a"), "r", number(sort), "filler", text(filler))));
        }
        List<Integer> sizes = new ArrayList<>();
        List<String> seen = new ArrayList<>();
        client.queryPaginator(query -> query.tableName("pages")
                        .keyConditionExpression("p = :p")
                        .expressionAttributeValues(Map.of(":p", text("a"))))
                .forEach(page -> {
                    sizes.add(page.count());
                    page.items().forEach(item -> seen.add(item.get("r").n()));
                });
        assertThat(sizes).hasSize(3).allMatch(size -> size <= 21);
        assertThat(seen)
                .isEqualTo(IntStream.range(0, 45).mapToObj(Integer::toString).toList());
    }

    @Test
    void tellsChangesThroughTheClientOfStreams() {
        create("events");
        client.putItem(put -> put.tableName("events").item(Map.of("p", text("a"), "r", number(1))));
        client.updateItem(update -> update.tableName("events")
                .key(Map.of("p", text("a"), "r", number(1)))
                .updateExpression("ADD n :n")
                .expressionAttributeValues(Map.of(":n", number(2)))
                .returnValues(ReturnValue.ALL_NEW));
        try (DynamoDbStreamsClient streams = DynamoDbStreamsClient.builder()
                .endpointOverride(server.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(CREDENTIALS)
                .build()) {
            String arn = streams.listStreams(list -> list.tableName("events"))
                    .streams()
                    .getFirst()
                    .streamArn();
            String shard = streams.describeStream(describe -> describe.streamArn(arn))
                    .streamDescription()
                    .shards()
                    .getFirst()
                    .shardId();
            String iterator = streams.getShardIterator(
                            get -> get.streamArn(arn).shardId(shard).shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                    .shardIterator();
            List<Record> records =
                    streams.getRecords(get -> get.shardIterator(iterator)).records();
            assertThat(records)
                    .extracting(Record::eventName)
                    .containsExactly(OperationType.INSERT, OperationType.MODIFY);
            assertThat(records.getLast().dynamodb().newImage()).containsEntry("n", number(2));
        }
    }

    /** A bean of the Enhanced client. */
    @DynamoDbBean
    public static class Note {
        private String owner;
        private Integer number;
        private List<String> tags;
        private Long version;

        @DynamoDbPartitionKey
        public String getOwner() {
            return owner;
        }

        public void setOwner(String value) {
            owner = value;
        }

        @DynamoDbSortKey
        public Integer getNumber() {
            return number;
        }

        public void setNumber(Integer value) {
            number = value;
        }

        public List<String> getTags() {
            return tags;
        }

        public void setTags(List<String> value) {
            tags = value;
        }

        @DynamoDbVersionAttribute
        public Long getVersion() {
            return version;
        }

        public void setVersion(Long value) {
            version = value;
        }
    }

    @Test
    void servesTheEnhancedClient() {
        DynamoDbEnhancedClient enhanced =
                DynamoDbEnhancedClient.builder().dynamoDbClient(client).build();
        DynamoDbTable<Note> notes = enhanced.table("enhanced", TableSchema.fromBean(Note.class));
        notes.createTable();
        for (int i = 0; i < 5; i++) {
            Note note = new Note();
            note.setOwner("me");
            note.setNumber(i);
            note.setTags(List.of("t" + i));
            notes.putItem(note);
        }
        Note first =
                notes.getItem(Key.builder().partitionValue("me").sortValue(0).build());
        assertThat(first.getVersion()).isEqualTo(1);
        first.setTags(List.of("changed"));
        assertThat(notes.updateItem(first).getVersion()).isEqualTo(2);
        assertThatThrownBy(() -> notes.putItem(first)).isInstanceOf(ConditionalCheckFailedException.class);
        assertThat(notes
                        .query(QueryConditional.sortGreaterThan(
                                Key.builder().partitionValue("me").sortValue(2).build()))
                        .items()
                        .stream()
                        .map(Note::getNumber))
                .containsExactly(3, 4);
    }
}
