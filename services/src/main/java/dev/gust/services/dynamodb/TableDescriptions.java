package dev.gust.services.dynamodb;

import dev.gust.base.Arn;
import dev.gust.services.dynamodb.table.IndexDefinition;
import dev.gust.services.dynamodb.table.KeyAttributes;
import dev.gust.services.dynamodb.table.StreamSettings;
import dev.gust.services.dynamodb.table.TableCounts;
import dev.gust.services.dynamodb.table.TableDefinition;
import dev.gust.services.dynamodb.table.TableKeys;
import dev.gust.services.dynamodb.table.Throughput;
import dev.gust.storage.Reader;
import dev.gust.wire.model.dynamodb.AttributeDefinition;
import dev.gust.wire.model.dynamodb.BillingMode;
import dev.gust.wire.model.dynamodb.BillingModeSummary;
import dev.gust.wire.model.dynamodb.GlobalSecondaryIndexDescription;
import dev.gust.wire.model.dynamodb.GlobalSecondaryIndexWarmThroughputDescription;
import dev.gust.wire.model.dynamodb.IndexStatus;
import dev.gust.wire.model.dynamodb.KeySchemaElement;
import dev.gust.wire.model.dynamodb.KeyType;
import dev.gust.wire.model.dynamodb.LocalSecondaryIndexDescription;
import dev.gust.wire.model.dynamodb.OnDemandThroughput;
import dev.gust.wire.model.dynamodb.Projection;
import dev.gust.wire.model.dynamodb.ProjectionType;
import dev.gust.wire.model.dynamodb.ProvisionedThroughputDescription;
import dev.gust.wire.model.dynamodb.ScalarAttributeType;
import dev.gust.wire.model.dynamodb.StreamSpecification;
import dev.gust.wire.model.dynamodb.StreamViewType;
import dev.gust.wire.model.dynamodb.TableClass;
import dev.gust.wire.model.dynamodb.TableClassSummary;
import dev.gust.wire.model.dynamodb.TableDescription;
import dev.gust.wire.model.dynamodb.TableStatus;
import dev.gust.wire.model.dynamodb.TableWarmThroughputDescription;
import dev.gust.wire.operation.CallContext;
import dev.gust.wire.schema.Frozen;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tables as answers describe them. */
final class TableDescriptions {
    /** What an on-demand table takes at once, as DynamoDB states it. */
    private static final long WARM_READS = 12_000;

    private static final long WARM_WRITES = 4_000;

    private final TableCounts counts;

    TableDescriptions(TableCounts counts) {
        this.counts = counts;
    }

    TableDescription describe(Reader reader, CallContext context, TableDefinition table, TableStatus status) {
        TableKeys keys = TableName.keys(context);
        TableCounts.Count count = counts.read(reader, keys, table.id());
        boolean isSettled = status == TableStatus.ACTIVE;
        TableDescription.Builder description = TableDescription.builder()
                .attributeDefinitions(table.attributes().entrySet().stream()
                        .map(entry -> new AttributeDefinition(
                                entry.getKey(),
                                ScalarAttributeType.valueOf(entry.getValue().name())))
                        .toList())
                .tableName(table.name())
                .keySchema(schema(table.keys()))
                .tableStatus(status)
                .creationDateTime(table.created())
                .provisionedThroughput(throughput(table.throughput()))
                .tableSizeBytes(count.bytes())
                .itemCount(count.items())
                .tableArn(TableName.arn(context, table))
                .tableId(table.id())
                .deletionProtectionEnabled(table.deletionProtected());
        if (table.isOnDemand()) {
            description.onDemandThroughput(maximum(table.maximum()));
            description.billingModeSummary(
                    new BillingModeSummary(BillingMode.PAY_PER_REQUEST, isSettled ? table.onDemandSince() : null));
        }
        List<LocalSecondaryIndexDescription> local = new ArrayList<>();
        List<GlobalSecondaryIndexDescription> global = new ArrayList<>();
        for (IndexDefinition index : table.indexes()) {
            TableCounts.Count entries = counts.read(reader, keys, index.id());
            if (index.isGlobal()) {
                global.add(global(context, table, index, entries, isSettled));
            } else {
                local.add(new LocalSecondaryIndexDescription(
                        index.name(),
                        schema(index.keys()),
                        projection(index),
                        entries.bytes(),
                        entries.items(),
                        indexArn(context, table, index)));
            }
        }
        description.localSecondaryIndexes(local.isEmpty() ? null : local);
        description.globalSecondaryIndexes(global.isEmpty() ? null : global);
        StreamSettings stream = table.stream();
        if (stream != null) {
            if (stream.isEnabled()) {
                description.streamSpecification(new StreamSpecification(
                        true, StreamViewType.valueOf(stream.view().name())));
            }
            description.latestStreamLabel(stream.label());
            description.latestStreamArn(streamArn(context, table, stream));
        }
        if (table.tableClass() != null) {
            description.tableClassSummary(new TableClassSummary(TableClass.valueOf(table.tableClass()), null));
        }
        if (isSettled) {
            description.warmThroughput(new TableWarmThroughputDescription(
                    table.isOnDemand() ? WARM_READS : table.throughput().readUnits(),
                    table.isOnDemand() ? WARM_WRITES : table.throughput().writeUnits(),
                    TableStatus.ACTIVE));
        }
        return description.build();
    }

    private static GlobalSecondaryIndexDescription global(
            CallContext context,
            TableDefinition table,
            IndexDefinition index,
            TableCounts.Count entries,
            boolean isSettled) {
        boolean isCreating = index.state() == IndexDefinition.State.CREATING;
        IndexStatus status = isCreating || !isSettled ? IndexStatus.CREATING : IndexStatus.ACTIVE;
        GlobalSecondaryIndexDescription.Builder description = GlobalSecondaryIndexDescription.builder()
                .indexName(index.name())
                .keySchema(schema(index.keys()))
                .projection(projection(index))
                .indexStatus(status)
                .backfilling(isCreating ? Boolean.TRUE : null)
                .provisionedThroughput(throughput(index.throughput()))
                .onDemandThroughput(maximum(index.maximum()))
                .indexSizeBytes(entries.bytes())
                .itemCount(entries.items())
                .indexArn(indexArn(context, table, index));
        if (isSettled) {
            description.warmThroughput(new GlobalSecondaryIndexWarmThroughputDescription(
                    table.isOnDemand() ? WARM_READS : index.throughput().readUnits(),
                    table.isOnDemand() ? WARM_WRITES : index.throughput().writeUnits(),
                    status));
        }
        return description.build();
    }

    private static @Nullable OnDemandThroughput maximum(Throughput maximum) {
        return maximum.equals(Throughput.NONE)
                ? null
                : new OnDemandThroughput(shown(maximum.readUnits()), shown(maximum.writeUnits()));
    }

    private static long shown(long units) {
        return units == 0 ? -1 : units;
    }

    private static ProvisionedThroughputDescription throughput(Throughput throughput) {
        return new ProvisionedThroughputDescription(null, null, 0L, throughput.readUnits(), throughput.writeUnits());
    }

    private static List<KeySchemaElement> schema(KeyAttributes keys) {
        List<KeySchemaElement> schema = new ArrayList<>();
        keys.partition().forEach(attribute -> schema.add(new KeySchemaElement(attribute.name(), KeyType.HASH)));
        keys.sort().forEach(attribute -> schema.add(new KeySchemaElement(attribute.name(), KeyType.RANGE)));
        return schema;
    }

    private static Projection projection(IndexDefinition index) {
        List<String> attributes = index.projection().attributes();
        return new Projection(
                ProjectionType.valueOf(index.projection().kind().name()),
                Frozen.list(attributes.isEmpty() ? null : attributes));
    }

    private static String indexArn(CallContext context, TableDefinition table, IndexDefinition index) {
        return TableName.arn(context, table) + "/index/" + index.name();
    }

    static String streamArn(CallContext context, TableDefinition table, StreamSettings stream) {
        return streamArn(context.region(), context.account(), table.name(), stream);
    }

    static String streamArn(String region, String account, String tableName, StreamSettings stream) {
        return Arn.of("dynamodb", region, account, "table/" + tableName + "/stream/" + stream.label())
                .toString();
    }

    static @Nullable String streamArnOf(CallContext context, TableDefinition table) {
        return table.stream() == null ? null : streamArn(context, table, table.stream());
    }
}
