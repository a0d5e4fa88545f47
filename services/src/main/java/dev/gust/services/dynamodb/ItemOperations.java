package dev.gust.services.dynamodb;

import dev.gust.services.dynamodb.expression.Condition;
import dev.gust.services.dynamodb.expression.DocumentPath;
import dev.gust.services.dynamodb.expression.ExpressionKind;
import dev.gust.services.dynamodb.expression.Projection;
import dev.gust.services.dynamodb.expression.UpdateAction;
import dev.gust.services.dynamodb.table.ItemChange;
import dev.gust.services.dynamodb.table.ItemWrite;
import dev.gust.services.dynamodb.table.KeyRules;
import dev.gust.services.dynamodb.table.TableDefinition;
import dev.gust.services.dynamodb.table.TableKeys;
import dev.gust.services.dynamodb.table.TableStore;
import dev.gust.services.dynamodb.value.InvalidInputException;
import dev.gust.services.dynamodb.value.ItemSize;
import dev.gust.services.dynamodb.value.StoredItem;
import dev.gust.services.dynamodb.value.Value;
import dev.gust.storage.Snapshot;
import dev.gust.wire.model.dynamodb.AttributeValue;
import dev.gust.wire.model.dynamodb.ConditionalOperator;
import dev.gust.wire.model.dynamodb.ConsumedCapacity;
import dev.gust.wire.model.dynamodb.DeleteItemInput;
import dev.gust.wire.model.dynamodb.DeleteItemOutput;
import dev.gust.wire.model.dynamodb.ExpectedAttributeValue;
import dev.gust.wire.model.dynamodb.GetItemInput;
import dev.gust.wire.model.dynamodb.GetItemOutput;
import dev.gust.wire.model.dynamodb.ItemCollectionMetrics;
import dev.gust.wire.model.dynamodb.PutItemInput;
import dev.gust.wire.model.dynamodb.PutItemOutput;
import dev.gust.wire.model.dynamodb.ReturnConsumedCapacity;
import dev.gust.wire.model.dynamodb.ReturnItemCollectionMetrics;
import dev.gust.wire.model.dynamodb.ReturnValue;
import dev.gust.wire.model.dynamodb.ReturnValuesOnConditionCheckFailure;
import dev.gust.wire.model.dynamodb.UpdateItemInput;
import dev.gust.wire.model.dynamodb.UpdateItemOutput;
import dev.gust.wire.operation.CallContext;
import dev.gust.wire.schema.Frozen;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Single items: put, get, update, delete. */
final class ItemOperations {
    private final TableStore store;
    private final ProvisionedLimits limits;

    ItemOperations(TableStore store, ProvisionedLimits limits) {
        this.store = store;
        this.limits = limits;
    }

    GetItemOutput getItem(GetItemInput input, CallContext context) {
        ExpressionParameters.Parsed parsed = new ExpressionParameters()
                .expression(ExpressionKind.PROJECTION, input.projectionExpression())
                .older("AttributesToGet", input.hasAttributesToGet())
                .names(input.expressionAttributeNames())
                .check()
                .parse();
        Projection older = LegacyParameters.attributesToGet(input.attributesToGet());
        Projection projection = parsed.projection() == null ? older : parsed.projection();
        Map<String, Value> key = AttributeValues.fromWire(input.key());
        TableKeys keys = TableName.keys(context);
        String name = TableName.of(context, input.tableName());
        Capacity capacity = Capacity.of(name);
        try (Snapshot snapshot = store.store().snapshot()) {
            TableDefinition table = store.table(snapshot, keys, name).orElseThrow(DynamoDbErrors::noTable);
            KeyRules.checkKey(table, key);
            if (projection != null) {
                KeyRules.checkPaths(table, projection.paths());
            }
            limits.checkRead(context, table, null);
            StoredItem item = store.stored(snapshot, keys, table, key);
            capacity.readItem(item == null ? 0 : item.size(), Boolean.TRUE.equals(input.consistentRead()));
            limits.spend(table, capacity);
            return new GetItemOutput(
                    Frozen.map(item == null ? null : StoredAttributes.of(item, projection)),
                    capacity.answer(input.returnConsumedCapacity()));
        }
    }

    PutItemOutput putItem(PutItemInput input, CallContext context) {
        requireNoneOrOld(input.returnValues());
        ExpressionParameters.Parsed parsed = conditionOf(
                input.conditionExpression(),
                input.hasExpected(),
                input.conditionalOperator() != null,
                input.expressionAttributeNames(),
                input.expressionAttributeValues());
        Condition condition = condition(parsed, input.expected(), input.conditionalOperator());
        Map<String, Value> item = AttributeValues.fromWire(input.item());
        if (ItemSize.of(item) > ItemSize.LARGEST_ITEM) {
            throw DynamoDbErrors.itemTooLarge();
        }
        Written written = write(
                context,
                input.tableName(),
                ItemWrite.put(item, condition),
                input.returnValuesOnConditionCheckFailure());
        Map<String, Value> before = written.change().before();
        return new PutItemOutput(
                Frozen.map(input.returnValues() == ReturnValue.ALL_OLD ? shown(before) : null),
                written.capacity(input.returnConsumedCapacity()),
                written.metrics(input.returnItemCollectionMetrics()));
    }

    DeleteItemOutput deleteItem(DeleteItemInput input, CallContext context) {
        requireNoneOrOld(input.returnValues());
        ExpressionParameters.Parsed parsed = conditionOf(
                input.conditionExpression(),
                input.hasExpected(),
                input.conditionalOperator() != null,
                input.expressionAttributeNames(),
                input.expressionAttributeValues());
        Condition condition = condition(parsed, input.expected(), input.conditionalOperator());
        Written written = write(
                context,
                input.tableName(),
                ItemWrite.delete(AttributeValues.fromWire(input.key()), condition),
                input.returnValuesOnConditionCheckFailure());
        Map<String, Value> before = written.change().before();
        return new DeleteItemOutput(
                Frozen.map(input.returnValues() == ReturnValue.ALL_OLD ? shown(before) : null),
                written.capacity(input.returnConsumedCapacity()),
                written.metrics(input.returnItemCollectionMetrics()));
    }

    UpdateItemOutput updateItem(UpdateItemInput input, CallContext context) {
        ExpressionParameters.Parsed parsed = new ExpressionParameters()
                .expression(ExpressionKind.UPDATE, input.updateExpression())
                .expression(ExpressionKind.CONDITION, input.conditionExpression())
                .older("AttributeUpdates", input.hasAttributeUpdates())
                .older("Expected", input.hasExpected())
                .older("ConditionalOperator", input.conditionalOperator() != null)
                .names(input.expressionAttributeNames())
                .values(input.expressionAttributeValues())
                .check()
                .parse();
        Map<String, Value> key = AttributeValues.fromWire(input.key());
        List<UpdateAction> actions =
                parsed.actions() == null ? LegacyParameters.updates(input.attributeUpdates()) : parsed.actions();
        Condition condition = condition(parsed, input.expected(), input.conditionalOperator());
        Written written;
        try {
            written = write(
                    context,
                    input.tableName(),
                    ItemWrite.update(key, actions, condition),
                    input.returnValuesOnConditionCheckFailure());
        } catch (InvalidInputException invalid) {
            throw input.hasAttributeUpdates() ? LegacyParameters.worded(invalid) : invalid;
        }
        return new UpdateItemOutput(
                Frozen.map(updatedAttributes(input.returnValues(), actions, written.change())),
                written.capacity(input.returnConsumedCapacity()),
                written.metrics(input.returnItemCollectionMetrics()));
    }

    /** A change that is durable. */
    private record Written(ItemChange change) {
        Capacity capacity() {
            Capacity capacity = Capacity.of(change.table().name());
            capacity.write(change);
            return capacity;
        }

        @Nullable
        ConsumedCapacity capacity(@Nullable ReturnConsumedCapacity asked) {
            return asked == null || asked == ReturnConsumedCapacity.NONE
                    ? null
                    : capacity().answer(asked);
        }

        @Nullable
        ItemCollectionMetrics metrics(@Nullable ReturnItemCollectionMetrics asked) {
            return asked == ReturnItemCollectionMetrics.SIZE ? CollectionMetrics.of(change) : null;
        }
    }

    private Written write(
            CallContext context,
            String tableName,
            ItemWrite write,
            @Nullable ReturnValuesOnConditionCheckFailure onFailure) {
        TableKeys keys = TableName.keys(context);
        String name = TableName.of(context, tableName);
        Written written = store.transactOn(keys, name, write.item(), transaction -> {
            TableDefinition table = store.table(transaction, keys, name).orElseThrow(DynamoDbErrors::noTable);
            write.checkAgainst(table);
            limits.checkWrite(context, table);
            Map<String, Value> before = store.item(transaction, keys, table, write.item());
            if (!write.isAllowed(before)) {
                boolean showsItem = onFailure == ReturnValuesOnConditionCheckFailure.ALL_OLD;
                throw DynamoDbErrors.conditionFailed(showsItem ? before : null);
            }
            ItemChange change = new ItemChange(table, before, write.result(table, before));
            store.write(transaction, keys, change, 0, false);
            return new Written(change);
        });
        if (limits.isLimited(written.change().table())) {
            limits.spend(written.change().table(), written.capacity());
        }
        return written;
    }

    private static ExpressionParameters.Parsed conditionOf(
            @Nullable String expression,
            boolean hasExpected,
            boolean hasOperator,
            Map<String, String> names,
            Map<String, AttributeValue> values) {
        return new ExpressionParameters()
                .expression(ExpressionKind.CONDITION, expression)
                .older("Expected", hasExpected)
                .older("ConditionalOperator", hasOperator)
                .names(names)
                .values(values)
                .check()
                .parse();
    }

    private static @Nullable Condition condition(
            ExpressionParameters.Parsed parsed,
            Map<String, ExpectedAttributeValue> expected,
            @Nullable ConditionalOperator operator) {
        Condition condition = parsed.condition(ExpressionKind.CONDITION);
        return condition == null ? LegacyParameters.expected(expected, operator) : condition;
    }

    private static void requireNoneOrOld(@Nullable ReturnValue returnValues) {
        if (returnValues != null && returnValues != ReturnValue.NONE && returnValues != ReturnValue.ALL_OLD) {
            throw DynamoDbErrors.validation("ReturnValues can only be ALL_OLD or NONE");
        }
    }

    private static @Nullable Map<String, AttributeValue> updatedAttributes(
            @Nullable ReturnValue asked, List<UpdateAction> actions, ItemChange change) {
        List<DocumentPath> paths = actions.stream().map(UpdateAction::path).toList();
        return switch (asked == null ? ReturnValue.NONE : asked) {
            case NONE -> null;
            case ALL_OLD -> shown(change.before());
            case ALL_NEW -> shown(change.after());
            case UPDATED_OLD -> shown(part(paths, change.before()));
            case UPDATED_NEW -> shown(part(paths, change.after()));
        };
    }

    private static @Nullable Map<String, Value> part(List<DocumentPath> paths, @Nullable Map<String, Value> item) {
        return item == null ? null : new Projection(paths).apply(item);
    }

    private static @Nullable Map<String, AttributeValue> shown(@Nullable Map<String, Value> item) {
        return item == null || item.isEmpty() ? null : AttributeValues.toWire(item);
    }
}
