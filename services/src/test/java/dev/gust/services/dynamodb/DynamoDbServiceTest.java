package dev.gust.services.dynamodb;

import static dev.gust.services.dynamodb.TableFixture.CONTEXT;
import static dev.gust.services.dynamodb.TableFixture.item;
import static dev.gust.services.dynamodb.TableFixture.number;
import static dev.gust.services.dynamodb.TableFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gust.wire.model.dynamodb.AttributeDefinition;
import dev.gust.wire.model.dynamodb.AttributeValue;
import dev.gust.wire.model.dynamodb.BillingMode;
import dev.gust.wire.model.dynamodb.ConditionalCheckFailedException;
import dev.gust.wire.model.dynamodb.ConsumedCapacity;
import dev.gust.wire.model.dynamodb.DeleteTableInput;
import dev.gust.wire.model.dynamodb.DescribeTableInput;
import dev.gust.wire.model.dynamodb.GlobalSecondaryIndex;
import dev.gust.wire.model.dynamodb.GlobalSecondaryIndexUpdate;
import dev.gust.wire.model.dynamodb.KeySchemaElement;
import dev.gust.wire.model.dynamodb.KeyType;
import dev.gust.wire.model.dynamodb.ListTablesInput;
import dev.gust.wire.model.dynamodb.Projection;
import dev.gust.wire.model.dynamodb.ProjectionType;
import dev.gust.wire.model.dynamodb.ProvisionedThroughput;
import dev.gust.wire.model.dynamodb.Put;
import dev.gust.wire.model.dynamodb.PutItemInput;
import dev.gust.wire.model.dynamodb.QueryInput;
import dev.gust.wire.model.dynamodb.QueryOutput;
import dev.gust.wire.model.dynamodb.ResourceNotFoundException;
import dev.gust.wire.model.dynamodb.ReturnConsumedCapacity;
import dev.gust.wire.model.dynamodb.ReturnValue;
import dev.gust.wire.model.dynamodb.ScalarAttributeType;
import dev.gust.wire.model.dynamodb.ScanInput;
import dev.gust.wire.model.dynamodb.ScanOutput;
import dev.gust.wire.model.dynamodb.TableDescription;
import dev.gust.wire.model.dynamodb.TableStatus;
import dev.gust.wire.model.dynamodb.TransactWriteItem;
import dev.gust.wire.model.dynamodb.TransactWriteItemsInput;
import dev.gust.wire.model.dynamodb.TransactionCanceledException;
import dev.gust.wire.model.dynamodb.UpdateGlobalSecondaryIndexAction;
import dev.gust.wire.model.dynamodb.UpdateItemInput;
import dev.gust.wire.model.dynamodb.UpdateTableInput;
import dev.gust.wire.operation.AwsException;
import dev.gust.wire.schema.Frozen;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DynamoDbServiceTest {
    private final TableFixture tables = new TableFixture();

    @Test
    void createsDescribesListsAndDeletesTables() {
        tables.create("one", "N", input -> input);
        tables.create("two", "", input -> input);
        var table = tables.service
                .describeTable(new DescribeTableInput("one"), CONTEXT)
                .table();
        assertThat(table).isNotNull();
        assertThat(table.tableStatus()).isEqualTo(TableStatus.ACTIVE);
        assertThat(table.tableArn()).isEqualTo("arn:aws:dynamodb:us-east-1:000000000000:table/one");
        assertThat(tables.service
                        .listTables(new ListTablesInput(null, 1), CONTEXT)
                        .lastEvaluatedTableName())
                .isEqualTo("one");
        assertThat(tables.service.listTables(new ListTablesInput("one", 1), CONTEXT))
                .satisfies(page -> assertThat(page.tableNames()).containsExactly("two"))
                .satisfies(page -> assertThat(page.lastEvaluatedTableName()).isNull());
        assertThatThrownBy(() -> tables.create("one", "", input -> input)).hasMessage("Table already exists: one");
        tables.put("two", item("p", "a"));
        tables.service.deleteTable(new DeleteTableInput("two"), CONTEXT);
        assertThatThrownBy(() -> tables.get("two", item("p", "a"))).isInstanceOf(ResourceNotFoundException.class);
        tables.create("two", "", input -> input);
        assertThat(tables.get("two", item("p", "a"))).isEmpty();
    }

    @Test
    void putsGetsUpdatesAndDeletesItems() {
        tables.create("notes", "", input -> input);
        tables.put("notes", item("p", "a", "n", 1));
        assertThat(tables.get("notes", item("p", "a"))).isEqualTo(item("p", "a", "n", 1));
        var updated = tables.service.updateItem(
                UpdateItemInput.builder()
                        .tableName("notes")
                        .key(item("p", "a"))
                        .updateExpression("SET n = n + :one, #list = list_append(if_not_exists(#list, :none), :more)")
                        .expressionAttributeNames(Map.of("#list", "list"))
                        .expressionAttributeValues(Map.of(
                                ":one",
                                number(1),
                                ":none",
                                new AttributeValue.L(List.of()),
                                ":more",
                                new AttributeValue.L(List.of(text("x")))))
                        .returnValues(ReturnValue.UPDATED_NEW)
                        .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL)
                        .build(),
                CONTEXT);
        assertThat(updated.attributes()).isEqualTo(item("n", 2, "list", new AttributeValue.L(List.of(text("x")))));
        assertThat(updated.consumedCapacity()).isNotNull();
        assertThat(updated.consumedCapacity().capacityUnits()).isEqualTo(1.0);
    }

    @Test
    void refusesHalfOfASurrogatePairWhereverItIs() {
        tables.create("notes", "", input -> input);
        for (Map<String, AttributeValue> broken : List.of(
                item("p", "a\uD83D"),
                item("p", "a", "n", "\uDE00"),
                item("p", "a", "\uD83D", 1),
                item("p", "a", "n", new AttributeValue.SS(List.of("\uD83D", "b"))))) {
            assertThatThrownBy(() -> tables.put("notes", broken)).hasMessageContaining("half of a surrogate pair");
        }
        assertThat(tables.get("notes", item("p", "a"))).isEmpty();
        tables.put("notes", item("p", "a\uD83D\uDE00", "n", "\uD83D\uDE00"));
        assertThat(tables.get("notes", item("p", "a\uD83D\uDE00"))).containsEntry("n", text("\uD83D\uDE00"));
    }

    @Test
    void keepsAnItemWhoseConditionFails() {
        tables.create("notes", "", input -> input);
        tables.put("notes", item("p", "a", "n", 1));
        PutItemInput once = PutItemInput.builder()
                .tableName("notes")
                .item(item("p", "a", "n", 2))
                .conditionExpression("attribute_not_exists(p)")
                .build();
        assertThatThrownBy(() -> tables.service.putItem(once, CONTEXT))
                .isInstanceOf(ConditionalCheckFailedException.class)
                .hasMessage("The conditional request failed");
        assertThat(tables.get("notes", item("p", "a"))).isEqualTo(item("p", "a", "n", 1));
    }

    @Test
    void queriesARangeInOrderAndInPages() {
        tables.create("events", "N", input -> input);
        for (int i = -5; i < 20; i++) {
            tables.put("events", item("p", "a", "r", i));
            tables.put("events", item("p", "b", "r", i));
        }
        List<AttributeValue> seen = new ArrayList<>();
        Map<String, AttributeValue> start = null;
        do {
            QueryOutput page = tables.service.query(
                    QueryInput.builder()
                            .tableName("events")
                            .keyConditionExpression("p = :p AND r BETWEEN :low AND :high")
                            .expressionAttributeValues(Map.of(":p", text("a"), ":low", number(-2), ":high", number(12)))
                            .scanIndexForward(false)
                            .limit(4)
                            .exclusiveStartKey(start)
                            .build(),
                    CONTEXT);
            page.items().forEach(found -> seen.add(found.get("r")));
            start = page.lastEvaluatedKey().isEmpty() ? null : page.lastEvaluatedKey();
        } while (start != null);
        List<AttributeValue> expected = new ArrayList<>();
        for (int i = 12; i >= -2; i--) {
            expected.add(number(i));
        }
        assertThat(seen).isEqualTo(expected);
    }

    @Test
    void scansInSegmentsThatTogetherAreEverything() {
        tables.create("events", "N", input -> input);
        for (int i = 0; i < 200; i++) {
            tables.put("events", item("p", "p" + i, "r", i));
        }
        Set<Map<String, AttributeValue>> seen = new HashSet<>();
        for (int segment = 0; segment < 7; segment++) {
            ScanOutput part = tables.service.scan(
                    ScanInput.builder()
                            .tableName("events")
                            .segment(segment)
                            .totalSegments(7)
                            .build(),
                    CONTEXT);
            assertThat(part.count()).isGreaterThan(5);
            part.items().forEach(found -> assertThat(seen.add(found)).isTrue());
        }
        assertThat(seen).hasSize(200);
    }

    @Test
    void keepsIndexesInStepWithItems() {
        tables.create(
                "users",
                "",
                input -> input.attributeDefinitions(List.of(
                                new AttributeDefinition("p", ScalarAttributeType.S),
                                new AttributeDefinition("mail", ScalarAttributeType.S)))
                        .globalSecondaryIndexes(List.of(GlobalSecondaryIndex.builder()
                                .indexName("by-mail")
                                .keySchema(List.of(new KeySchemaElement("mail", KeyType.HASH)))
                                .projection(new Projection(ProjectionType.KEYS_ONLY, Frozen.list(null)))
                                .build())));
        tables.put("users", item("p", "1", "mail", "a@x", "name", "A"));
        tables.put("users", item("p", "2", "mail", "a@x", "name", "B"));
        tables.put("users", item("p", "3", "name", "C"));
        assertThat(byMail("a@x"))
                .containsExactlyInAnyOrder(item("p", "1", "mail", "a@x"), item("p", "2", "mail", "a@x"));
        tables.put("users", item("p", "1", "mail", "b@x", "name", "A"));
        assertThat(byMail("a@x")).containsExactly(item("p", "2", "mail", "a@x"));
        assertThat(byMail("b@x")).containsExactly(item("p", "1", "mail", "b@x"));
        assertThatThrownBy(() -> tables.put("users", item("p", "4", "mail", 7)))
                .hasMessage("One or more parameter values were invalid: Type mismatch for Index Key mail "
                        + "Expected: S Actual: N IndexName: by-mail");
    }

    private List<Map<String, AttributeValue>> byMail(String mail) {
        return tables.service
                .query(
                        QueryInput.builder()
                                .tableName("users")
                                .indexName("by-mail")
                                .keyConditionExpression("mail = :m")
                                .expressionAttributeValues(Map.of(":m", text(mail)))
                                .build(),
                        CONTEXT)
                .items();
    }

    @Test
    void cancelsATransactionWholly() {
        tables.create("notes", "", input -> input);
        tables.put("notes", item("p", "b", "n", 1));
        TransactWriteItemsInput input = TransactWriteItemsInput.builder()
                .transactItems(List.of(put("a", null), put("b", "attribute_not_exists(p)")))
                .build();
        assertThatThrownBy(() -> tables.service.transactWriteItems(input, CONTEXT))
                .isInstanceOf(TransactionCanceledException.class)
                .hasMessage("Transaction cancelled, please refer cancellation reasons for specific reasons "
                        + "[None, ConditionalCheckFailed]");
        assertThat(tables.get("notes", item("p", "a"))).isEmpty();
    }

    @Test
    void repeatsATransactionByItsTokenOnlyOnce() {
        tables.create("notes", "", input -> input);
        TransactWriteItemsInput input = TransactWriteItemsInput.builder()
                .transactItems(List.of(put("a", "attribute_not_exists(p)")))
                .clientRequestToken("token")
                .build();
        tables.service.transactWriteItems(input, CONTEXT);
        tables.service.transactWriteItems(input, CONTEXT);
        TransactWriteItemsInput other = TransactWriteItemsInput.builder()
                .transactItems(List.of(put("c", null)))
                .clientRequestToken("token")
                .build();
        assertThatThrownBy(() -> tables.service.transactWriteItems(other, CONTEXT))
                .isInstanceOfSatisfying(
                        AwsException.class,
                        refused -> assertThat(refused.code()).isEqualTo("IdempotentParameterMismatchException"));
    }

    private static TransactWriteItem put(String key, @Nullable String condition) {
        return TransactWriteItem.builder()
                .put(Put.builder()
                        .tableName("notes")
                        .item(item("p", key))
                        .conditionExpression(condition)
                        .build())
                .build();
    }

    @Test
    void losesNoIncrementOfAHotCounter() throws Exception {
        tables.create("notes", "", input -> input);
        UpdateItemInput increment = UpdateItemInput.builder()
                .tableName("notes")
                .key(item("p", "counter"))
                .updateExpression("ADD n :one")
                .expressionAttributeValues(Map.of(":one", number(1)))
                .build();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int client = 0; client < 64; client++) {
                running.add(clients.submit(() -> {
                    for (int i = 0; i < 50; i++) {
                        tables.service.updateItem(increment, CONTEXT);
                    }
                }));
            }
            for (Future<?> client : running) {
                client.get();
            }
        }
        assertThat(tables.get("notes", item("p", "counter"))).containsEntry("n", number(64 * 50));
    }

    @Test
    void takesThroughputOfIndexesWhereTheTableIsProvisioned() {
        GlobalSecondaryIndex index = GlobalSecondaryIndex.builder()
                .indexName("byMail")
                .keySchema(List.of(new KeySchemaElement("mail", KeyType.HASH)))
                .projection(new Projection(ProjectionType.ALL, Frozen.list(null)))
                .build();
        tables.create(
                "users",
                "",
                input -> input.attributeDefinitions(List.of(
                                new AttributeDefinition("p", ScalarAttributeType.S),
                                new AttributeDefinition("mail", ScalarAttributeType.S)))
                        .globalSecondaryIndexes(List.of(index)));
        ProvisionedThroughput five = new ProvisionedThroughput(5L, 5L);

        assertThatThrownBy(() -> provision(five, List.of()))
                .hasMessage("One or more parameter values were invalid: ProvisionedThroughput must be specified for "
                        + "index: byMail");
        GlobalSecondaryIndexUpdate update = new GlobalSecondaryIndexUpdate(
                UpdateGlobalSecondaryIndexAction.builder()
                        .indexName("byMail")
                        .provisionedThroughput(five)
                        .build(),
                null,
                null);
        assertThatThrownBy(() -> tables.service.updateTable(
                        UpdateTableInput.builder()
                                .tableName("users")
                                .globalSecondaryIndexUpdates(List.of(update))
                                .build(),
                        CONTEXT))
                .hasMessage("One or more parameter values were invalid: ProvisionedThroughput should not be specified "
                        + "for index: byMail when BillingMode is PAY_PER_REQUEST");

        var changed = provision(five, List.of(update));
        assertThat(changed.provisionedThroughput().readCapacityUnits()).isEqualTo(5);
        assertThat(changed.globalSecondaryIndexes()
                        .getFirst()
                        .provisionedThroughput()
                        .writeCapacityUnits())
                .isEqualTo(5);
    }

    private TableDescription provision(ProvisionedThroughput throughput, List<GlobalSecondaryIndexUpdate> updates) {
        return Objects.requireNonNull(tables.service
                .updateTable(
                        UpdateTableInput.builder()
                                .tableName("users")
                                .billingMode(BillingMode.PROVISIONED)
                                .provisionedThroughput(throughput)
                                .globalSecondaryIndexUpdates(updates)
                                .build(),
                        CONTEXT)
                .tableDescription());
    }

    @Test
    void refusesEmptyKeysInEveryConditionOfAQuery() {
        tables.create("notes", "S", input -> input);
        for (String condition : List.of("r = :r", "r > :r", "begins_with(r, :r)", "r BETWEEN :r AND :p")) {
            QueryInput query = QueryInput.builder()
                    .tableName("notes")
                    .keyConditionExpression("p = :p AND " + condition)
                    .expressionAttributeValues(Map.of(":p", text("p"), ":r", text("")))
                    .build();
            assertThatThrownBy(() -> tables.service.query(query, CONTEXT))
                    .as(condition)
                    .hasMessage("One or more parameter values are not valid. The AttributeValue for a key attribute "
                            + "cannot contain an empty string value. Key: r");
        }
    }

    @Test
    void tellsWhatReadingCostsWhereATransactionIsRepeated() {
        tables.create("notes", "", input -> input);
        TransactWriteItemsInput input = TransactWriteItemsInput.builder()
                .transactItems(List.of(put("a", null)))
                .clientRequestToken("again")
                .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL)
                .build();
        ConsumedCapacity first = tables.service
                .transactWriteItems(input, CONTEXT)
                .consumedCapacity()
                .getFirst();
        assertThat(first.writeCapacityUnits()).isEqualTo(2);
        ConsumedCapacity again = tables.service
                .transactWriteItems(input, CONTEXT)
                .consumedCapacity()
                .getFirst();
        assertThat(again.writeCapacityUnits()).isNull();
        assertThat(again.readCapacityUnits()).isEqualTo(2);
    }

    @Test
    void wantsBothOperandsOfIfNotExists() {
        tables.create("notes", "", input -> input);
        tables.put("notes", item("p", "a", "there", 1));
        UpdateItemInput update = UpdateItemInput.builder()
                .tableName("notes")
                .key(item("p", "a"))
                .updateExpression("SET n = if_not_exists(there, elsewhere)")
                .build();
        assertThatThrownBy(() -> tables.service.updateItem(update, CONTEXT))
                .hasMessage("The provided expression refers to an attribute that does not exist in the item");
    }
}
