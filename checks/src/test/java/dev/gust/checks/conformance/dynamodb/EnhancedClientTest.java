package dev.gust.checks.conformance.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gust.base.time.Clock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.enhanced.dynamodb.DynamoDbEnhancedClient;
import software.amazon.awssdk.enhanced.dynamodb.DynamoDbTable;
import software.amazon.awssdk.enhanced.dynamodb.Expression;
import software.amazon.awssdk.enhanced.dynamodb.Key;
import software.amazon.awssdk.enhanced.dynamodb.TableSchema;
import software.amazon.awssdk.enhanced.dynamodb.extensions.annotations.DynamoDbAtomicCounter;
import software.amazon.awssdk.enhanced.dynamodb.mapper.annotations.DynamoDbBean;
import software.amazon.awssdk.enhanced.dynamodb.mapper.annotations.DynamoDbPartitionKey;
import software.amazon.awssdk.enhanced.dynamodb.mapper.annotations.DynamoDbSecondaryPartitionKey;
import software.amazon.awssdk.enhanced.dynamodb.mapper.annotations.DynamoDbSecondarySortKey;
import software.amazon.awssdk.enhanced.dynamodb.mapper.annotations.DynamoDbSortKey;
import software.amazon.awssdk.enhanced.dynamodb.model.ConditionCheck;
import software.amazon.awssdk.enhanced.dynamodb.model.IgnoreNullsMode;
import software.amazon.awssdk.enhanced.dynamodb.model.QueryConditional;
import software.amazon.awssdk.enhanced.dynamodb.model.ReadBatch;
import software.amazon.awssdk.enhanced.dynamodb.model.WriteBatch;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/** AWS's Enhanced client for Java: what applications keep in beans. */
class EnhancedClientTest {
    private static final TableSchema<Order> SCHEMA = TableSchema.fromBean(Order.class);

    @TempDir
    private Path folder;

    private TableServer server;
    private DynamoDbClient client;
    private DynamoDbEnhancedClient enhanced;
    private DynamoDbTable<Order> orders;

    /** A bean with an index, a counter and an end. */
    @DynamoDbBean
    public static class Order {
        private String customer;
        private Integer number;
        private String state;
        private Long total;
        private Long changes;
        private Long until;
        private Instant placed;

        @DynamoDbPartitionKey
        public String getCustomer() {
            return customer;
        }

        public void setCustomer(String value) {
            customer = value;
        }

        @DynamoDbSortKey
        public Integer getNumber() {
            return number;
        }

        public void setNumber(Integer value) {
            number = value;
        }

        @DynamoDbSecondaryPartitionKey(indexNames = "byState")
        public String getState() {
            return state;
        }

        public void setState(String value) {
            state = value;
        }

        @DynamoDbSecondarySortKey(indexNames = "byState")
        public Long getTotal() {
            return total;
        }

        public void setTotal(Long value) {
            total = value;
        }

        @DynamoDbAtomicCounter(startValue = 10, delta = 5)
        public Long getChanges() {
            return changes;
        }

        public void setChanges(Long value) {
            changes = value;
        }

        public Long getUntil() {
            return until;
        }

        public void setUntil(Long value) {
            until = value;
        }

        public Instant getPlaced() {
            return placed;
        }

        public void setPlaced(Instant value) {
            placed = value;
        }
    }

    @BeforeEach
    void start() throws IOException {
        server = new TableServer(folder);
        client = DynamoDbClient.builder()
                .endpointOverride(server.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .build();
        enhanced = DynamoDbEnhancedClient.builder().dynamoDbClient(client).build();
        orders = enhanced.table("orders", SCHEMA);
        orders.createTable();
        client.waiter().waitUntilTableExists(table -> table.tableName("orders"));
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private static Order order(int number, String state, long total) {
        Order order = new Order();
        order.setCustomer("me");
        order.setNumber(number);
        order.setState(state);
        order.setTotal(total);
        order.setPlaced(Instant.parse("2026-01-02T03:04:05.678Z"));
        return order;
    }

    private static Key key(int number) {
        return Key.builder().partitionValue("me").sortValue(number).build();
    }

    @Test
    void queriesTheIndexesOfABeanInPages() {
        WriteBatch.Builder<Order> batch = WriteBatch.builder(Order.class).mappedTableResource(orders);
        for (int i = 0; i < 20; i++) {
            batch.addPutItem(order(i, i % 2 == 0 ? "open" : "done", 100 - i));
        }
        assertThat(enhanced.batchWriteItem(write -> write.writeBatches(batch.build()))
                        .unprocessedPutItemsForTable(orders))
                .isEmpty();

        QueryConditional some = QueryConditional.sortBetween(
                Key.builder().partitionValue("open").sortValue(85).build(),
                Key.builder().partitionValue("open").sortValue(95).build());
        List<Order> found = orders
                .index("byState")
                .query(query -> query.queryConditional(some).limit(2))
                .stream()
                .peek(page -> assertThat(page.items()).hasSizeLessThanOrEqualTo(2))
                .flatMap(page -> page.items().stream())
                .toList();
        assertThat(found).extracting(Order::getTotal).containsExactly(86L, 88L, 90L, 92L, 94L);
        assertThat(found.getFirst().getPlaced()).isEqualTo("2026-01-02T03:04:05.678Z");
        assertThat(enhanced.batchGetItem(read -> read.readBatches(ReadBatch.builder(Order.class)
                                .mappedTableResource(orders)
                                .addGetItem(key(1))
                                .addGetItem(key(77))
                                .build()))
                        .resultsForTable(orders))
                .extracting(Order::getNumber)
                .containsExactly(1);
        assertThat(orders.scan(scan -> scan.filterExpression(Expression.builder()
                                .expression("attribute_exists(placed)")
                                .build()))
                        .items())
                .hasSize(20);
    }

    @Test
    void countsByItselfAndLeavesAloneWhatIsNull() {
        orders.putItem(order(1, "open", 5));
        assertThat(orders.getItem(key(1)).getChanges()).isEqualTo(10);
        Order change = new Order();
        change.setCustomer("me");
        change.setNumber(1);
        change.setState("done");
        Order updated = orders.updateItem(update -> update.item(change).ignoreNullsMode(IgnoreNullsMode.SCALAR_ONLY));
        assertThat(updated.getChanges()).isEqualTo(15);
        assertThat(updated.getTotal()).isEqualTo(5);
        assertThat(orders.deleteItem(key(1)).getState()).isEqualTo("done");
        assertThat(orders.getItem(key(1))).isNull();
    }

    @Test
    void writesAllOrNothing() {
        orders.putItem(order(1, "open", 5));
        Expression isOpen = Expression.builder()
                .expression("#s = :open")
                .expressionNames(Map.of("#s", "state"))
                .expressionValues(Map.of(":open", AttributeValue.fromS("open")))
                .build();
        enhanced.transactWriteItems(write -> write.addPutItem(orders, order(2, "open", 6))
                .addConditionCheck(
                        orders,
                        ConditionCheck.builder()
                                .key(key(1))
                                .conditionExpression(isOpen)
                                .build()));
        assertThatThrownBy(() -> enhanced.transactWriteItems(write -> write.addDeleteItem(orders, key(2))
                        .addConditionCheck(
                                orders,
                                ConditionCheck.builder()
                                        .key(key(3))
                                        .conditionExpression(isOpen)
                                        .build())))
                .isInstanceOfSatisfying(
                        TransactionCanceledException.class,
                        cancelled -> assertThat(cancelled.cancellationReasons())
                                .extracting("code")
                                .containsExactly("None", "ConditionalCheckFailed"));
        assertThat(enhanced.transactGetItems(
                        read -> read.addGetItem(orders, key(1)).addGetItem(orders, key(2))))
                .extracting(document -> document.getItem(orders).getTotal())
                .containsExactly(5L, 6L);
    }

    @Test
    void forgetsWhatHasComeToItsEnd() throws InterruptedException {
        client.updateTimeToLive(change -> change.tableName("orders")
                .timeToLiveSpecification(wanted -> wanted.attributeName("until").enabled(true)));
        Clock clock = Clock.system();
        Order ending = order(1, "open", 5);
        ending.setUntil(clock.instant().minusSeconds(60).getEpochSecond());
        orders.putItem(ending);
        orders.putItem(order(2, "open", 6));

        Instant deadline = clock.instant().plusSeconds(20);
        while (orders.getItem(key(1)) != null) {
            assertThat(clock.instant()).isBefore(deadline);
            clock.sleep(Duration.ofMillis(20));
        }
        assertThat(orders.getItem(key(2))).isNotNull();
    }
}
