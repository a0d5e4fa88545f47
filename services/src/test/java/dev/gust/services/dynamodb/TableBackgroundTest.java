package dev.gust.services.dynamodb;

import static dev.gust.services.dynamodb.TableFixture.CONTEXT;
import static dev.gust.services.dynamodb.TableFixture.item;
import static dev.gust.services.dynamodb.TableFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gust.services.dynamodb.table.TableKeys;
import dev.gust.storage.Key;
import dev.gust.storage.KeyRange;
import dev.gust.storage.KeySpace;
import dev.gust.storage.Scan;
import dev.gust.wire.model.dynamodb.AttributeDefinition;
import dev.gust.wire.model.dynamodb.AttributeValue;
import dev.gust.wire.model.dynamodb.CreateGlobalSecondaryIndexAction;
import dev.gust.wire.model.dynamodb.DeleteTableInput;
import dev.gust.wire.model.dynamodb.DescribeTableInput;
import dev.gust.wire.model.dynamodb.GlobalSecondaryIndexUpdate;
import dev.gust.wire.model.dynamodb.IdempotentParameterMismatchException;
import dev.gust.wire.model.dynamodb.IndexStatus;
import dev.gust.wire.model.dynamodb.KeySchemaElement;
import dev.gust.wire.model.dynamodb.KeyType;
import dev.gust.wire.model.dynamodb.Projection;
import dev.gust.wire.model.dynamodb.ProjectionType;
import dev.gust.wire.model.dynamodb.Put;
import dev.gust.wire.model.dynamodb.QueryInput;
import dev.gust.wire.model.dynamodb.ScalarAttributeType;
import dev.gust.wire.model.dynamodb.StreamSpecification;
import dev.gust.wire.model.dynamodb.StreamViewType;
import dev.gust.wire.model.dynamodb.TableDescription;
import dev.gust.wire.model.dynamodb.TimeToLiveSpecification;
import dev.gust.wire.model.dynamodb.TransactWriteItem;
import dev.gust.wire.model.dynamodb.TransactWriteItemsInput;
import dev.gust.wire.model.dynamodb.UpdateTableInput;
import dev.gust.wire.model.dynamodb.UpdateTimeToLiveInput;
import dev.gust.wire.model.dynamodbstreams.DescribeStreamInput;
import dev.gust.wire.model.dynamodbstreams.GetRecordsInput;
import dev.gust.wire.model.dynamodbstreams.GetShardIteratorInput;
import dev.gust.wire.model.dynamodbstreams.OperationType;
import dev.gust.wire.model.dynamodbstreams.ShardIteratorType;
import dev.gust.wire.model.dynamodbstreams.StreamRecordEntry;
import dev.gust.wire.schema.Frozen;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class TableBackgroundTest {
    private static final long NOW = TableFixture.START.getEpochSecond();

    private final TableFixture tables = new TableFixture();

    private void createWithStream() {
        tables.create(
                "notes",
                "",
                input -> input.streamSpecification(new StreamSpecification(true, StreamViewType.NEW_AND_OLD_IMAGES)));
    }

    private void expireBy(String attribute) {
        tables.service.updateTimeToLive(
                new UpdateTimeToLiveInput("notes", new TimeToLiveSpecification(true, attribute)), CONTEXT);
    }

    private TableDescription describe() {
        return Objects.requireNonNull(tables.service
                .describeTable(new DescribeTableInput("notes"), CONTEXT)
                .table());
    }

    private List<StreamRecordEntry> records(ShardIteratorType from) {
        String arn = Objects.requireNonNull(describe().latestStreamArn());
        return tables.streams
                .getRecords(new GetRecordsInput(iterator(arn, from), null), CONTEXT)
                .records();
    }

    private String iterator(String arn, ShardIteratorType from) {
        var stream = Objects.requireNonNull(tables.streams
                .describeStream(new DescribeStreamInput(arn, null, null, null), CONTEXT)
                .streamDescription());
        String shard = Objects.requireNonNull(stream.shards().getFirst().shardId());
        return Objects.requireNonNull(tables.streams
                .getShardIterator(new GetShardIteratorInput(arn, shard, from, null), CONTEXT)
                .shardIterator());
    }

    @Test
    void expiresItemsWithAStreamRecordThatSaysSo() {
        createWithStream();
        expireBy("until");
        tables.put("notes", item("p", "soon", "until", (int) NOW + 10));
        tables.put("notes", item("p", "later", "until", (int) NOW + 100));
        tables.put("notes", item("p", "never", "until", "text"));
        tables.background.round();
        assertThat(tables.get("notes", item("p", "soon"))).isNotEmpty();
        tables.clock.advance(Duration.ofSeconds(11));
        tables.background.round();
        assertThat(tables.get("notes", item("p", "soon"))).isEmpty();
        assertThat(tables.get("notes", item("p", "later"))).isNotEmpty();
        assertThat(tables.get("notes", item("p", "never"))).isNotEmpty();
        StreamRecordEntry last = records(ShardIteratorType.TRIM_HORIZON).getLast();
        assertThat(last.eventName()).isEqualTo(OperationType.REMOVE);
        assertThat(last.userIdentity()).isNotNull();
        assertThat(last.userIdentity().principalId()).isEqualTo("dynamodb.amazonaws.com");
    }

    @Test
    void expiresWhatWasThereBeforeAndForgetsWhatWasPutOff() {
        createWithStream();
        tables.put("notes", item("p", "old", "until", (int) NOW + 10));
        tables.put("notes", item("p", "kept", "until", (int) NOW + 10));
        expireBy("until");
        tables.background.round();
        tables.put("notes", item("p", "kept", "until", (int) NOW + 1000));
        tables.clock.advance(Duration.ofSeconds(20));
        tables.background.round();
        assertThat(tables.get("notes", item("p", "old"))).isEmpty();
        assertThat(tables.get("notes", item("p", "kept"))).isNotEmpty();
    }

    @Test
    void tellsChangesInTheirOrderAndNothingOfWritesThatChangeNothing() {
        createWithStream();
        tables.put("notes", item("p", "a", "n", 1));
        tables.put("notes", item("p", "a", "n", 1));
        tables.put("notes", item("p", "a", "n", 2));
        List<StreamRecordEntry> records = records(ShardIteratorType.TRIM_HORIZON);
        assertThat(records)
                .extracting(StreamRecordEntry::eventName)
                .containsExactly(OperationType.INSERT, OperationType.MODIFY);
        var change = Objects.requireNonNull(records.getLast().dynamodb());
        assertThat(change.oldImage().get("n").unionValue()).isEqualTo("1");
        assertThat(change.newImage().get("n").unionValue()).isEqualTo("2");
        assertThat(change.sizeBytes()).isEqualTo(2 + 2 * (2 + 1 + 2));
        assertThat(records(ShardIteratorType.LATEST)).isEmpty();
    }

    @Test
    void dropsStreamRecordsAfterADayAndClosedStreamsWithThem() {
        createWithStream();
        String arn = Objects.requireNonNull(describe().latestStreamArn());
        tables.put("notes", item("p", "a"));
        tables.clock.advance(Duration.ofHours(25));
        tables.put("notes", item("p", "b"));
        tables.background.round();
        assertThat(records(ShardIteratorType.TRIM_HORIZON)).hasSize(1);
        tables.service.deleteTable(new DeleteTableInput("notes"), CONTEXT);
        assertThat(tables.streams
                        .getRecords(new GetRecordsInput(iterator(arn, ShardIteratorType.TRIM_HORIZON), null), CONTEXT)
                        .records())
                .hasSize(1);
        tables.clock.advance(Duration.ofHours(25));
        tables.background.round();
        tables.background.round();
        assertThatThrownBy(() -> iterator(arn, ShardIteratorType.TRIM_HORIZON))
                .hasMessage("Requested resource not found: Stream: " + arn + " not found");
        Key everything = Key.of(KeySpace.CHURN, "gust", "dynamodb");
        assertThat(tables.store.scan(Scan.of(KeyRange.under(everything))).entries())
                .isEmpty();
    }

    @Test
    void fillsANewIndexWithWhatWasThere() {
        createWithStream();
        for (int i = 0; i < 1200; i++) {
            tables.put("notes", item("p", "p" + i, "owner", "o" + i % 3));
        }
        tables.put("notes", item("p", "other", "owner", 7));
        tables.service.updateTable(
                UpdateTableInput.builder()
                        .tableName("notes")
                        .attributeDefinitions(List.of(new AttributeDefinition("owner", ScalarAttributeType.S)))
                        .globalSecondaryIndexUpdates(List.of(new GlobalSecondaryIndexUpdate(
                                null,
                                CreateGlobalSecondaryIndexAction.builder()
                                        .indexName("by-owner")
                                        .keySchema(List.of(new KeySchemaElement("owner", KeyType.HASH)))
                                        .projection(new Projection(ProjectionType.ALL, Frozen.list(null)))
                                        .build(),
                                null)))
                        .build(),
                CONTEXT);
        assertThat(describe().globalSecondaryIndexes().getFirst().indexStatus()).isEqualTo(IndexStatus.CREATING);
        assertThatThrownBy(() -> byOwner("o1"))
                .hasMessage("Cannot read from backfilling global secondary index: by-owner");
        tables.put("notes", item("p", "p1", "owner", "new"));
        tables.background.round();
        assertThat(describe().globalSecondaryIndexes().getFirst().indexStatus()).isEqualTo(IndexStatus.ACTIVE);
        assertThat(byOwner("o1")).hasSize(399);
        assertThat(byOwner("new")).hasSize(1);
    }

    @Test
    void countsItemsAndBytes() {
        createWithStream();
        tables.put("notes", item("p", "a", "n", 1));
        tables.put("notes", item("p", "b", "n", 1));
        tables.put("notes", item("p", "b", "n", 1234));
        tables.background.round();
        tables.put("notes", item("p", "c", "n", 1));
        assertThat(describe().itemCount()).isEqualTo(3);
        assertThat(describe().tableSizeBytes()).isEqualTo(5 + 6 + 5);
    }

    private List<Map<String, AttributeValue>> byOwner(String owner) {
        return tables.service
                .query(
                        QueryInput.builder()
                                .tableName("notes")
                                .indexName("by-owner")
                                .keyConditionExpression("#o = :o")
                                .expressionAttributeNames(Map.of("#o", "owner"))
                                .expressionAttributeValues(Map.of(":o", text(owner)))
                                .build(),
                        CONTEXT)
                .items();
    }

    @Test
    void trimsMoreRecordsThanOneStepTakes() {
        createWithStream();
        for (int i = 0; i < 1500; i++) {
            tables.put("notes", item("p", "a", "n", i));
        }
        tables.clock.advance(Duration.ofHours(25));
        tables.put("notes", item("p", "a", "n", -1));
        tables.background.round();
        assertThat(records(ShardIteratorType.TRIM_HORIZON)).hasSize(1);
    }

    @Test
    void forgetsTokensOfTransactionsAfterTenMinutes() {
        createWithStream();
        for (int i = 0; i < 3; i++) {
            transact("token-" + i, i);
            tables.clock.advance(Duration.ofMinutes(4));
        }
        tables.background.round();
        Key everything = Key.of(KeySpace.CHURN, CONTEXT.account(), CONTEXT.region(), "dynamodb", "tokens");
        assertThat(tables.store.scan(Scan.under(everything)).entries()).hasSize(2);
        assertThatThrownBy(() -> transact("token-2", 7)).isInstanceOf(IdempotentParameterMismatchException.class);
        transact("token-0", 7);
        assertThat(tables.get("notes", item("p", "a")).get("n")).isEqualTo(TableFixture.number(7));
        tables.clock.advance(Duration.ofMinutes(11));
        tables.background.round();
        assertThat(tables.store.scan(Scan.under(everything)).entries()).isEmpty();
        assertThat(tables.store.scan(Scan.under(TableKeys.tokenTimes())).entries())
                .isEmpty();
    }

    private void transact(String token, int number) {
        tables.service.transactWriteItems(
                TransactWriteItemsInput.builder()
                        .transactItems(List.of(TransactWriteItem.builder()
                                .put(Put.builder()
                                        .tableName("notes")
                                        .item(item("p", "a", "n", number))
                                        .build())
                                .build()))
                        .clientRequestToken(token)
                        .build(),
                CONTEXT);
    }
}
