package dev.gust.services.dynamodb;

import dev.gust.base.Arn;
import dev.gust.base.Ids;
import dev.gust.services.dynamodb.table.BackgroundWork;
import dev.gust.services.dynamodb.table.IndexDefinition;
import dev.gust.services.dynamodb.table.KeyAttributes;
import dev.gust.services.dynamodb.table.StreamSettings;
import dev.gust.services.dynamodb.table.TableDefinition;
import dev.gust.services.dynamodb.table.TableDirectory;
import dev.gust.services.dynamodb.table.TableKeys;
import dev.gust.services.dynamodb.table.TableStore;
import dev.gust.services.dynamodb.table.Throughput;
import dev.gust.services.dynamodb.value.ValueType;
import dev.gust.storage.Key;
import dev.gust.storage.KeyRange;
import dev.gust.storage.Page;
import dev.gust.storage.Scan;
import dev.gust.storage.Snapshot;
import dev.gust.storage.Transaction;
import dev.gust.wire.model.dynamodb.BillingMode;
import dev.gust.wire.model.dynamodb.CreateTableInput;
import dev.gust.wire.model.dynamodb.CreateTableOutput;
import dev.gust.wire.model.dynamodb.DeleteTableInput;
import dev.gust.wire.model.dynamodb.DeleteTableOutput;
import dev.gust.wire.model.dynamodb.DescribeTableInput;
import dev.gust.wire.model.dynamodb.DescribeTableOutput;
import dev.gust.wire.model.dynamodb.GlobalSecondaryIndex;
import dev.gust.wire.model.dynamodb.ListTablesInput;
import dev.gust.wire.model.dynamodb.ListTablesOutput;
import dev.gust.wire.model.dynamodb.ListTagsOfResourceInput;
import dev.gust.wire.model.dynamodb.ListTagsOfResourceOutput;
import dev.gust.wire.model.dynamodb.LocalSecondaryIndex;
import dev.gust.wire.model.dynamodb.ResourceNotFoundException;
import dev.gust.wire.model.dynamodb.SSESpecification;
import dev.gust.wire.model.dynamodb.TableStatus;
import dev.gust.wire.model.dynamodb.Tag;
import dev.gust.wire.model.dynamodb.TagResourceInput;
import dev.gust.wire.model.dynamodb.TagResourceOutput;
import dev.gust.wire.model.dynamodb.UntagResourceInput;
import dev.gust.wire.model.dynamodb.UntagResourceOutput;
import dev.gust.wire.operation.CallContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Tables: create, describe, list, delete, tags. Changing one is {@link TableUpdates}. */
final class TableOperations {
    private static final int MOST_LOCAL_INDEXES = 5;
    private static final int MOST_GLOBAL_INDEXES = 20;
    private static final int LIST_LIMIT = 100;

    private final TableStore store;
    private final Ids ids;
    private final TableDescriptions descriptions;

    TableOperations(TableStore store, Ids ids) {
        this.store = store;
        this.ids = ids;
        this.descriptions = new TableDescriptions(store.counts());
    }

    TableDescriptions descriptions() {
        return descriptions;
    }

    CreateTableOutput createTable(CreateTableInput input, CallContext context) {
        refuseUnsupported(input);
        TableKeys keys = TableName.keys(context);
        TableDefinition table = definition(input, TableName.of(context, input.tableName()), context);
        store.store().write(transaction -> {
            Key key = keys.table(table.name());
            if (transaction.get(key).isPresent()) {
                throw DynamoDbErrors.tableExists(table.name());
            }
            transaction.put(key, TableDirectory.encode(table));
            if (table.stream() != null) {
                StreamDirectory.open(transaction, keys, table, table.stream());
            }
        });
        return new CreateTableOutput(descriptions.describe(store.store(), context, table, TableStatus.CREATING));
    }

    private static void refuseUnsupported(CreateTableInput input) {
        refuse(input.warmThroughput() != null, "WarmThroughput");
        refuse(input.resourcePolicy() != null, "ResourcePolicy");
        refuse(input.globalTableSourceArn() != null, "GlobalTableSourceArn (global tables)");
        refuse(
                input.globalTableSettingsReplicationMode() != null,
                "GlobalTableSettingsReplicationMode (global tables)");
        refuseEncryption(input.sseSpecification());
        input.globalSecondaryIndexes().forEach(index -> {
            refuse(index.warmThroughput() != null, "WarmThroughput of a global secondary index");
        });
    }

    static void refuse(boolean isThere, String feature) {
        if (isThere) {
            throw DynamoDbErrors.unsupported(feature);
        }
    }

    static void refuseEncryption(@Nullable SSESpecification encryption) {
        if (encryption != null) {
            boolean wantsKey = Boolean.TRUE.equals(encryption.enabled())
                    || encryption.kmsMasterKeyId() != null
                    || encryption.sseType() != null;
            refuse(wantsKey, "SSESpecification with a KMS key (items are stored as they are)");
        }
    }

    private TableDefinition definition(CreateTableInput input, String name, CallContext context) {
        Map<String, ValueType> types = TableRules.attributes(input.attributeDefinitions());
        BillingMode mode = input.billingMode();
        Throughput throughput = TableRules.throughput(mode, input.provisionedThroughput(), "");
        KeyAttributes keys = TableRules.keys(input.keySchema(), types);
        List<IndexDefinition> indexes = new ArrayList<>();
        if (input.hasLocalSecondaryIndexes()) {
            addLocal(indexes, input.localSecondaryIndexes(), keys, types);
        }
        if (input.hasGlobalSecondaryIndexes()) {
            addGlobal(indexes, input.globalSecondaryIndexes(), mode, types);
        }
        checkIndexes(keys, indexes, types);
        Instant now = store.clock().instant();
        StreamSettings stream = null;
        if (input.streamSpecification() != null) {
            StreamSettings.View view = TableRules.streamView(input.streamSpecification());
            stream = view == null ? null : StreamDirectory.settings(ids, view, now);
        }
        return new TableDefinition(
                name,
                ids.uuid(),
                now,
                types,
                keys,
                indexes,
                throughput,
                TableRules.maximum(mode, input.onDemandThroughput(), Throughput.NONE),
                mode == BillingMode.PAY_PER_REQUEST ? now : null,
                stream,
                null,
                Boolean.TRUE.equals(input.deletionProtectionEnabled()),
                input.tableClass() == null ? null : input.tableClass().wireValue(),
                TableRules.tags(input.tags(), context));
    }

    private void addLocal(
            List<IndexDefinition> indexes,
            List<LocalSecondaryIndex> given,
            KeyAttributes tableKeys,
            Map<String, ValueType> types) {
        if (given.isEmpty()) {
            throw DynamoDbErrors.invalidParameter("List of LocalSecondaryIndexes is empty");
        }
        if (tableKeys.sort().isEmpty()) {
            throw DynamoDbErrors.invalidParameter("Table KeySchema does not have a range key, "
                    + "which is required when specifying a LocalSecondaryIndex");
        }
        for (LocalSecondaryIndex index : given) {
            KeyAttributes keys = TableRules.indexKeys(index.keySchema(), types, false);
            if (keys.sort().isEmpty()) {
                throw DynamoDbErrors.invalidParameter(
                        "Index KeySchema does not have a range key for index: " + index.indexName());
            }
            if (!keys.partition().equals(tableKeys.partition())) {
                throw DynamoDbErrors.invalidParameter(
                        "Index KeySchema does not have the same leading hash key as table KeySchema for index: "
                                + index.indexName() + ". index hash key: "
                                + keys.partition().getFirst().name() + ", table hash key: "
                                + tableKeys.partition().getFirst().name());
            }
            indexes.add(new IndexDefinition(
                    index.indexName(),
                    ids.uuid(),
                    false,
                    keys,
                    TableRules.projection(index.projection()),
                    Throughput.NONE,
                    Throughput.NONE,
                    IndexDefinition.State.ACTIVE));
        }
        if (given.size() > MOST_LOCAL_INDEXES) {
            throw DynamoDbErrors.invalidParameter(
                    "LocalSecondaryIndex count exceeds the per-table limit of " + MOST_LOCAL_INDEXES);
        }
    }

    private void addGlobal(
            List<IndexDefinition> indexes,
            List<GlobalSecondaryIndex> given,
            @Nullable BillingMode mode,
            Map<String, ValueType> types) {
        if (given.isEmpty()) {
            throw DynamoDbErrors.invalidParameter("List of GlobalSecondaryIndexes is empty");
        }
        for (GlobalSecondaryIndex index : given) {
            indexes.add(new IndexDefinition(
                    index.indexName(),
                    ids.uuid(),
                    true,
                    TableRules.indexKeys(index.keySchema(), types, true),
                    TableRules.projection(index.projection()),
                    TableRules.indexThroughput(mode, index.provisionedThroughput(), index.indexName()),
                    TableRules.maximum(mode, index.onDemandThroughput(), Throughput.NONE),
                    IndexDefinition.State.ACTIVE));
        }
    }

    /** What all indexes together must keep to. */
    static void checkIndexes(KeyAttributes keys, List<IndexDefinition> indexes, Map<String, ValueType> types) {
        Set<String> names = new HashSet<>();
        Set<String> used = new HashSet<>(keys.names());
        for (IndexDefinition index : indexes) {
            if (!names.add(index.name())) {
                throw DynamoDbErrors.invalidParameter("Duplicate index name: " + index.name());
            }
            used.addAll(index.keys().names());
        }
        if (indexes.stream().filter(IndexDefinition::isGlobal).count() > MOST_GLOBAL_INDEXES) {
            throw DynamoDbErrors.invalidParameter(
                    "GlobalSecondaryIndex count exceeds the per-table limit of " + MOST_GLOBAL_INDEXES);
        }
        if (!used.containsAll(types.keySet())) {
            throw indexes.isEmpty()
                    ? DynamoDbErrors.invalidParameter("Number of attributes in KeySchema does not exactly match number "
                            + "of attributes defined in AttributeDefinitions")
                    : DynamoDbErrors.invalidParameter("Some AttributeDefinitions are not used. AttributeDefinitions: "
                            + types.keySet() + ", keys used: " + used);
        }
        TableRules.checkProjected(
                indexes.stream().map(IndexDefinition::projection).toList());
    }

    DescribeTableOutput describeTable(DescribeTableInput input, CallContext context) {
        String name = TableName.of(context, input.tableName());
        try (Snapshot snapshot = store.store().snapshot()) {
            TableDefinition table = store.table(snapshot, TableName.keys(context), name)
                    .orElseThrow(() -> DynamoDbErrors.noTable(name));
            return new DescribeTableOutput(descriptions.describe(snapshot, context, table, TableStatus.ACTIVE));
        }
    }

    ListTablesOutput listTables(ListTablesInput input, CallContext context) {
        TableKeys keys = TableName.keys(context);
        int limit = input.limit() == null ? LIST_LIMIT : input.limit();
        KeyRange range = KeyRange.under(keys.tables());
        if (input.exclusiveStartTableName() != null) {
            range = range.after(keys.table(input.exclusiveStartTableName()));
        }
        Page page = store.store().scan(Scan.of(range).limit(limit));
        List<String> names = page.entries().stream()
                .map(entry -> store.directory().decode(entry).name())
                .toList();
        boolean isMore = page.rest().isPresent()
                && !store.store().scan(Scan.of(page.rest().get()).limit(1)).isEmpty();
        return new ListTablesOutput(names, isMore ? names.getLast() : null);
    }

    DeleteTableOutput deleteTable(DeleteTableInput input, CallContext context) {
        TableKeys keys = TableName.keys(context);
        String name = TableName.of(context, input.tableName());
        TableDefinition table = store.store().transact(transaction -> {
            TableDefinition found =
                    store.table(transaction, keys, name).orElseThrow(() -> DynamoDbErrors.noTable(name));
            if (found.deletionProtected()) {
                throw DynamoDbErrors.validation("Resource cannot be deleted as it is currently protected against "
                        + "deletion. Disable deletion protection first.");
            }
            delete(transaction, keys, found);
            return found;
        });
        return new DeleteTableOutput(descriptions.describe(store.store(), context, table, TableStatus.DELETING));
    }

    private void delete(Transaction transaction, TableKeys keys, TableDefinition table) {
        transaction.delete(keys.table(table.name()));
        transaction.deleteRange(KeyRange.under(keys.items(table)));
        transaction.delete(keys.count(table.id()));
        transaction.deleteRange(KeyRange.under(keys.expiries(table.id())));
        transaction.delete(
                work(BackgroundWork.Kind.EXPIRY, keys, table.id(), table).key());
        transaction.delete(work(BackgroundWork.Kind.EXPIRY_BACKFILL, keys, table.id(), table)
                .key());
        for (IndexDefinition index : table.indexes()) {
            deleteIndex(transaction, keys, table, index);
        }
        table.openStream()
                .ifPresent(stream -> StreamDirectory.close(
                        transaction, keys, table, stream, store.clock().instant()));
        transaction.afterCommit(version -> {
            store.counts().forget(keys, table.id());
            table.indexes().forEach(index -> store.counts().forget(keys, index.id()));
        });
    }

    static void deleteIndex(Transaction transaction, TableKeys keys, TableDefinition table, IndexDefinition index) {
        transaction.deleteRange(KeyRange.under(keys.entries(index)));
        transaction.delete(keys.count(index.id()));
        transaction.delete(work(BackgroundWork.Kind.INDEX_BACKFILL, keys, index.id(), table)
                .key());
    }

    static BackgroundWork work(BackgroundWork.Kind kind, TableKeys keys, String id, TableDefinition table) {
        return new BackgroundWork(kind, keys.account(), keys.region(), id, table.name());
    }

    TagResourceOutput tagResource(TagResourceInput input, CallContext context) {
        Map<String, String> added = TableRules.tags(input.tags(), context);
        changeTags(input.resourceArn(), context, tags -> {
            tags.putAll(added);
            TableRules.checkCount(tags);
            return tags;
        });
        return new TagResourceOutput();
    }

    UntagResourceOutput untagResource(UntagResourceInput input, CallContext context) {
        changeTags(input.resourceArn(), context, tags -> {
            input.tagKeys().forEach(tags::remove);
            return tags;
        });
        return new UntagResourceOutput();
    }

    private void changeTags(String arn, CallContext context, UnaryOperator<Map<String, String>> change) {
        TableKeys keys = TableName.keys(context);
        String name = tableOf(arn, context);
        store.store().write(transaction -> {
            TableDefinition table = store.table(transaction, keys, name).orElseThrow(() -> noResource(arn));
            Map<String, String> tags = change.apply(new LinkedHashMap<>(table.tags()));
            transaction.put(
                    keys.table(name),
                    TableDirectory.encode(table.toBuilder().tags(tags).build()));
        });
    }

    ListTagsOfResourceOutput listTags(ListTagsOfResourceInput input, CallContext context) {
        String name = tableOf(input.resourceArn(), context);
        TableDefinition table = store.table(store.store(), TableName.keys(context), name)
                .orElseThrow(() -> noResource(input.resourceArn()));
        List<Tag> tags = table.tags().entrySet().stream()
                .map(tag -> new Tag(tag.getKey(), tag.getValue()))
                .toList();
        return new ListTagsOfResourceOutput(tags, null);
    }

    private static String tableOf(String arn, CallContext context) {
        if (Arn.parse(arn).isEmpty()) {
            throw DynamoDbErrors.validation("Invalid TableArn: Invalid ResourceArn provided as input " + arn);
        }
        return TableName.of(context, arn);
    }

    private static RuntimeException noResource(String arn) {
        return new ResourceNotFoundException("Requested resource not found: ResourcArn: " + arn + " not found");
    }
}
