package dev.gust.services.dynamodb;

import dev.gust.services.dynamodb.expression.ExpressionKind;
import dev.gust.services.dynamodb.expression.Projection;
import dev.gust.services.dynamodb.table.ItemChange;
import dev.gust.services.dynamodb.table.ItemWrite;
import dev.gust.services.dynamodb.table.KeyRules;
import dev.gust.services.dynamodb.table.TableDefinition;
import dev.gust.services.dynamodb.table.TableKeys;
import dev.gust.services.dynamodb.table.TableStore;
import dev.gust.services.dynamodb.value.ItemSize;
import dev.gust.services.dynamodb.value.StoredItem;
import dev.gust.services.dynamodb.value.Value;
import dev.gust.storage.ConflictException;
import dev.gust.storage.Key;
import dev.gust.storage.Snapshot;
import dev.gust.storage.StaleSnapshotException;
import dev.gust.wire.model.dynamodb.AttributeValue;
import dev.gust.wire.model.dynamodb.BatchGetItemInput;
import dev.gust.wire.model.dynamodb.BatchGetItemOutput;
import dev.gust.wire.model.dynamodb.BatchWriteItemInput;
import dev.gust.wire.model.dynamodb.BatchWriteItemOutput;
import dev.gust.wire.model.dynamodb.ConsumedCapacity;
import dev.gust.wire.model.dynamodb.ItemCollectionMetrics;
import dev.gust.wire.model.dynamodb.KeysAndAttributes;
import dev.gust.wire.model.dynamodb.ReturnConsumedCapacity;
import dev.gust.wire.model.dynamodb.ReturnItemCollectionMetrics;
import dev.gust.wire.model.dynamodb.WriteRequest;
import dev.gust.wire.operation.AwsException;
import dev.gust.wire.operation.CallContext;
import dev.gust.wire.schema.Frozen;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Batches: several items in one request, each on its own. */
final class BatchOperations {
    private static final int MOST_READS = 100;
    private static final int MOST_WRITES = 25;
    private static final int ANSWER_BYTES = 16 * 1024 * 1024;
    /** Writes are committed together up to this size, far below the store's limit with index entries and records. */
    private static final int COMMIT_BYTES = 512 * 1024;

    private final TableStore store;
    private final ProvisionedLimits limits;

    BatchOperations(TableStore store, ProvisionedLimits limits) {
        this.store = store;
        this.limits = limits;
    }

    /** The reads of one table, valid in themselves. */
    private record TableReads(
            String name,
            KeysAndAttributes request,
            List<Map<String, Value>> wanted,
            @Nullable Projection projection) {}

    BatchGetItemOutput batchGetItem(BatchGetItemInput input, CallContext context) {
        TableKeys keys = TableName.keys(context);
        Map<String, TableReads> reads = new LinkedHashMap<>();
        int count = 0;
        for (Map.Entry<String, KeysAndAttributes> entry : input.requestItems().entrySet()) {
            TableReads table = reads(context, entry.getKey(), entry.getValue());
            count += table.wanted().size();
            if (count > MOST_READS) {
                throw DynamoDbErrors.validation("Too many items requested for the BatchGetItem call");
            }
            reads.put(entry.getKey(), table);
        }
        Map<String, List<Map<String, AttributeValue>>> responses = new LinkedHashMap<>();
        Map<String, KeysAndAttributes> unprocessed = new LinkedHashMap<>();
        List<ConsumedCapacity> consumed = new ArrayList<>();
        AwsException refusal = null;
        int processed = 0;
        long bytes = 0;
        try (Snapshot snapshot = store.store().snapshot()) {
            Map<String, TableDefinition> tables = new LinkedHashMap<>();
            reads.forEach((given, table) -> tables.put(given, checked(snapshot, keys, table)));
            for (Map.Entry<String, TableReads> entry : reads.entrySet()) {
                TableReads table = entry.getValue();
                TableDefinition definition = Objects.requireNonNull(tables.get(entry.getKey()));
                Capacity capacity = Capacity.of(table.name());
                boolean consistent = Boolean.TRUE.equals(table.request().consistentRead());
                List<Map<String, AttributeValue>> found = new ArrayList<>();
                List<Map<String, AttributeValue>> left = new ArrayList<>();
                for (int i = 0; i < table.wanted().size(); i++) {
                    var refused = limits.refusalOfRead(context, definition, null);
                    refusal = refused == null ? refusal : refused;
                    if (bytes > ANSWER_BYTES || refused != null) {
                        left.add(table.request().keys().get(i));
                        continue;
                    }
                    processed++;
                    StoredItem item = store.stored(
                            snapshot, keys, definition, table.wanted().get(i));
                    capacity.readItem(item == null ? 0 : item.size(), consistent);
                    if (limits.isLimited(definition)) {
                        Capacity one = Capacity.of(table.name());
                        one.readItem(item == null ? 0 : item.size(), consistent);
                        limits.spend(definition, one);
                    }
                    if (item != null) {
                        bytes += item.size();
                        found.add(StoredAttributes.of(item, table.projection()));
                    }
                }
                responses.put(entry.getKey(), found);
                if (!left.isEmpty()) {
                    unprocessed.put(
                            entry.getKey(),
                            table.request().toBuilder().keys(left).build());
                }
                add(consumed, capacity.answer(input.returnConsumedCapacity()));
            }
        }
        if (refusal != null && processed == 0) {
            throw refusal;
        }
        return new BatchGetItemOutput(
                responses, unprocessed, Frozen.list(asked(input.returnConsumedCapacity()) ? consumed : null));
    }

    private TableReads reads(CallContext context, String given, KeysAndAttributes request) {
        ExpressionParameters.Parsed parsed = new ExpressionParameters()
                .expression(ExpressionKind.PROJECTION, request.projectionExpression())
                .older("AttributesToGet", request.hasAttributesToGet())
                .names(request.expressionAttributeNames())
                .check()
                .parse();
        Projection older = LegacyParameters.attributesToGet(request.attributesToGet());
        List<Map<String, Value>> wanted =
                request.keys().stream().map(AttributeValues::fromWire).toList();
        requireDistinct(wanted);
        return new TableReads(
                TableName.of(context, given),
                request,
                wanted,
                parsed.projection() == null ? older : parsed.projection());
    }

    private TableDefinition checked(Snapshot snapshot, TableKeys keys, TableReads reads) {
        TableDefinition table = store.table(snapshot, keys, reads.name()).orElseThrow(DynamoDbErrors::noTable);
        reads.wanted().forEach(key -> KeyRules.checkKey(table, key));
        if (reads.projection() != null) {
            KeyRules.checkPaths(table, reads.projection().paths());
        }
        return table;
    }

    /** A write of a batch: in which table, as the request names it, and what. */
    private record TableWrite(String given, String name, WriteRequest request, ItemWrite write) {
        int size() {
            return ItemSize.of(write.item());
        }
    }

    BatchWriteItemOutput batchWriteItem(BatchWriteItemInput input, CallContext context) {
        TableKeys keys = TableName.keys(context);
        List<TableWrite> writes = new ArrayList<>();
        input.requestItems().forEach((given, requests) -> {
            String name = TableName.of(context, given);
            requests.forEach(request -> writes.add(new TableWrite(given, name, request, write(request))));
        });
        if (writes.size() > MOST_WRITES) {
            throw DynamoDbErrors.validation("Too many items requested for the BatchWriteItem call");
        }
        Map<String, TableDefinition> tables = checkAll(keys, writes);
        Map<String, List<WriteRequest>> unprocessed = new LinkedHashMap<>();
        AwsException refusal = null;
        Map<String, Capacity> capacities = new LinkedHashMap<>();
        Map<String, List<ItemCollectionMetrics>> metrics = new LinkedHashMap<>();
        for (int from = 0; from < writes.size(); ) {
            int to = from + 1;
            int bytes = writes.get(from).size();
            while (to < writes.size() && bytes + writes.get(to).size() <= COMMIT_BYTES) {
                bytes += writes.get(to).size();
                to++;
            }
            List<TableWrite> together = new ArrayList<>();
            for (TableWrite write : writes.subList(from, to)) {
                var refused = limits.refusalOfWrite(context, Objects.requireNonNull(tables.get(write.name())));
                if (refused == null) {
                    together.add(write);
                } else {
                    refusal = refused;
                    unprocessed
                            .computeIfAbsent(write.given(), name -> new ArrayList<>())
                            .add(write.request());
                }
            }
            List<ItemChange> changes = List.of();
            try {
                changes = commit(keys, together);
            } catch (ConflictException | StaleSnapshotException lost) {
                // Others wrote these items all the while.
                together.forEach(write -> unprocessed
                        .computeIfAbsent(write.given(), name -> new ArrayList<>())
                        .add(write.request()));
            }
            for (int i = 0; i < changes.size(); i++) {
                TableWrite write = together.get(i);
                ItemChange change = changes.get(i);
                capacities.computeIfAbsent(write.name(), Capacity::of).write(change);
                spend(change);
                ItemCollectionMetrics collection = CollectionMetrics.of(change);
                if (collection != null) {
                    metrics.computeIfAbsent(write.given(), name -> new ArrayList<>())
                            .add(collection);
                }
            }
            from = to;
        }
        if (refusal != null && capacities.isEmpty()) {
            throw refusal;
        }
        List<ConsumedCapacity> consumed = new ArrayList<>();
        capacities.values().forEach(capacity -> add(consumed, capacity.answer(input.returnConsumedCapacity())));
        return new BatchWriteItemOutput(
                unprocessed,
                Frozen.map(input.returnItemCollectionMetrics() == ReturnItemCollectionMetrics.SIZE ? metrics : null),
                Frozen.list(asked(input.returnConsumedCapacity()) ? consumed : null));
    }

    private void spend(ItemChange change) {
        if (limits.isLimited(change.table())) {
            Capacity used = Capacity.of(change.table().name());
            used.write(change);
            limits.spend(change.table(), used);
        }
    }

    private static ItemWrite write(WriteRequest request) {
        if (request.putRequest() != null && request.deleteRequest() == null) {
            Map<String, Value> item =
                    AttributeValues.fromWire(request.putRequest().item());
            if (ItemSize.of(item) > ItemSize.LARGEST_ITEM) {
                throw DynamoDbErrors.itemTooLarge();
            }
            return ItemWrite.put(item, null);
        }
        if (request.deleteRequest() != null && request.putRequest() == null) {
            return ItemWrite.delete(
                    AttributeValues.fromWire(request.deleteRequest().key()), null);
        }
        throw DynamoDbErrors.validation("Supplied AttributeValue has more than one datatypes set, "
                + "must contain exactly one of the supported datatypes");
    }

    /** The tables by their names. */
    private Map<String, TableDefinition> checkAll(TableKeys keys, List<TableWrite> writes) {
        Map<String, TableDefinition> tables = new HashMap<>();
        Set<Key> seen = new HashSet<>();
        try (Snapshot snapshot = store.store().snapshot()) {
            for (TableWrite write : writes) {
                TableDefinition table =
                        store.table(snapshot, keys, write.name()).orElseThrow(DynamoDbErrors::noTable);
                tables.put(write.name(), table);
                checkBatch(table, write.write());
                if (!seen.add(keys.item(table, write.write().item()))) {
                    throw DynamoDbErrors.validation("Provided list of item keys contains duplicates");
                }
            }
        }
        return tables;
    }

    /** In a batch a wrong key is told in one way, also when it is an item's. */
    private static void checkBatch(TableDefinition table, ItemWrite write) {
        if (write.kind() == ItemWrite.Kind.PUT) {
            table.keys().all().forEach(attribute -> {
                Value value = write.item().get(attribute.name());
                if (value == null || value.type() != attribute.type()) {
                    throw DynamoDbErrors.keyMismatch();
                }
            });
        }
        write.checkAgainst(table);
    }

    private List<ItemChange> commit(TableKeys keys, List<TableWrite> writes) {
        if (writes.isEmpty()) {
            return List.of();
        }
        List<TableStore.Named> items = writes.stream()
                .map(write -> new TableStore.Named(write.name(), write.write().item()))
                .toList();
        return store.transactOnAll(keys, items, transaction -> {
            List<ItemChange> changes = new ArrayList<>();
            for (TableWrite write : writes) {
                TableDefinition table =
                        store.table(transaction, keys, write.name()).orElseThrow(DynamoDbErrors::noTable);
                write.write().checkAgainst(table);
                Map<String, Value> before =
                        store.item(transaction, keys, table, write.write().item());
                ItemChange change = new ItemChange(table, before, write.write().result(table, before));
                store.write(transaction, keys, change, changes.size(), false);
                changes.add(change);
            }
            return changes;
        });
    }

    private static void requireDistinct(Collection<Map<String, Value>> items) {
        if (new HashSet<>(items).size() < items.size()) {
            throw DynamoDbErrors.validation("Provided list of item keys contains duplicates");
        }
    }

    private static boolean asked(@Nullable ReturnConsumedCapacity asked) {
        return asked != null && asked != ReturnConsumedCapacity.NONE;
    }

    private static void add(List<ConsumedCapacity> consumed, @Nullable ConsumedCapacity capacity) {
        if (capacity != null) {
            consumed.add(capacity);
        }
    }
}
