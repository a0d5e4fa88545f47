package dev.gust.services.dynamodb;

import dev.gust.base.Ids;
import dev.gust.services.dynamodb.table.BackgroundWork;
import dev.gust.services.dynamodb.table.IndexDefinition;
import dev.gust.services.dynamodb.table.StreamSettings;
import dev.gust.services.dynamodb.table.TableDefinition;
import dev.gust.services.dynamodb.table.TableDirectory;
import dev.gust.services.dynamodb.table.TableKeys;
import dev.gust.services.dynamodb.table.TableStore;
import dev.gust.services.dynamodb.table.Throughput;
import dev.gust.services.dynamodb.value.ValueType;
import dev.gust.storage.KeyRange;
import dev.gust.storage.Transaction;
import dev.gust.wire.model.dynamodb.BillingMode;
import dev.gust.wire.model.dynamodb.CreateGlobalSecondaryIndexAction;
import dev.gust.wire.model.dynamodb.DescribeTimeToLiveInput;
import dev.gust.wire.model.dynamodb.DescribeTimeToLiveOutput;
import dev.gust.wire.model.dynamodb.GlobalSecondaryIndexUpdate;
import dev.gust.wire.model.dynamodb.LimitExceededException;
import dev.gust.wire.model.dynamodb.ResourceInUseException;
import dev.gust.wire.model.dynamodb.ResourceNotFoundException;
import dev.gust.wire.model.dynamodb.StreamSpecification;
import dev.gust.wire.model.dynamodb.TableStatus;
import dev.gust.wire.model.dynamodb.TimeToLiveDescription;
import dev.gust.wire.model.dynamodb.TimeToLiveSpecification;
import dev.gust.wire.model.dynamodb.TimeToLiveStatus;
import dev.gust.wire.model.dynamodb.UpdateGlobalSecondaryIndexAction;
import dev.gust.wire.model.dynamodb.UpdateTableInput;
import dev.gust.wire.model.dynamodb.UpdateTableOutput;
import dev.gust.wire.model.dynamodb.UpdateTimeToLiveInput;
import dev.gust.wire.model.dynamodb.UpdateTimeToLiveOutput;
import dev.gust.wire.operation.CallContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Changes of tables: capacity, indexes, streams, protection, time to live. Each is one commit. */
final class TableUpdates {
    private final TableStore store;
    private final Ids ids;
    private final TableDescriptions descriptions;
    private final Runnable wakeBackground;

    /** @param wakeBackground called when there is new work for the background */
    TableUpdates(TableStore store, Ids ids, TableDescriptions descriptions, Runnable wakeBackground) {
        this.store = store;
        this.ids = ids;
        this.descriptions = descriptions;
        this.wakeBackground = wakeBackground;
    }

    UpdateTableOutput updateTable(UpdateTableInput input, CallContext context) {
        refuseUnsupported(input);
        TableKeys keys = TableName.keys(context);
        String name = TableName.of(context, input.tableName());
        boolean isNothing = input.billingMode() == null
                && input.provisionedThroughput() == null
                && input.onDemandThroughput() == null
                && input.globalSecondaryIndexUpdates().isEmpty()
                && input.streamSpecification() == null
                && input.deletionProtectionEnabled() == null
                && input.tableClass() == null
                && input.sseSpecification() == null;
        if (isNothing) {
            throw DynamoDbErrors.validation("At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, "
                    + "GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required");
        }
        TableDefinition changed = store.store().transact(transaction -> {
            TableDefinition table =
                    store.table(transaction, keys, name).orElseThrow(() -> DynamoDbErrors.noTable(name));
            TableDefinition next = changed(transaction, keys, table, input);
            transaction.put(keys.table(name), TableDirectory.encode(next));
            transaction.afterCommit(version -> wakeBackground.run());
            return next;
        });
        return new UpdateTableOutput(
                descriptions.describe(store.store(), context, changed, TableStatus.ACTIVE).toBuilder()
                        .tableStatus(TableStatus.UPDATING)
                        .build());
    }

    private static void refuseUnsupported(UpdateTableInput input) {
        TableOperations.refuse(!input.replicaUpdates().isEmpty(), "ReplicaUpdates (global tables)");
        TableOperations.refuse(input.multiRegionConsistency() != null, "MultiRegionConsistency (global tables)");
        TableOperations.refuse(
                !input.globalTableWitnessUpdates().isEmpty(), "GlobalTableWitnessUpdates (global tables)");
        TableOperations.refuse(
                input.globalTableSettingsReplicationMode() != null,
                "GlobalTableSettingsReplicationMode (global tables)");
        TableOperations.refuse(input.warmThroughput() != null, "WarmThroughput");
        TableOperations.refuseEncryption(input.sseSpecification());
    }

    private TableDefinition changed(
            Transaction transaction, TableKeys keys, TableDefinition table, UpdateTableInput input) {
        TableDefinition.Builder next = table.toBuilder();
        changeCapacity(next, table, input);
        if (input.onDemandThroughput() != null) {
            next.maximum(TableRules.maximum(modeOf(next.build()), input.onDemandThroughput(), table.maximum()));
        }
        if (input.deletionProtectionEnabled() != null) {
            next.deletionProtected(input.deletionProtectionEnabled());
        }
        if (input.tableClass() != null) {
            next.tableClass(input.tableClass().wireValue());
        }
        if (input.streamSpecification() != null) {
            next.stream(changedStream(transaction, keys, table, input.streamSpecification()));
        }
        if (!input.globalSecondaryIndexUpdates().isEmpty()) {
            changeIndexes(transaction, keys, table, input, next);
        }
        return next.build();
    }

    private void changeCapacity(TableDefinition.Builder next, TableDefinition table, UpdateTableInput input) {
        BillingMode mode = input.billingMode();
        if (mode == BillingMode.PAY_PER_REQUEST) {
            TableRules.throughput(mode, input.provisionedThroughput(), "");
            if (!table.isOnDemand()) {
                next.onDemandSince(store.clock().instant());
                next.throughput(Throughput.NONE);
                next.indexes(table.indexes().stream()
                        .map(index -> index.withThroughput(Throughput.NONE))
                        .toList());
            }
            return;
        }
        if (mode == null && input.provisionedThroughput() == null) {
            return;
        }
        if (mode == null && table.isOnDemand()) {
            TableRules.throughput(BillingMode.PAY_PER_REQUEST, input.provisionedThroughput(), "");
        }
        Throughput throughput = TableRules.throughput(BillingMode.PROVISIONED, input.provisionedThroughput(), "");
        if (!table.isOnDemand() && mode == null && throughput.equals(table.throughput())) {
            throw DynamoDbErrors.validation("The provisioned throughput for the table will not change. The requested "
                    + "value equals the current value. Current ReadCapacityUnits provisioned for the table: "
                    + throughput.readUnits() + ". Requested ReadCapacityUnits: " + throughput.readUnits()
                    + ". Current WriteCapacityUnits provisioned for the table: " + throughput.writeUnits()
                    + ". Requested WriteCapacityUnits: " + throughput.writeUnits()
                    + ". Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher "
                    + "limits.");
        }
        if (table.isOnDemand()) {
            checkIndexesProvisioned(table, input);
        }
        next.onDemandSince(null).throughput(throughput).maximum(Throughput.NONE);
        next.indexes(table.indexes().stream()
                .map(index -> index.withMaximum(Throughput.NONE))
                .toList());
    }

    /** A table that is provisioned from now on needs to be told the throughput of each index that stays. */
    private static void checkIndexesProvisioned(TableDefinition table, UpdateTableInput input) {
        Set<String> told = new HashSet<>();
        for (GlobalSecondaryIndexUpdate update : input.globalSecondaryIndexUpdates()) {
            if (update.update() != null) {
                told.add(update.update().indexName());
            } else if (update.delete() != null) {
                told.add(update.delete().indexName());
            }
        }
        table.indexes().stream()
                .filter(index -> index.isGlobal() && !told.contains(index.name()))
                .findFirst()
                .ifPresent(index -> {
                    throw DynamoDbErrors.invalidParameter(
                            "ProvisionedThroughput must be specified for index: " + index.name());
                });
    }

    private @Nullable StreamSettings changedStream(
            Transaction transaction, TableKeys keys, TableDefinition table, StreamSpecification specification) {
        StreamSettings.View view = TableRules.streamView(specification);
        Instant now = store.clock().instant();
        StreamSettings open = table.openStream().orElse(null);
        if (view == null) {
            if (open == null) {
                throw DynamoDbErrors.validation("Table has no stream to disable");
            }
            return StreamDirectory.close(transaction, keys, table, open, now);
        }
        if (open != null) {
            throw DynamoDbErrors.validation("Table already has an enabled stream: TableName: " + table.name());
        }
        StreamSettings stream = StreamDirectory.settings(ids, view, now);
        StreamDirectory.open(transaction, keys, table, stream);
        return stream;
    }

    private void changeIndexes(
            Transaction transaction,
            TableKeys keys,
            TableDefinition table,
            UpdateTableInput input,
            TableDefinition.Builder next) {
        Map<String, ValueType> types = new LinkedHashMap<>(table.attributes());
        Map<String, ValueType> given = TableRules.attributes(input.attributeDefinitions());
        types.putAll(given);
        List<IndexDefinition> indexes = new ArrayList<>(next.build().indexes());
        Set<String> named = new HashSet<>();
        int madeOrRemoved = 0;
        for (GlobalSecondaryIndexUpdate update : input.globalSecondaryIndexUpdates()) {
            String indexName = nameOf(update);
            if (!named.add(indexName)) {
                throw DynamoDbErrors.invalidParameter("Only one global secondary index update per index is allowed "
                        + "simultaneously. Index: " + indexName);
            }
            if (update.create() != null) {
                madeOrRemoved++;
                indexes.add(created(transaction, keys, table, update.create(), given, next.build()));
            } else if (update.delete() != null) {
                madeOrRemoved++;
                IndexDefinition gone = existing(indexes, indexName);
                TableOperations.deleteIndex(transaction, keys, table, gone);
                transaction.afterCommit(version -> store.counts().forget(keys, gone.id()));
                indexes.remove(gone);
            } else if (update.update() != null) {
                IndexDefinition index = existing(indexes, indexName);
                indexes.set(indexes.indexOf(index), changed(index, update.update(), modeOf(next.build())));
            }
        }
        if (madeOrRemoved > 1) {
            throw new LimitExceededException("Subscriber limit exceeded: Only 1 online index can be created or "
                    + "deleted simultaneously per table");
        }
        Set<String> used = new HashSet<>(table.keys().names());
        indexes.forEach(index -> used.addAll(index.keys().names()));
        types.keySet().retainAll(used);
        checkSameTypes(table, indexes, types);
        TableOperations.checkIndexes(table.keys(), indexes, types);
        next.indexes(indexes).attributes(types);
    }

    /** What is the key of something that stays keeps its type. */
    private static void checkSameTypes(
            TableDefinition table, List<IndexDefinition> indexes, Map<String, ValueType> types) {
        Stream.concat(
                        table.keys().all(),
                        indexes.stream().flatMap(index -> index.keys().all()))
                .filter(key -> key.type() != types.get(key.name()))
                .findFirst()
                .ifPresent(key -> {
                    throw DynamoDbErrors.invalidParameter("Attributes cannot be redefined. Please check that your "
                            + "attribute has the same type as previously defined. Attribute: " + key.name() + ", type: "
                            + key.type() + ", new type: " + types.get(key.name()));
                });
    }

    private static String nameOf(GlobalSecondaryIndexUpdate update) {
        long kinds = Stream.of(update.create(), update.delete(), update.update())
                .filter(Objects::nonNull)
                .count();
        if (kinds > 1) {
            throw DynamoDbErrors.invalidParameter("Only one of GlobalSecondaryIndexUpdate.Update, "
                    + "GlobalSecondaryIndexUpdate.Create, GlobalSecondaryIndexUpdate.Delete can be specified");
        }
        if (update.create() != null) {
            return update.create().indexName();
        }
        if (update.delete() != null) {
            return update.delete().indexName();
        }
        if (update.update() != null) {
            return update.update().indexName();
        }
        throw DynamoDbErrors.invalidParameter("One of GlobalSecondaryIndexUpdate.Update, "
                + "GlobalSecondaryIndexUpdate.Create, GlobalSecondaryIndexUpdate.Delete must not be null");
    }

    private IndexDefinition created(
            Transaction transaction,
            TableKeys keys,
            TableDefinition table,
            CreateGlobalSecondaryIndexAction create,
            Map<String, ValueType> types,
            TableDefinition next) {
        TableOperations.refuse(create.warmThroughput() != null, "WarmThroughput of a global secondary index");
        if (table.index(create.indexName()).isPresent()) {
            throw DynamoDbErrors.validation("Attempting to create an index which already exists");
        }
        if (table.indexes().stream().anyMatch(index -> index.state() == IndexDefinition.State.CREATING)) {
            throw new ResourceInUseException(
                    "Attempt to change a resource which is still in use: Index is being created.");
        }
        IndexDefinition index = new IndexDefinition(
                create.indexName(),
                ids.uuid(),
                true,
                TableRules.indexKeys(create.keySchema(), types, true),
                TableRules.projection(create.projection()),
                TableRules.indexThroughput(modeOf(next), create.provisionedThroughput(), create.indexName()),
                TableRules.maximum(modeOf(next), create.onDemandThroughput(), Throughput.NONE),
                IndexDefinition.State.CREATING);
        BackgroundWork work = TableOperations.work(BackgroundWork.Kind.INDEX_BACKFILL, keys, index.id(), table);
        transaction.put(work.key(), work.encode());
        return index;
    }

    private static IndexDefinition changed(
            IndexDefinition index, UpdateGlobalSecondaryIndexAction update, BillingMode mode) {
        TableOperations.refuse(update.warmThroughput() != null, "WarmThroughput of a global secondary index");
        if (update.onDemandThroughput() != null) {
            Throughput maximum = TableRules.maximum(mode, update.onDemandThroughput(), index.maximum());
            return update.provisionedThroughput() == null
                    ? index.withMaximum(maximum)
                    : index.withMaximum(maximum)
                            .withThroughput(
                                    TableRules.indexThroughput(mode, update.provisionedThroughput(), index.name()));
        }
        return index.withThroughput(TableRules.indexThroughput(mode, update.provisionedThroughput(), index.name()));
    }

    private static BillingMode modeOf(TableDefinition table) {
        return table.isOnDemand() ? BillingMode.PAY_PER_REQUEST : BillingMode.PROVISIONED;
    }

    private static IndexDefinition existing(List<IndexDefinition> indexes, String name) {
        return indexes.stream()
                .filter(index -> index.isGlobal() && index.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new ResourceNotFoundException("Requested resource not found"));
    }

    UpdateTimeToLiveOutput updateTimeToLive(UpdateTimeToLiveInput input, CallContext context) {
        TimeToLiveSpecification wanted = input.timeToLiveSpecification();
        if (wanted.attributeName().isEmpty()) {
            throw DynamoDbErrors.validation("TimeToLiveSpecification.AttributeName must not be empty");
        }
        TableKeys keys = TableName.keys(context);
        String name = TableName.of(context, input.tableName());
        store.store().write(transaction -> {
            TableDefinition table =
                    store.table(transaction, keys, name).orElseThrow(() -> DynamoDbErrors.noTable(name));
            BackgroundWork expiry = TableOperations.work(BackgroundWork.Kind.EXPIRY, keys, table.id(), table);
            BackgroundWork backfill =
                    TableOperations.work(BackgroundWork.Kind.EXPIRY_BACKFILL, keys, table.id(), table);
            if (wanted.enabled()) {
                if (table.timeToLive() != null) {
                    throw DynamoDbErrors.validation(
                            table.timeToLive().equals(wanted.attributeName())
                                    ? "TimeToLive is already enabled"
                                    : "TimeToLive is active on a different AttributeName: current AttributeName is "
                                            + table.timeToLive());
                }
                transaction.put(expiry.key(), expiry.encode());
                transaction.put(backfill.key(), backfill.encode());
            } else {
                if (table.timeToLive() == null) {
                    throw DynamoDbErrors.validation("TimeToLive is already disabled");
                }
                if (!table.timeToLive().equals(wanted.attributeName())) {
                    throw DynamoDbErrors.validation("TimeToLive is active on a different AttributeName: "
                            + "current AttributeName is " + table.timeToLive());
                }
                transaction.delete(expiry.key());
                transaction.delete(backfill.key());
                transaction.deleteRange(KeyRange.under(keys.expiries(table.id())));
            }
            transaction.put(
                    keys.table(name),
                    TableDirectory.encode(table.toBuilder()
                            .timeToLive(wanted.enabled() ? wanted.attributeName() : null)
                            .build()));
            transaction.afterCommit(version -> wakeBackground.run());
        });
        return new UpdateTimeToLiveOutput(wanted);
    }

    DescribeTimeToLiveOutput describeTimeToLive(DescribeTimeToLiveInput input, CallContext context) {
        String name = TableName.of(context, input.tableName());
        TableDefinition table = store.table(store.store(), TableName.keys(context), name)
                .orElseThrow(() -> DynamoDbErrors.noTable(name));
        return new DescribeTimeToLiveOutput(new TimeToLiveDescription(
                table.timeToLive() == null ? TimeToLiveStatus.DISABLED : TimeToLiveStatus.ENABLED, table.timeToLive()));
    }
}
