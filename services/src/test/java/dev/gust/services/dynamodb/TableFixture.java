package dev.gust.services.dynamodb;

import dev.gust.base.Ids;
import dev.gust.base.Randomness;
import dev.gust.base.time.ManualClock;
import dev.gust.services.dynamodb.streams.DynamoDbStreamsService;
import dev.gust.services.dynamodb.table.TableStore;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.memory.MemoryStore;
import dev.gust.wire.model.dynamodb.AttributeDefinition;
import dev.gust.wire.model.dynamodb.AttributeValue;
import dev.gust.wire.model.dynamodb.BillingMode;
import dev.gust.wire.model.dynamodb.CreateTableInput;
import dev.gust.wire.model.dynamodb.GetItemInput;
import dev.gust.wire.model.dynamodb.KeySchemaElement;
import dev.gust.wire.model.dynamodb.KeyType;
import dev.gust.wire.model.dynamodb.PutItemInput;
import dev.gust.wire.model.dynamodb.ScalarAttributeType;
import dev.gust.wire.operation.CallContext;
import dev.gust.wire.operation.CallSource;
import dev.gust.wire.operation.Principal;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A service over a store in memory, and short ways of talking to it. */
final class TableFixture {
    static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    static final CallContext CONTEXT = new CallContext(
            Principal.root("000000000000", "AKIAROOT"),
            "000000000000",
            "us-east-1",
            CallSource.WIRE,
            "request",
            null,
            START.plusSeconds(60),
            URI.create("http://localhost:4566"));

    final ManualClock clock = new ManualClock(START);
    final OrderedStore store = MemoryStore.create();
    final TableStore tables = new TableStore(store, clock);
    final TableBackground background = new TableBackground(tables, TableSettings.DEFAULT);
    final DynamoDbStreamsService streams = new DynamoDbStreamsService(tables);
    final DynamoDbService service =
            new DynamoDbService(tables, new Ids(Randomness.seeded(1)), TableSettings.DEFAULT, () -> {});

    /** A table with the keys {@code p} and, where a type is given, {@code r}; further attributes for indexes. */
    void create(String name, String sortType, UnaryOperator<CreateTableInput.Builder> more) {
        List<AttributeDefinition> definitions =
                new ArrayList<>(List.of(new AttributeDefinition("p", ScalarAttributeType.S)));
        List<KeySchemaElement> schema = new ArrayList<>(List.of(new KeySchemaElement("p", KeyType.HASH)));
        if (!sortType.isEmpty()) {
            definitions.add(new AttributeDefinition("r", ScalarAttributeType.valueOf(sortType)));
            schema.add(new KeySchemaElement("r", KeyType.RANGE));
        }
        service.createTable(
                more.apply(CreateTableInput.builder()
                                .tableName(name)
                                .attributeDefinitions(definitions)
                                .keySchema(schema)
                                .billingMode(BillingMode.PAY_PER_REQUEST))
                        .build(),
                CONTEXT);
    }

    void put(String table, Map<String, AttributeValue> item) {
        service.putItem(PutItemInput.builder().tableName(table).item(item).build(), CONTEXT);
    }

    Map<String, AttributeValue> get(String table, Map<String, AttributeValue> key) {
        return service.getItem(GetItemInput.builder().tableName(table).key(key).build(), CONTEXT)
                .item();
    }

    static AttributeValue text(String text) {
        return new AttributeValue.S(text);
    }

    static AttributeValue number(long number) {
        return new AttributeValue.N(Long.toString(number));
    }

    /** Names and values in turn. */
    static Map<String, AttributeValue> item(Object... namesAndValues) {
        Map<String, AttributeValue> item = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            Object value = namesAndValues[i + 1];
            item.put(
                    (String) namesAndValues[i],
                    switch (value) {
                        case String text -> text(text);
                        case Integer number -> number(number);
                        case AttributeValue attribute -> attribute;
                        default -> throw new IllegalArgumentException("no attribute: " + value);
                    });
        }
        return item;
    }
}
