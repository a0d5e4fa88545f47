package dev.gust.services.dynamodb;

import static dev.gust.services.dynamodb.TableFixture.CONTEXT;
import static dev.gust.services.dynamodb.TableFixture.item;
import static dev.gust.services.dynamodb.TableFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gust.wire.model.dynamodb.AttributeDefinition;
import dev.gust.wire.model.dynamodb.AttributeValue;
import dev.gust.wire.model.dynamodb.BatchGetItemInput;
import dev.gust.wire.model.dynamodb.BatchWriteItemInput;
import dev.gust.wire.model.dynamodb.BatchWriteItemOutput;
import dev.gust.wire.model.dynamodb.BillingMode;
import dev.gust.wire.model.dynamodb.DescribeTableInput;
import dev.gust.wire.model.dynamodb.GlobalSecondaryIndex;
import dev.gust.wire.model.dynamodb.KeySchemaElement;
import dev.gust.wire.model.dynamodb.KeyType;
import dev.gust.wire.model.dynamodb.KeysAndAttributes;
import dev.gust.wire.model.dynamodb.OnDemandThroughput;
import dev.gust.wire.model.dynamodb.Projection;
import dev.gust.wire.model.dynamodb.ProjectionType;
import dev.gust.wire.model.dynamodb.ProvisionedThroughput;
import dev.gust.wire.model.dynamodb.ProvisionedThroughputExceededException;
import dev.gust.wire.model.dynamodb.Put;
import dev.gust.wire.model.dynamodb.PutRequest;
import dev.gust.wire.model.dynamodb.QueryInput;
import dev.gust.wire.model.dynamodb.ScalarAttributeType;
import dev.gust.wire.model.dynamodb.ScanInput;
import dev.gust.wire.model.dynamodb.TableDescription;
import dev.gust.wire.model.dynamodb.ThrottlingException;
import dev.gust.wire.model.dynamodb.ThrottlingReason;
import dev.gust.wire.model.dynamodb.TransactWriteItem;
import dev.gust.wire.model.dynamodb.TransactWriteItemsInput;
import dev.gust.wire.model.dynamodb.TransactionCanceledException;
import dev.gust.wire.model.dynamodb.UpdateTableInput;
import dev.gust.wire.model.dynamodb.WriteRequest;
import dev.gust.wire.schema.Frozen;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A table with one read unit and one write unit, of which five minutes' worth may be used at once. */
class ProvisionedLimitsTest {
    private static final ProvisionedThroughput ONE = new ProvisionedThroughput(1L, 1L);

    private final TableFixture tables = new TableFixture();

    @AfterEach
    void close() {
        tables.background.close();
        tables.store.close();
    }

    private void create(ProvisionedThroughput ofTable, ProvisionedThroughput ofIndex) {
        tables.create(
                "notes",
                "",
                input -> input.billingMode(BillingMode.PROVISIONED)
                        .provisionedThroughput(ofTable)
                        .attributeDefinitions(List.of(
                                new AttributeDefinition("p", ScalarAttributeType.S),
                                new AttributeDefinition("mail", ScalarAttributeType.S)))
                        .globalSecondaryIndexes(List.of(GlobalSecondaryIndex.builder()
                                .indexName("byMail")
                                .keySchema(List.of(new KeySchemaElement("mail", KeyType.HASH)))
                                .projection(new Projection(ProjectionType.ALL, Frozen.list(null)))
                                .provisionedThroughput(ofIndex)
                                .build())));
    }

    @Test
    void holdsTablesOnDemandToTheMostThatWasSetForThem() {
        tables.create("notes", "", input -> input.onDemandThroughput(new OnDemandThroughput(null, 1L)));
        assertThat(described().onDemandThroughput()).isEqualTo(new OnDemandThroughput(-1L, 1L));
        tables.put("notes", large("one", 299));
        tables.put("notes", large("two", 5));

        assertThatThrownBy(() -> tables.put("notes", item("p", "three")))
                .hasMessage("Throughput exceeds the maximum OnDemandThroughput configured on table or index")
                .isInstanceOfSatisfying(
                        ThrottlingException.class,
                        refused -> assertThat(refused.throttlingReasons())
                                .containsExactly(new ThrottlingReason(
                                        "TableWriteMaxOnDemandThroughputExceeded",
                                        "arn:aws:dynamodb:us-east-1:000000000000:table/notes")));
        assertThatThrownBy(() -> transact("three"))
                .isInstanceOfSatisfying(
                        TransactionCanceledException.class,
                        cancelled -> assertThat(cancelled
                                        .cancellationReasons()
                                        .getFirst()
                                        .code())
                                .isEqualTo("ThrottlingError"));
        for (int i = 0; i < 1000; i++) {
            tables.get("notes", item("p", "one"));
        }
        change(new OnDemandThroughput(5L, -1L));
        assertThat(described().onDemandThroughput()).isEqualTo(new OnDemandThroughput(5L, -1L));
        tables.put("notes", item("p", "three"));
        change(new OnDemandThroughput(-1L, null));
        assertThat(described().onDemandThroughput()).isNull();
    }

    @Test
    void refusesLimitsThatAreNone() {
        tables.create("notes", "", input -> input);
        for (OnDemandThroughput wrong : List.of(
                new OnDemandThroughput(0L, 1L),
                new OnDemandThroughput(-2L, null),
                new OnDemandThroughput(null, null))) {
            assertThatThrownBy(() -> change(wrong)).hasMessageContaining("One or more parameter values were invalid");
        }
        assertThatThrownBy(() -> tables.create(
                        "provisioned",
                        "",
                        input -> input.billingMode(BillingMode.PROVISIONED)
                                .provisionedThroughput(ONE)
                                .onDemandThroughput(new OnDemandThroughput(1L, 1L))))
                .hasMessageContaining("BillingMode is PAY_PER_REQUEST");
    }

    private TableDescription described() {
        return Objects.requireNonNull(tables.service
                .describeTable(new DescribeTableInput("notes"), CONTEXT)
                .table());
    }

    private void change(OnDemandThroughput maximum) {
        tables.service.updateTable(
                UpdateTableInput.builder()
                        .tableName("notes")
                        .onDemandThroughput(maximum)
                        .build(),
                CONTEXT);
    }

    private void transact(String key) {
        TransactWriteItem write = TransactWriteItem.builder()
                .put(Put.builder().tableName("notes").item(item("p", key)).build())
                .build();
        tables.service.transactWriteItems(
                TransactWriteItemsInput.builder().transactItems(List.of(write)).build(), CONTEXT);
    }

    /** Of this many kilobytes, and a few bytes less. */
    private static Map<String, AttributeValue> large(String key, int kilobytes) {
        return item("p", key, "text", "x".repeat(kilobytes * 1024 - 100));
    }

    @Test
    void refusesWritesWhenTheBurstIsUsedUpAndTakesThemAgainLater() {
        create(ONE, ONE);
        tables.put("notes", large("one", 299));
        tables.put("notes", large("two", 5));

        assertThatThrownBy(() -> tables.put("notes", item("p", "three")))
                .hasMessageContaining("The level of configured provisioned throughput for the table was exceeded.")
                .isInstanceOfSatisfying(
                        ProvisionedThroughputExceededException.class,
                        refused -> assertThat(refused.throttlingReasons())
                                .containsExactly(new ThrottlingReason(
                                        "TableWriteProvisionedThroughputExceeded",
                                        "arn:aws:dynamodb:us-east-1:000000000000:table/notes")));
        assertThat(tables.get("notes", item("p", "three"))).isEmpty();
        tables.clock.advance(Duration.ofSeconds(5));
        tables.put("notes", item("p", "three"));
        assertThat(tables.get("notes", item("p", "three"))).isNotEmpty();
    }

    @Test
    void refusesReadsOfTheTableAndOfTheIndexEachByItsOwn() {
        create(ONE, ONE);
        tables.put("notes", large("one", 200));
        ScanInput scan =
                ScanInput.builder().tableName("notes").consistentRead(true).build();
        for (int i = 0; i < 6; i++) {
            tables.service.scan(scan, CONTEXT);
        }
        assertThatThrownBy(() -> tables.service.scan(scan, CONTEXT))
                .isInstanceOf(ProvisionedThroughputExceededException.class);
        assertThatThrownBy(() -> tables.get("notes", item("p", "one")))
                .isInstanceOf(ProvisionedThroughputExceededException.class);
        QueryInput ofIndex = QueryInput.builder()
                .tableName("notes")
                .indexName("byMail")
                .keyConditionExpression("mail = :mail")
                .expressionAttributeValues(Map.of(":mail", text("a")))
                .build();
        assertThatCode(() -> tables.service.query(ofIndex, CONTEXT)).doesNotThrowAnyException();
    }

    @Test
    void refusesWritesThatAnIndexHasNoCapacityFor() {
        create(new ProvisionedThroughput(1000L, 1000L), ONE);
        Map<String, AttributeValue> listed = large("one", 350);
        listed.put("mail", text("a"));
        tables.put("notes", listed);

        assertThatThrownBy(() -> tables.put("notes", item("p", "two")))
                .hasMessageContaining("one or more global secondary indexes")
                .isInstanceOfSatisfying(
                        ProvisionedThroughputExceededException.class,
                        refused -> assertThat(refused.throttlingReasons().getFirst())
                                .isEqualTo(new ThrottlingReason(
                                        "IndexWriteProvisionedThroughputExceeded",
                                        "arn:aws:dynamodb:us-east-1:000000000000:table/notes/index/byMail")));
    }

    @Test
    void leavesUnprocessedWhatABatchHasNoCapacityFor() {
        create(ONE, ONE);
        tables.put("notes", large("one", 299));
        BatchWriteItemInput batch = new BatchWriteItemInput(
                Map.of(
                        "notes",
                        List.of(
                                new WriteRequest(new PutRequest(large("two", 390)), null),
                                new WriteRequest(new PutRequest(large("three", 390)), null))),
                null,
                null);
        BatchWriteItemOutput first = tables.service.batchWriteItem(batch, CONTEXT);
        assertThat(first.unprocessedItems().get("notes"))
                .containsExactly(batch.requestItems().get("notes").getLast());
        assertThatThrownBy(() -> tables.service.batchWriteItem(batch, CONTEXT))
                .isInstanceOf(ProvisionedThroughputExceededException.class);

        BatchGetItemInput reads = new BatchGetItemInput(
                Map.of(
                        "notes",
                        KeysAndAttributes.builder()
                                .keys(List.of(item("p", "one"), item("p", "two")))
                                .consistentRead(true)
                                .build()),
                null);
        for (int i = 0; i < 2; i++) {
            assertThat(tables.service.batchGetItem(reads, CONTEXT).unprocessedKeys())
                    .isEmpty();
        }
        tables.clock.advance(Duration.ofMinutes(1));
        assertThat(tables.service
                        .batchGetItem(reads, CONTEXT)
                        .unprocessedKeys()
                        .get("notes")
                        .keys())
                .containsExactly(item("p", "two"));
        assertThatThrownBy(() -> tables.service.batchGetItem(reads, CONTEXT))
                .isInstanceOf(ProvisionedThroughputExceededException.class);
    }

    @Test
    void cancelsTransactionsForWhichThereIsNoCapacity() {
        create(ONE, ONE);
        tables.put("notes", large("one", 350));
        TransactWriteItemsInput input = TransactWriteItemsInput.builder()
                .transactItems(List.of(TransactWriteItem.builder()
                        .put(Put.builder()
                                .tableName("notes")
                                .item(item("p", "two"))
                                .build())
                        .build()))
                .build();
        assertThatThrownBy(() -> tables.service.transactWriteItems(input, CONTEXT))
                .isInstanceOfSatisfying(
                        TransactionCanceledException.class,
                        cancelled -> assertThat(cancelled
                                        .cancellationReasons()
                                        .getFirst()
                                        .code())
                                .isEqualTo("ProvisionedThroughputExceeded"));
    }

    @Test
    void neverThrottlesTablesOnDemand() {
        tables.create("notes", "", input -> input);
        for (int i = 0; i < 20; i++) {
            tables.put("notes", large("one", 390));
        }
        assertThat(tables.get("notes", item("p", "one"))).isNotEmpty();
    }
}
