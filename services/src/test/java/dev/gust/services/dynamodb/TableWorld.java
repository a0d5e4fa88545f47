package dev.gust.services.dynamodb;

import static dev.gust.services.dynamodb.TableFixture.CONTEXT;
import static dev.gust.services.dynamodb.TableFixture.item;
import static dev.gust.services.dynamodb.TableFixture.number;
import static dev.gust.services.dynamodb.TableFixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gust.base.Ids;
import dev.gust.base.Randomness;
import dev.gust.services.dynamodb.streams.DynamoDbStreamsService;
import dev.gust.services.dynamodb.table.TableStore;
import dev.gust.storage.StorageException;
import dev.gust.storage.StorageFailedException;
import dev.gust.storage.faults.Faults;
import dev.gust.storage.faults.SimulatedClock;
import dev.gust.storage.faults.SimulatedCrash;
import dev.gust.storage.faults.SimulatedDisk;
import dev.gust.storage.faults.SimulatedStore;
import dev.gust.wire.model.dynamodb.AttributeDefinition;
import dev.gust.wire.model.dynamodb.AttributeValue;
import dev.gust.wire.model.dynamodb.BatchWriteItemInput;
import dev.gust.wire.model.dynamodb.BillingMode;
import dev.gust.wire.model.dynamodb.CreateGlobalSecondaryIndexAction;
import dev.gust.wire.model.dynamodb.CreateTableInput;
import dev.gust.wire.model.dynamodb.DeleteGlobalSecondaryIndexAction;
import dev.gust.wire.model.dynamodb.DeleteItemInput;
import dev.gust.wire.model.dynamodb.DescribeTableInput;
import dev.gust.wire.model.dynamodb.GlobalSecondaryIndexDescription;
import dev.gust.wire.model.dynamodb.GlobalSecondaryIndexUpdate;
import dev.gust.wire.model.dynamodb.IndexStatus;
import dev.gust.wire.model.dynamodb.InternalServerError;
import dev.gust.wire.model.dynamodb.KeySchemaElement;
import dev.gust.wire.model.dynamodb.KeyType;
import dev.gust.wire.model.dynamodb.LocalSecondaryIndex;
import dev.gust.wire.model.dynamodb.Projection;
import dev.gust.wire.model.dynamodb.ProjectionType;
import dev.gust.wire.model.dynamodb.PutItemInput;
import dev.gust.wire.model.dynamodb.PutRequest;
import dev.gust.wire.model.dynamodb.ScalarAttributeType;
import dev.gust.wire.model.dynamodb.ScanInput;
import dev.gust.wire.model.dynamodb.StreamSpecification;
import dev.gust.wire.model.dynamodb.StreamViewType;
import dev.gust.wire.model.dynamodb.TableDescription;
import dev.gust.wire.model.dynamodb.TimeToLiveSpecification;
import dev.gust.wire.model.dynamodb.TransactWriteItem;
import dev.gust.wire.model.dynamodb.TransactWriteItemsInput;
import dev.gust.wire.model.dynamodb.TransactionCanceledException;
import dev.gust.wire.model.dynamodb.Update;
import dev.gust.wire.model.dynamodb.UpdateTableInput;
import dev.gust.wire.model.dynamodb.UpdateTimeToLiveInput;
import dev.gust.wire.model.dynamodb.WriteRequest;
import dev.gust.wire.model.dynamodbstreams.DescribeStreamInput;
import dev.gust.wire.model.dynamodbstreams.GetRecordsInput;
import dev.gust.wire.model.dynamodbstreams.GetRecordsOutput;
import dev.gust.wire.model.dynamodbstreams.GetShardIteratorInput;
import dev.gust.wire.model.dynamodbstreams.SequenceNumberRange;
import dev.gust.wire.model.dynamodbstreams.Shard;
import dev.gust.wire.model.dynamodbstreams.ShardIteratorType;
import dev.gust.wire.model.dynamodbstreams.StreamRecordEntry;
import dev.gust.wire.operation.AwsException;
import dev.gust.wire.schema.Frozen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One seed's run: a table with indexes and a stream, written to in every way while the process dies again and again. */
final class TableWorld {
    private static final int STEPS = 60;
    private static final int DEEPEST = 2;
    private static final String TABLE = "world";
    /** Shards that end every few steps, and split at once. */
    private static final TableSettings SHARDS = new TableSettings(false, true, Duration.ofSeconds(15), 8, 3);

    private static final int ACCOUNTS = 4;
    private static final int EACH = 10;

    private final Randomness random;
    private final SimulatedClock clock = new SimulatedClock(TableFixture.START);
    private final SimulatedDisk disk;
    /** The notes that somebody was told are written. */
    private final Set<String> acknowledged = new HashSet<>();

    private SimulatedStore store;
    private DynamoDbService service;
    private DynamoDbStreamsService streams;
    private TableBackground background;
    private boolean founded;
    private int depth;
    private int notes;

    TableWorld(long seed) {
        random = Randomness.seeded(seed);
        disk = new SimulatedDisk(Randomness.seeded(~seed), clock, Faults.NONE);
        open();
        create();
        disk.faults(Faults.MANY);
    }

    void run() {
        for (int step = 0; step < STEPS; step++) {
            clock.sleep(Duration.ofMillis(random.nextInt(2_000)));
            guarded(this::act);
            if (step % 5 == 0) {
                check();
            }
        }
        disk.faults(Faults.NONE);
        open();
        store.others(() -> {});
        check();
        background.round();
        check();
        for (GlobalSecondaryIndexDescription index : describe().globalSecondaryIndexes()) {
            assertThat(index.indexStatus()).isEqualTo(IndexStatus.ACTIVE);
        }
    }

    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (SimulatedCrash crash) {
            open();
        } catch (StorageFailedException broken) {
            disk.crash();
            open();
        } catch (StorageException lost) {
            if (!lost.retriable()) {
                throw lost;
            }
        } catch (InternalServerError conflict) {
            // Others were in the way for too long, which the caller is told; nothing was written.
            return;
        }
    }

    private void open() {
        depth = 0;
        store = disk.open();
        store.others(this::interrupt);
        TableStore tables = new TableStore(store, clock);
        service = new DynamoDbService(tables, new Ids(random), SHARDS, () -> {});
        streams = new DynamoDbStreamsService(tables);
        background = new TableBackground(tables, SHARDS);
    }

    private void interrupt() {
        if (founded && depth < DEEPEST && random.nextInt(4) == 0) {
            depth++;
            try {
                act();
            } catch (StorageFailedException broken) {
                throw broken;
            } catch (StorageException | InternalServerError lost) {
                // Only the one who interrupts is told.
                return;
            } finally {
                depth = Math.max(0, depth - 1);
            }
        }
    }

    private void create() {
        service.createTable(
                CreateTableInput.builder()
                        .tableName(TABLE)
                        .billingMode(BillingMode.PAY_PER_REQUEST)
                        .attributeDefinitions(List.of(
                                new AttributeDefinition("p", ScalarAttributeType.S),
                                new AttributeDefinition("r", ScalarAttributeType.N),
                                new AttributeDefinition("owner", ScalarAttributeType.S)))
                        .keySchema(List.of(
                                new KeySchemaElement("p", KeyType.HASH), new KeySchemaElement("r", KeyType.RANGE)))
                        .localSecondaryIndexes(List.of(new LocalSecondaryIndex(
                                "local",
                                List.of(
                                        new KeySchemaElement("p", KeyType.HASH),
                                        new KeySchemaElement("owner", KeyType.RANGE)),
                                all())))
                        .streamSpecification(new StreamSpecification(true, StreamViewType.NEW_AND_OLD_IMAGES))
                        .build(),
                CONTEXT);
        service.updateTimeToLive(new UpdateTimeToLiveInput(TABLE, new TimeToLiveSpecification(true, "until")), CONTEXT);
        for (int i = 0; i < ACCOUNTS; i++) {
            put(item("p", "account", "r", i, "balance", EACH));
        }
        founded = true;
    }

    private static Projection all() {
        return new Projection(ProjectionType.ALL, Frozen.list(null));
    }

    private void act() {
        switch (random.nextInt(10)) {
            case 0, 1 -> put(thing());
            case 2 ->
                service.deleteItem(
                        DeleteItemInput.builder().tableName(TABLE).key(key()).build(), CONTEXT);
            case 3 -> note();
            case 4, 5 -> transfer();
            case 6 -> batch();
            case 7 -> index();
            default -> background.round();
        }
    }

    private void put(Map<String, AttributeValue> item) {
        service.putItem(PutItemInput.builder().tableName(TABLE).item(item).build(), CONTEXT);
    }

    private Map<String, AttributeValue> key() {
        return item("p", "thing-" + random.nextInt(3), "r", random.nextInt(3));
    }

    private Map<String, AttributeValue> thing() {
        Map<String, AttributeValue> thing = key();
        if (random.nextInt(3) > 0) {
            thing.put("owner", text("owner-" + random.nextInt(2)));
        }
        if (random.nextInt(4) == 0) {
            thing.put("until", number(clock.instant().getEpochSecond() + random.nextInt(10)));
        }
        thing.put("n", number(random.nextInt(100)));
        return thing;
    }

    /** Something that must stay, once the writer was told that it is there. */
    private void note() {
        String name = "note-" + notes++;
        put(item("p", name, "r", 0, "owner", "notes"));
        acknowledged.add(name);
    }

    private void transfer() {
        int from = random.nextInt(ACCOUNTS);
        int to = (from + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
        int amount = 1 + random.nextInt(5);
        TransactWriteItemsInput transfer = TransactWriteItemsInput.builder()
                .transactItems(List.of(added(from, -amount), added(to, amount)))
                .clientRequestToken(random.nextInt(2) == 0 ? null : "token-" + random.nextLong())
                .build();
        try {
            service.transactWriteItems(transfer, CONTEXT);
            if (transfer.clientRequestToken() != null) {
                // A client that did not hear the answer asks again, which must change nothing.
                service.transactWriteItems(transfer, CONTEXT);
            }
        } catch (TransactionCanceledException poorOrLate) {
            assertThat(poorOrLate.message()).containsAnyOf("ConditionalCheckFailed", "TransactionConflict");
        }
    }

    private static TransactWriteItem added(int account, int amount) {
        return TransactWriteItem.builder()
                .update(Update.builder()
                        .tableName(TABLE)
                        .key(item("p", "account", "r", account))
                        .updateExpression("SET balance = balance + :amount")
                        .conditionExpression("balance >= :least")
                        .expressionAttributeValues(
                                Map.of(":amount", number(amount), ":least", number(Math.max(0, -amount))))
                        .build())
                .build();
    }

    private void batch() {
        Map<Map<String, AttributeValue>, WriteRequest> writes = new HashMap<>();
        for (int i = 0; i < 4; i++) {
            Map<String, AttributeValue> thing = thing();
            writes.put(
                    Map.of("p", Objects.requireNonNull(thing.get("p")), "r", Objects.requireNonNull(thing.get("r"))),
                    new WriteRequest(new PutRequest(thing), null));
        }
        service.batchWriteItem(
                new BatchWriteItemInput(Map.of(TABLE, List.copyOf(writes.values())), null, null), CONTEXT);
    }

    /** Makes the global index, which has to be filled, or drops it. */
    private void index() {
        List<GlobalSecondaryIndexDescription> indexes = describe().globalSecondaryIndexes();
        if (!indexes.isEmpty() && indexes.getFirst().indexStatus() != IndexStatus.ACTIVE) {
            return;
        }
        GlobalSecondaryIndexUpdate update = indexes.isEmpty()
                ? new GlobalSecondaryIndexUpdate(
                        null,
                        CreateGlobalSecondaryIndexAction.builder()
                                .indexName("global")
                                .keySchema(List.of(new KeySchemaElement("owner", KeyType.HASH)))
                                .projection(all())
                                .build(),
                        null)
                : new GlobalSecondaryIndexUpdate(null, null, new DeleteGlobalSecondaryIndexAction("global"));
        try {
            change(update);
        } catch (AwsException changed) {
            // Whoever went first has made or dropped it.
            if (changed.status() >= 500) {
                throw changed;
            }
        }
    }

    private void change(GlobalSecondaryIndexUpdate update) {
        service.updateTable(
                UpdateTableInput.builder()
                        .tableName(TABLE)
                        .attributeDefinitions(List.of(
                                new AttributeDefinition("p", ScalarAttributeType.S),
                                new AttributeDefinition("r", ScalarAttributeType.N),
                                new AttributeDefinition("owner", ScalarAttributeType.S)))
                        .globalSecondaryIndexUpdates(List.of(update))
                        .build(),
                CONTEXT);
    }

    private TableDescription describe() {
        return Objects.requireNonNull(
                service.describeTable(new DescribeTableInput(TABLE), CONTEXT).table());
    }

    private void check() {
        Map<String, Map<String, AttributeValue>> items = scan(null);
        long sum = 0;
        for (int i = 0; i < ACCOUNTS; i++) {
            Map<String, AttributeValue> account = items.get(name(item("p", "account", "r", i)));
            assertThat(account).isNotNull();
            long balance = Long.parseLong(
                    (String) Objects.requireNonNull(account.get("balance")).unionValue());
            assertThat(balance).isNotNegative();
            sum += balance;
        }
        assertThat(sum).as("what the accounts hold together").isEqualTo(ACCOUNTS * EACH);
        for (String note : acknowledged) {
            assertThat(items).containsKey(name(item("p", note, "r", 0)));
        }
        Map<String, Map<String, AttributeValue>> owned = new TreeMap<>(items);
        owned.values().removeIf(item -> !item.containsKey("owner"));
        assertThat(scan("local")).as("the local index").isEqualTo(owned);
        for (GlobalSecondaryIndexDescription index : describe().globalSecondaryIndexes()) {
            if (index.indexStatus() == IndexStatus.ACTIVE) {
                assertThat(scan("global")).as("the global index").isEqualTo(owned);
            }
        }
        assertThat(replayed()).as("what the stream tells").isEqualTo(items);
    }

    private Map<String, Map<String, AttributeValue>> scan(@Nullable String index) {
        Map<String, Map<String, AttributeValue>> items = new TreeMap<>();
        for (Map<String, AttributeValue> item : service.scan(
                        ScanInput.builder().tableName(TABLE).indexName(index).build(), CONTEXT)
                .items()) {
            assertThat(items.put(name(item), item)).isNull();
        }
        return items;
    }

    private static String name(Map<String, AttributeValue> item) {
        return Objects.requireNonNull(item.get("p")).unionValue() + "/"
                + Objects.requireNonNull(item.get("r")).unionValue();
    }

    /** The items that come of the stream's records, each of which must fit to what was before it. */
    private Map<String, Map<String, AttributeValue>> replayed() {
        Map<String, String> told = new TreeMap<>();
        Map<String, String> before = new HashMap<>();
        for (StreamRecordEntry record : records()) {
            var change = Objects.requireNonNull(record.dynamodb());
            String name = Objects.requireNonNull(change.keys().get("p")).unionValue() + "/"
                    + Objects.requireNonNull(change.keys().get("r")).unionValue();
            String number = Objects.requireNonNull(change.sequenceNumber());
            assertThat(number).isGreaterThan(before.getOrDefault(name, ""));
            before.put(name, number);
            String old = change.oldImage().isEmpty() ? null : new TreeMap<>(change.oldImage()).toString();
            assertThat(told.get(name)).as("the old image of " + name).isEqualTo(old);
            if (change.newImage().isEmpty()) {
                told.remove(name);
            } else {
                told.put(name, new TreeMap<>(change.newImage()).toString());
            }
        }
        Map<String, Map<String, AttributeValue>> items = new TreeMap<>();
        scan(null).forEach((name, item) -> {
            assertThat(told.remove(name)).as(name).isEqualTo(new TreeMap<>(item).toString());
            items.put(name, item);
        });
        assertThat(told).as("what the stream tells of items that are not there").isEmpty();
        return items;
    }

    /** Shard after shard, parents before their children. */
    private List<StreamRecordEntry> records() {
        String arn = Objects.requireNonNull(describe().latestStreamArn());
        List<Shard> shards = Objects.requireNonNull(
                        streams.describeStream(new DescribeStreamInput(arn, null, null, null), CONTEXT)
                                .streamDescription())
                .shards();
        Map<String, String> ends = new HashMap<>();
        List<StreamRecordEntry> records = new ArrayList<>();
        for (Shard shard : shards) {
            SequenceNumberRange range = Objects.requireNonNull(shard.sequenceNumberRange());
            assertThat(Objects.requireNonNull(range.startingSequenceNumber()))
                    .as("the beginning of " + shard)
                    .isGreaterThan(shard.parentShardId() == null ? "" : ends.get(shard.parentShardId()));
            String end = range.endingSequenceNumber();
            ends.put(Objects.requireNonNull(shard.shardId()), end == null ? "9" : end);
            for (StreamRecordEntry record : records(arn, shard.shardId(), end != null)) {
                assertThat(Objects.requireNonNull(record.dynamodb()).sequenceNumber())
                        .isBetween(range.startingSequenceNumber(), end == null ? "9" : end);
                records.add(record);
            }
        }
        assertThat(ends.values().stream().filter("9"::equals)).hasSizeBetween(1, SHARDS.mostShards());
        return records;
    }

    private List<StreamRecordEntry> records(String arn, String shard, boolean isClosed) {
        String iterator = streams.getShardIterator(
                        new GetShardIteratorInput(arn, shard, ShardIteratorType.TRIM_HORIZON, null), CONTEXT)
                .shardIterator();
        List<StreamRecordEntry> records = new ArrayList<>();
        while (true) {
            GetRecordsOutput page =
                    streams.getRecords(new GetRecordsInput(Objects.requireNonNull(iterator), 300), CONTEXT);
            records.addAll(page.records());
            iterator = page.nextShardIterator();
            if (iterator == null || page.records().isEmpty()) {
                assertThat(iterator == null).as("the end of " + shard).isEqualTo(isClosed);
                return records;
            }
        }
    }
}
