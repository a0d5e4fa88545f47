package dev.gust.services.dynamodb;

import dev.gust.base.time.Clock;
import dev.gust.services.ports.resources.ResourceContext;
import dev.gust.services.ports.resources.ResourceException;
import dev.gust.services.ports.resources.ResourceProperties;
import dev.gust.wire.model.dynamodb.AttributeDefinition;
import dev.gust.wire.model.dynamodb.BillingMode;
import dev.gust.wire.model.dynamodb.CreateGlobalSecondaryIndexAction;
import dev.gust.wire.model.dynamodb.DeleteGlobalSecondaryIndexAction;
import dev.gust.wire.model.dynamodb.DescribeTableInput;
import dev.gust.wire.model.dynamodb.DescribeTimeToLiveInput;
import dev.gust.wire.model.dynamodb.DynamoDb;
import dev.gust.wire.model.dynamodb.GlobalSecondaryIndex;
import dev.gust.wire.model.dynamodb.GlobalSecondaryIndexDescription;
import dev.gust.wire.model.dynamodb.GlobalSecondaryIndexUpdate;
import dev.gust.wire.model.dynamodb.IndexStatus;
import dev.gust.wire.model.dynamodb.ListTagsOfResourceInput;
import dev.gust.wire.model.dynamodb.OnDemandThroughput;
import dev.gust.wire.model.dynamodb.ProvisionedThroughput;
import dev.gust.wire.model.dynamodb.ProvisionedThroughputDescription;
import dev.gust.wire.model.dynamodb.StreamSpecification;
import dev.gust.wire.model.dynamodb.TableClass;
import dev.gust.wire.model.dynamodb.TableDescription;
import dev.gust.wire.model.dynamodb.Tag;
import dev.gust.wire.model.dynamodb.TagResourceInput;
import dev.gust.wire.model.dynamodb.TimeToLiveSpecification;
import dev.gust.wire.model.dynamodb.TimeToLiveStatus;
import dev.gust.wire.model.dynamodb.UntagResourceInput;
import dev.gust.wire.model.dynamodb.UpdateGlobalSecondaryIndexAction;
import dev.gust.wire.model.dynamodb.UpdateTableInput;
import dev.gust.wire.model.dynamodb.UpdateTimeToLiveInput;
import dev.gust.wire.operation.CallContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Brings a table to what its template says, in as many steps as DynamoDB needs. Each step compares with the table as
 * it is, so that a second run after a crash does only what is left.
 */
final class TableResourceUpdates {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

    private final DynamoDb tables;
    private final Clock clock;

    TableResourceUpdates(DynamoDb tables, Clock clock) {
        this.tables = tables;
        this.clock = clock;
    }

    void update(ResourceContext context, String name, ResourceProperties before, ResourceProperties after) {
        CallContext caller = context.caller();
        TableTemplate wanted = new TableTemplate(after);
        updateCapacity(caller, name, wanted);
        updateSettings(caller, name, before, after);
        updateStream(caller, name, after);
        updateIndexes(caller, name, wanted);
        updateTimeToLive(caller, name, after);
        updateTags(caller, name, after.tags("Tags", context));
    }

    private TableDescription describe(CallContext caller, String name) {
        return Objects.requireNonNull(
                tables.describeTable(new DescribeTableInput(name), caller).table());
    }

    private static UpdateTableInput.Builder change(String name) {
        return UpdateTableInput.builder().tableName(name);
    }

    private void updateCapacity(CallContext caller, String name, TableTemplate wanted) {
        TableDescription table = describe(caller, name);
        boolean isOnDemand = table.billingModeSummary() != null
                && table.billingModeSummary().billingMode() == BillingMode.PAY_PER_REQUEST;
        if (wanted.billingMode() == BillingMode.PAY_PER_REQUEST) {
            if (!isOnDemand) {
                tables.updateTable(
                        change(name).billingMode(BillingMode.PAY_PER_REQUEST).build(), caller);
            }
            OnDemandThroughput maximum = whole(wanted.maximum());
            if (!maximum.equals(whole(table.onDemandThroughput()))) {
                tables.updateTable(change(name).onDemandThroughput(maximum).build(), caller);
            }
            return;
        }
        ProvisionedThroughput units = wanted.throughput();
        if (isOnDemand || !isSame(units, table.provisionedThroughput())) {
            List<GlobalSecondaryIndexUpdate> indexes = isOnDemand ? provisioned(table, wanted) : List.of();
            tables.updateTable(
                    change(name)
                            .billingMode(BillingMode.PROVISIONED)
                            .provisionedThroughput(units)
                            .globalSecondaryIndexUpdates(indexes.isEmpty() ? null : indexes)
                            .build(),
                    caller);
        }
    }

    /** With -1 where nothing limits. */
    private static OnDemandThroughput whole(@Nullable OnDemandThroughput given) {
        return given == null
                ? new OnDemandThroughput(-1L, -1L)
                : new OnDemandThroughput(
                        Objects.requireNonNullElse(given.maxReadRequestUnits(), -1L),
                        Objects.requireNonNullElse(given.maxWriteRequestUnits(), -1L));
    }

    /** What a table that becomes provisioned has to be told of its indexes; of those that are to go, the table's own. */
    private static List<GlobalSecondaryIndexUpdate> provisioned(TableDescription table, TableTemplate wanted) {
        Map<String, GlobalSecondaryIndex> byName = new HashMap<>();
        Objects.requireNonNullElse(wanted.globalIndexes(), List.<GlobalSecondaryIndex>of())
                .forEach(index -> byName.put(index.indexName(), index));
        List<GlobalSecondaryIndexUpdate> updates = new ArrayList<>();
        for (GlobalSecondaryIndexDescription actual : table.globalSecondaryIndexes()) {
            GlobalSecondaryIndex index = byName.get(actual.indexName());
            ProvisionedThroughput units = index == null ? wanted.throughput() : index.provisionedThroughput();
            if (units != null) {
                updates.add(new GlobalSecondaryIndexUpdate(
                        UpdateGlobalSecondaryIndexAction.builder()
                                .indexName(Objects.requireNonNull(actual.indexName()))
                                .provisionedThroughput(units)
                                .build(),
                        null,
                        null));
            }
        }
        return updates;
    }

    private static boolean isSame(
            @Nullable ProvisionedThroughput wanted, @Nullable ProvisionedThroughputDescription actual) {
        return wanted != null
                && actual != null
                && Objects.equals(wanted.readCapacityUnits(), actual.readCapacityUnits())
                && Objects.equals(wanted.writeCapacityUnits(), actual.writeCapacityUnits());
    }

    private void updateSettings(CallContext caller, String name, ResourceProperties before, ResourceProperties after) {
        TableDescription table = describe(caller, name);
        boolean wanted = after.flag("DeletionProtectionEnabled", false);
        if (wanted != Boolean.TRUE.equals(table.deletionProtectionEnabled())) {
            tables.updateTable(change(name).deletionProtectionEnabled(wanted).build(), caller);
        }
        TableClass oldClass = TableResources.tableClass(before);
        TableClass newClass = TableResources.tableClass(after);
        if (oldClass != newClass) {
            tables.updateTable(
                    change(name)
                            .tableClass(newClass == null ? TableClass.STANDARD : newClass)
                            .build(),
                    caller);
        }
    }

    private void updateStream(CallContext caller, String name, ResourceProperties after) {
        StreamSpecification wanted = TableResources.stream(after);
        StreamSpecification actual = describe(caller, name).streamSpecification();
        if (Objects.equals(wanted, actual)) {
            return;
        }
        if (actual != null) {
            tables.updateTable(
                    change(name)
                            .streamSpecification(new StreamSpecification(false, null))
                            .build(),
                    caller);
        }
        if (wanted != null) {
            tables.updateTable(change(name).streamSpecification(wanted).build(), caller);
        }
    }

    private void updateIndexes(CallContext caller, String name, TableTemplate wanted) {
        List<GlobalSecondaryIndex> indexes =
                Objects.requireNonNullElse(wanted.globalIndexes(), List.<GlobalSecondaryIndex>of());
        for (GlobalSecondaryIndexDescription actual : describe(caller, name).globalSecondaryIndexes()) {
            boolean isWanted = indexes.stream().anyMatch(index -> isSame(index, actual));
            if (!isWanted) {
                String gone = Objects.requireNonNull(actual.indexName());
                update(
                        caller,
                        name,
                        wanted.attributes(),
                        new GlobalSecondaryIndexUpdate(null, null, new DeleteGlobalSecondaryIndexAction(gone)));
            }
        }
        for (GlobalSecondaryIndex index : indexes) {
            updateIndex(caller, name, wanted, index);
        }
    }

    /** A new index for each change of keys or projection, as these cannot be changed. */
    private void updateIndex(CallContext caller, String name, TableTemplate wanted, GlobalSecondaryIndex index) {
        GlobalSecondaryIndexDescription actual = describe(caller, name).globalSecondaryIndexes().stream()
                .filter(other -> index.indexName().equals(other.indexName()))
                .findFirst()
                .orElse(null);
        if (actual == null) {
            update(
                    caller,
                    name,
                    wanted.attributes(),
                    new GlobalSecondaryIndexUpdate(
                            null,
                            CreateGlobalSecondaryIndexAction.builder()
                                    .indexName(index.indexName())
                                    .keySchema(index.keySchema())
                                    .projection(index.projection())
                                    .provisionedThroughput(index.provisionedThroughput())
                                    .onDemandThroughput(index.onDemandThroughput())
                                    .build(),
                            null));
            awaitActive(caller, name, index.indexName());
            return;
        }
        var change = UpdateGlobalSecondaryIndexAction.builder().indexName(index.indexName());
        if (index.provisionedThroughput() != null
                && !isSame(index.provisionedThroughput(), actual.provisionedThroughput())) {
            change.provisionedThroughput(index.provisionedThroughput());
        } else if (wanted.billingMode() == BillingMode.PAY_PER_REQUEST
                && !whole(index.onDemandThroughput()).equals(whole(actual.onDemandThroughput()))) {
            change.onDemandThroughput(whole(index.onDemandThroughput()));
        } else {
            return;
        }
        update(caller, name, wanted.attributes(), new GlobalSecondaryIndexUpdate(change.build(), null, null));
    }

    private static boolean isSame(GlobalSecondaryIndex wanted, GlobalSecondaryIndexDescription actual) {
        return wanted.indexName().equals(actual.indexName())
                && wanted.keySchema().equals(actual.keySchema())
                && wanted.projection().equals(actual.projection());
    }

    private void update(
            CallContext caller, String name, List<AttributeDefinition> attributes, GlobalSecondaryIndexUpdate update) {
        tables.updateTable(
                change(name)
                        .attributeDefinitions(update.create() == null ? null : attributes)
                        .globalSecondaryIndexUpdates(List.of(update))
                        .build(),
                caller);
    }

    private void awaitActive(CallContext caller, String name, String indexName) {
        while (true) {
            boolean isActive = describe(caller, name).globalSecondaryIndexes().stream()
                    .filter(index -> indexName.equals(index.indexName()))
                    .allMatch(index -> index.indexStatus() == IndexStatus.ACTIVE);
            if (isActive) {
                return;
            }
            if (clock.instant().isAfter(caller.deadline())) {
                throw new ResourceException(
                        ResourceException.Code.NOT_STABILIZED,
                        "The index " + indexName + " of table " + name + " is still being filled");
            }
            try {
                clock.sleep(BETWEEN_LOOKS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new ResourceException(
                        ResourceException.Code.SERVICE_INTERNAL, "interrupted while an index is filled", interrupted);
            }
        }
    }

    private void updateTimeToLive(CallContext caller, String name, ResourceProperties after) {
        TimeToLiveSpecification wanted = TableResources.timeToLive(after);
        var actual = tables.describeTimeToLive(new DescribeTimeToLiveInput(name), caller)
                .timeToLiveDescription();
        String current =
                actual != null && actual.timeToLiveStatus() == TimeToLiveStatus.ENABLED ? actual.attributeName() : null;
        String attribute = wanted == null ? null : wanted.attributeName();
        if (Objects.equals(current, attribute)) {
            return;
        }
        if (current != null) {
            tables.updateTimeToLive(
                    new UpdateTimeToLiveInput(name, new TimeToLiveSpecification(false, current)), caller);
        }
        if (wanted != null) {
            tables.updateTimeToLive(new UpdateTimeToLiveInput(name, wanted), caller);
        }
    }

    private void updateTags(CallContext caller, String name, Map<String, String> wanted) {
        String arn = Objects.requireNonNull(describe(caller, name).tableArn());
        List<Tag> actual = tables.listTagsOfResource(new ListTagsOfResourceInput(arn, null), caller)
                .tags();
        Set<String> gone = actual.stream().map(Tag::key).collect(Collectors.toCollection(LinkedHashSet::new));
        gone.removeAll(wanted.keySet());
        if (!gone.isEmpty()) {
            tables.untagResource(new UntagResourceInput(arn, new ArrayList<>(gone)), caller);
        }
        if (!wanted.isEmpty()) {
            tables.tagResource(new TagResourceInput(arn, TableTemplate.tags(wanted)), caller);
        }
    }
}
