package dev.gust.services.dynamodb;

import dev.gust.services.dynamodb.expression.Condition;
import dev.gust.services.dynamodb.expression.ConditionPaths;
import dev.gust.services.dynamodb.expression.DocumentPath;
import dev.gust.services.dynamodb.expression.ExpressionKind;
import dev.gust.services.dynamodb.expression.KeyConditions;
import dev.gust.services.dynamodb.expression.LegacyConditions;
import dev.gust.services.dynamodb.expression.LegacyConditions.Legacy;
import dev.gust.services.dynamodb.expression.Projection;
import dev.gust.services.dynamodb.table.IndexDefinition;
import dev.gust.services.dynamodb.table.IndexProjection;
import dev.gust.services.dynamodb.table.KeyAttribute;
import dev.gust.services.dynamodb.table.KeyAttributes;
import dev.gust.services.dynamodb.table.KeyQuery;
import dev.gust.services.dynamodb.table.KeyRules;
import dev.gust.services.dynamodb.table.TableDefinition;
import dev.gust.services.dynamodb.table.TableKeys;
import dev.gust.services.dynamodb.table.TableStore;
import dev.gust.services.dynamodb.value.InvalidInputException;
import dev.gust.services.dynamodb.value.Value;
import dev.gust.storage.Key;
import dev.gust.storage.KeyRange;
import dev.gust.storage.Snapshot;
import dev.gust.wire.model.dynamodb.AttributeValue;
import dev.gust.wire.model.dynamodb.QueryInput;
import dev.gust.wire.model.dynamodb.QueryOutput;
import dev.gust.wire.model.dynamodb.ScanInput;
import dev.gust.wire.model.dynamodb.ScanOutput;
import dev.gust.wire.model.dynamodb.Select;
import dev.gust.wire.operation.AwsException;
import dev.gust.wire.operation.CallContext;
import dev.gust.wire.schema.Frozen;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Many items: query and scan. */
final class QueryOperations {
    private final TableStore store;
    private final ProvisionedLimits limits;

    QueryOperations(TableStore store, ProvisionedLimits limits) {
        this.store = store;
        this.limits = limits;
    }

    QueryOutput query(QueryInput input, CallContext context) {
        ExpressionParameters parameters = new ExpressionParameters()
                .expression(ExpressionKind.PROJECTION, input.projectionExpression())
                .expression(ExpressionKind.FILTER, input.filterExpression())
                .expression(ExpressionKind.KEY_CONDITION, input.keyConditionExpression())
                .older("AttributesToGet", input.hasAttributesToGet())
                .older("QueryFilter", input.hasQueryFilter())
                .older("ConditionalOperator", input.conditionalOperator() != null)
                // Alone beside a filter or projection expression the older key conditions are allowed.
                .older("KeyConditions", input.hasKeyConditions() && input.keyConditionExpression() != null)
                .names(input.expressionAttributeNames())
                .values(input.expressionAttributeValues())
                .check();
        Condition olderFilter = LegacyParameters.filter(input.queryFilter(), input.conditionalOperator());
        Projection olderProjection = LegacyParameters.attributesToGet(input.attributesToGet());
        Map<String, Value> start = startKey(input.exclusiveStartKey());
        if (!input.hasKeyConditions() && input.keyConditionExpression() == null) {
            throw DynamoDbErrors.validation(
                    "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.");
        }
        ExpressionParameters.Parsed parsed = parameters.parse();
        Condition keyCondition = parsed.condition(ExpressionKind.KEY_CONDITION);
        Map<String, Legacy> conditions = keyCondition == null
                ? LegacyParameters.conditions(input.keyConditions())
                : KeyConditions.of(keyCondition);
        conditions.values().forEach(LegacyConditions::check);
        Condition filter = first(parsed.condition(ExpressionKind.FILTER), olderFilter);
        Projection projection = parsed.projection() == null ? olderProjection : parsed.projection();
        boolean isProjectionExpression = parsed.projection() != null;
        TableKeys keys = TableName.keys(context);
        String name = TableName.of(context, input.tableName());
        Capacity capacity = Capacity.of(name);
        try (Snapshot snapshot = store.store().snapshot()) {
            TableDefinition table = store.table(snapshot, keys, name).orElseThrow(DynamoDbErrors::noTable);
            IndexDefinition index = index(table, input.indexName(), input.consistentRead());
            KeyAttributes queried = index == null ? table.keys() : index.keys();
            KeyQuery query = KeyQuery.of(queried, conditions);
            checkFilter(table, queried, filter, input.hasQueryFilter() ? "QueryFilter" : "Filter Expression");
            KeyRange range = query.range(index == null ? keys.items(table) : keys.entries(index));
            boolean forward = !Boolean.FALSE.equals(input.scanIndexForward());
            if (start != null) {
                checkStart(table, index, start);
                query.checkStart(start);
                range = continued(range, place(keys, table, index, start), forward);
            }
            ReadPlan plan = plan(
                    new Selection(input.select(), projection, isProjectionExpression, true),
                    table,
                    index,
                    range,
                    forward,
                    input.limit(),
                    filter,
                    Boolean.TRUE.equals(input.consistentRead()));
            limits.checkRead(context, table, index);
            ReadPlan.Result result = plan.read(store, snapshot, keys, capacity);
            limits.spend(table, capacity);
            return QueryOutput.builder()
                    .items(plan.countsOnly() ? null : result.items())
                    .count(result.count())
                    .scannedCount(result.scanned())
                    .lastEvaluatedKey(result.lastKey())
                    .consumedCapacity(capacity.answer(input.returnConsumedCapacity()))
                    .build();
        }
    }

    ScanOutput scan(ScanInput input, CallContext context) {
        ExpressionParameters parameters = new ExpressionParameters()
                .expression(ExpressionKind.PROJECTION, input.projectionExpression())
                .expression(ExpressionKind.FILTER, input.filterExpression())
                .older("AttributesToGet", input.hasAttributesToGet())
                .older("ScanFilter", input.hasScanFilter())
                .older("ConditionalOperator", input.conditionalOperator() != null)
                .names(input.expressionAttributeNames())
                .values(input.expressionAttributeValues())
                .check();
        Projection olderProjection = LegacyParameters.attributesToGet(input.attributesToGet());
        Condition olderFilter = LegacyParameters.filter(input.scanFilter(), input.conditionalOperator());
        Map<String, Value> start = startKey(input.exclusiveStartKey());
        checkSegments(input.segment(), input.totalSegments());
        ExpressionParameters.Parsed parsed = parameters.parse();
        Condition filter = first(parsed.condition(ExpressionKind.FILTER), olderFilter);
        Projection projection = parsed.projection() == null ? olderProjection : parsed.projection();
        boolean isProjectionExpression = parsed.projection() != null;
        TableKeys keys = TableName.keys(context);
        String name = TableName.of(context, input.tableName());
        Capacity capacity = Capacity.of(name);
        try (Snapshot snapshot = store.store().snapshot()) {
            TableDefinition table = store.table(snapshot, keys, name).orElseThrow(DynamoDbErrors::noTable);
            IndexDefinition index = index(table, input.indexName(), input.consistentRead());
            if (filter != null) {
                KeyRules.checkPaths(table, ConditionPaths.of(filter));
            }
            KeyRange range = scanRange(input, index == null ? keys.items(table) : keys.entries(index));
            if (start != null) {
                checkStart(table, index, start);
                Key place = place(keys, table, index, start);
                if (!range.contains(place)) {
                    throw DynamoDbErrors.validation("The provided starting key is invalid: Invalid ExclusiveStartKey. "
                            + "Please use ExclusiveStartKey with correct Segment. TotalSegments: "
                            + input.totalSegments() + " Segment: " + input.segment());
                }
                range = continued(range, place, true);
            }
            ReadPlan plan = plan(
                    new Selection(input.select(), projection, isProjectionExpression, false),
                    table,
                    index,
                    range,
                    true,
                    input.limit(),
                    filter,
                    Boolean.TRUE.equals(input.consistentRead()));
            limits.checkRead(context, table, index);
            ReadPlan.Result result = plan.read(store, snapshot, keys, capacity);
            limits.spend(table, capacity);
            return ScanOutput.builder()
                    .items(plan.countsOnly() ? null : result.items())
                    .count(result.count())
                    .scannedCount(result.scanned())
                    .lastEvaluatedKey(result.lastKey())
                    .consumedCapacity(capacity.answer(input.returnConsumedCapacity()))
                    .build();
        }
    }

    private static KeyRange scanRange(ScanInput input, Key parent) {
        Integer segment = input.segment();
        Integer segments = input.totalSegments();
        return segment == null || segments == null
                ? KeyRange.under(parent)
                : TableKeys.segment(parent, segment, segments);
    }

    /** What an answer is to show. */
    private record Selection(
            @Nullable Select select, @Nullable Projection projection, boolean isExpression, boolean isQuery) {
        void check(@Nullable IndexDefinition index) {
            String parameter = isExpression ? "ProjectionExpression" : "AttributesToGet";
            if (select == null) {
                return;
            }
            switch (select) {
                case ALL_ATTRIBUTES -> refuse(projection != null, parameter, "ALL_ATTRIBUTES");
                case COUNT -> refuse(projection != null, parameter, "only the Count");
                case ALL_PROJECTED_ATTRIBUTES -> {
                    refuse(projection != null, parameter, "ALL_PROJECTED_ATTRIBUTES");
                    if (index == null) {
                        throw DynamoDbErrors.validation(
                                "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName");
                    }
                }
                case SPECIFIC_ATTRIBUTES -> {
                    if (projection == null) {
                        throw DynamoDbErrors.validation("Must specify the AttributesToGet or ProjectionExpression "
                                + "when choosing to get SPECIFIC_ATTRIBUTES");
                    }
                }
            }
        }

        private static void refuse(boolean wrong, String parameter, String what) {
            if (wrong) {
                throw DynamoDbErrors.validation("Cannot specify the " + parameter + " when choosing to get " + what);
            }
        }
    }

    private static ReadPlan plan(
            Selection selection,
            TableDefinition table,
            @Nullable IndexDefinition index,
            KeyRange range,
            boolean forward,
            @Nullable Integer limit,
            @Nullable Condition filter,
            boolean consistent) {
        selection.check(index);
        Projection projection = selection.projection();
        if (projection != null) {
            KeyRules.checkPaths(table, projection.paths());
        }
        boolean fetches = false;
        if (index != null) {
            boolean isPartial = index.projection().kind() != IndexProjection.Kind.ALL;
            List<String> missing = projection == null ? List.of() : ReadPlan.missing(table, index, projection.paths());
            List<String> unfiltered =
                    filter == null ? List.of() : ReadPlan.missing(table, index, ConditionPaths.of(filter));
            boolean wantsAll = selection.select() == Select.ALL_ATTRIBUTES && isPartial;
            if (index.isGlobal()) {
                // A scan only finds nothing where its filter asks for what the index does not have.
                refuseMissing(index, wantsAll, missing);
            }
            if (selection.isQuery() && !unfiltered.isEmpty()) {
                throw unfiltered(index, unfiltered);
            }
            fetches = !index.isGlobal() && (wantsAll || !missing.isEmpty() || !unfiltered.isEmpty());
        }
        return new ReadPlan(
                table,
                index,
                range,
                forward,
                limit == null ? Integer.MAX_VALUE : limit,
                filter,
                projection,
                selection.select() == Select.COUNT,
                selection.select() == Select.ALL_ATTRIBUTES,
                consistent,
                fetches);
    }

    /** A global index answers from what it has; only a local one looks up the rest in the table. */
    private static void refuseMissing(IndexDefinition index, boolean wantsAll, List<String> missing) {
        if (wantsAll) {
            throw DynamoDbErrors.invalidParameter(
                    "Select type ALL_ATTRIBUTES is not supported for global secondary index " + index.name()
                            + " because its projection type is not ALL");
        }
        if (!missing.isEmpty()) {
            throw DynamoDbErrors.invalidParameter(
                    "Global secondary index " + index.name() + " does not project " + missing);
        }
    }

    private static AwsException unfiltered(IndexDefinition index, List<String> attributes) {
        return DynamoDbErrors.invalidParameter(
                "Secondary index " + index.name() + " does not project one or more filter attributes: " + attributes);
    }

    private static @Nullable IndexDefinition index(
            TableDefinition table, @Nullable String name, @Nullable Boolean consistent) {
        if (name == null) {
            return null;
        }
        IndexDefinition index = table.index(name).orElseThrow(() -> DynamoDbErrors.noIndex(name));
        if (index.isGlobal() && Boolean.TRUE.equals(consistent)) {
            throw DynamoDbErrors.validation("Consistent reads are not supported on global secondary indexes");
        }
        if (index.state() == IndexDefinition.State.CREATING) {
            throw DynamoDbErrors.validation("Cannot read from backfilling global secondary index: " + name);
        }
        return index;
    }

    private static @Nullable Map<String, Value> startKey(Map<String, AttributeValue> given) {
        if (!Frozen.isPresent(given)) {
            return null;
        }
        try {
            return AttributeValues.fromWire(given);
        } catch (InvalidInputException invalid) {
            throw DynamoDbErrors.validation("The provided starting key is invalid: " + invalid.text());
        }
    }

    private static void checkStart(TableDefinition table, @Nullable IndexDefinition index, Map<String, Value> start) {
        long names = table.keys().names().size()
                + (index == null
                        ? 0
                        : index.keys().names().stream()
                                .filter(name -> table.keys().find(name).isEmpty())
                                .count());
        if (start.size() != names
                || !matches(table.keys(), start)
                || (index != null && !matches(index.keys(), start))) {
            throw DynamoDbErrors.validation("The provided starting key is invalid");
        }
    }

    private static boolean matches(KeyAttributes keys, Map<String, Value> start) {
        return keys.all().allMatch(attribute -> {
            Value value = start.get(attribute.name());
            return value != null && value.type() == attribute.type();
        });
    }

    private static Key place(
            TableKeys keys, TableDefinition table, @Nullable IndexDefinition index, Map<String, Value> start) {
        return index == null ? keys.item(table, start) : keys.entry(table, index, start);
    }

    private static KeyRange continued(KeyRange range, Key place, boolean forward) {
        return forward ? range.after(place) : range.before(place);
    }

    private static void checkFilter(
            TableDefinition table, KeyAttributes keys, @Nullable Condition filter, String parameter) {
        if (filter == null) {
            return;
        }
        List<DocumentPath> paths = ConditionPaths.of(filter);
        for (KeyAttribute attribute : keys.all().toList()) {
            if (paths.stream().anyMatch(path -> path.attribute().equals(attribute.name()) && !path.isNested())) {
                throw DynamoDbErrors.validation(parameter
                        + " can only contain non-primary key attributes: Primary key attribute: " + attribute.name());
            }
        }
        KeyRules.checkPaths(table, paths);
    }

    private static void checkSegments(@Nullable Integer segment, @Nullable Integer segments) {
        if (segment != null && segments == null) {
            throw DynamoDbErrors.validation("The TotalSegments parameter is required but was not present in the "
                    + "request when Segment parameter is present");
        }
        if (segments != null && segment == null) {
            throw DynamoDbErrors.validation("The Segment parameter is required but was not present in the request "
                    + "when parameter TotalSegments is present");
        }
        if (segment != null && segments != null && segment >= segments) {
            throw DynamoDbErrors.validation("The Segment parameter is zero-based and must be less than parameter "
                    + "TotalSegments: Segment: " + segment + " is not less than TotalSegments: " + segments);
        }
    }

    private static @Nullable Condition first(@Nullable Condition one, @Nullable Condition other) {
        return one == null ? other : one;
    }
}
