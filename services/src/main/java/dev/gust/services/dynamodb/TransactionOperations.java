package dev.gust.services.dynamodb;

import dev.gust.services.dynamodb.expression.Condition;
import dev.gust.services.dynamodb.expression.ExpressionKind;
import dev.gust.services.dynamodb.expression.Projection;
import dev.gust.services.dynamodb.table.ItemChange;
import dev.gust.services.dynamodb.table.ItemWrite;
import dev.gust.services.dynamodb.table.KeyRules;
import dev.gust.services.dynamodb.table.TableDefinition;
import dev.gust.services.dynamodb.table.TableKeys;
import dev.gust.services.dynamodb.table.TableStore;
import dev.gust.services.dynamodb.value.InvalidInputException;
import dev.gust.services.dynamodb.value.ItemSize;
import dev.gust.services.dynamodb.value.Value;
import dev.gust.storage.ConflictException;
import dev.gust.storage.Key;
import dev.gust.storage.Reader;
import dev.gust.storage.Snapshot;
import dev.gust.storage.StaleSnapshotException;
import dev.gust.storage.Transaction;
import dev.gust.wire.model.dynamodb.AttributeValue;
import dev.gust.wire.model.dynamodb.CancellationReason;
import dev.gust.wire.model.dynamodb.ConsumedCapacity;
import dev.gust.wire.model.dynamodb.Get;
import dev.gust.wire.model.dynamodb.ItemCollectionMetrics;
import dev.gust.wire.model.dynamodb.ItemResponse;
import dev.gust.wire.model.dynamodb.ProvisionedThroughputExceededException;
import dev.gust.wire.model.dynamodb.ReturnConsumedCapacity;
import dev.gust.wire.model.dynamodb.ReturnItemCollectionMetrics;
import dev.gust.wire.model.dynamodb.ReturnValuesOnConditionCheckFailure;
import dev.gust.wire.model.dynamodb.ThrottlingException;
import dev.gust.wire.model.dynamodb.TransactGetItem;
import dev.gust.wire.model.dynamodb.TransactGetItemsInput;
import dev.gust.wire.model.dynamodb.TransactGetItemsOutput;
import dev.gust.wire.model.dynamodb.TransactWriteItem;
import dev.gust.wire.model.dynamodb.TransactWriteItemsInput;
import dev.gust.wire.model.dynamodb.TransactWriteItemsOutput;
import dev.gust.wire.model.dynamodb.TransactionCanceledException;
import dev.gust.wire.operation.AwsException;
import dev.gust.wire.operation.CallContext;
import dev.gust.wire.schema.Frozen;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Transactions: all or nothing over several items and tables. */
final class TransactionOperations {
    private static final int MOST_BYTES = 4 * 1024 * 1024;

    private final TableStore store;
    private final ProvisionedLimits limits;
    private final RequestTokens tokens;

    TransactionOperations(TableStore store, ProvisionedLimits limits) {
        this.store = store;
        this.limits = limits;
        this.tokens = new RequestTokens(store.clock());
    }

    /** One action of a transaction, valid in itself. */
    private record Action(String given, String name, ItemWrite write, boolean showsItem) {}

    TransactWriteItemsOutput transactWriteItems(TransactWriteItemsInput input, CallContext context) {
        TableKeys keys = TableName.keys(context);
        List<Action> actions = new ArrayList<>();
        input.transactItems().forEach(item -> actions.add(action(item, context)));
        long bytes = actions.stream()
                .mapToLong(action -> ItemSize.of(action.write().item()))
                .sum();
        if (bytes > MOST_BYTES) {
            throw tooLarge();
        }
        String token = input.clientRequestToken();
        byte[] digest =
                RequestTokens.digest(actions.stream().map(Action::toString).toList());
        Map<String, Capacity> reads = new LinkedHashMap<>();
        List<TableStore.Named> items = actions.stream()
                .map(action ->
                        new TableStore.Named(action.name(), action.write().item()))
                .toList();
        List<ItemChange> changes;
        try {
            changes = store.transactOnAll(keys, items, transaction -> {
                reads.clear();
                if (token != null && tokens.isRepeated(transaction, keys, token, digest)) {
                    read(transaction.snapshot(), keys, actions, reads);
                    return List.of();
                }
                return commit(transaction, keys, actions, context);
            });
        } catch (ConflictException | StaleSnapshotException lost) {
            throw cancelled(actions.stream().map(action -> conflict()).toList());
        }
        spend(changes);
        return answer(input, actions, changes, reads);
    }

    private List<ItemChange> commit(
            Transaction transaction, TableKeys keys, List<Action> actions, CallContext context) {
        List<CancellationReason> reasons = new ArrayList<>();
        List<ItemChange> changes = new ArrayList<>();
        Set<Key> seen = new HashSet<>();
        for (Action action : actions) {
            TableDefinition table =
                    store.table(transaction, keys, action.name()).orElseThrow(DynamoDbErrors::noTable);
            try {
                action.write().checkAgainst(table);
                if (!seen.add(keys.item(table, action.write().item()))) {
                    throw DynamoDbErrors.validation(
                            "Transaction request cannot include multiple operations on one item");
                }
                limits.checkWrite(context, table);
                Map<String, Value> before =
                        store.item(transaction, keys, table, action.write().item());
                if (action.write().isAllowed(before)) {
                    changes.add(new ItemChange(table, before, action.write().result(table, before)));
                    reasons.add(new CancellationReason(Frozen.map(null), "None", null));
                } else {
                    reasons.add(new CancellationReason(
                            Frozen.map(action.showsItem() && before != null ? AttributeValues.toWire(before) : null),
                            "ConditionalCheckFailed",
                            "The conditional request failed"));
                }
            } catch (InvalidInputException invalid) {
                reasons.add(new CancellationReason(Frozen.map(null), "ValidationError", invalid.text()));
            } catch (ProvisionedThroughputExceededException | ThrottlingException usedUp) {
                reasons.add(usedUp(usedUp));
            }
        }
        if (changes.size() < actions.size()) {
            throw cancelled(reasons);
        }
        for (int i = 0; i < changes.size(); i++) {
            if (actions.get(i).write().kind() != ItemWrite.Kind.CHECK) {
                store.write(transaction, keys, changes.get(i), i, false);
            }
        }
        return changes;
    }

    private void spend(List<ItemChange> changes) {
        for (ItemChange change : changes) {
            if (limits.isLimited(change.table())) {
                Capacity used = Capacity.ofTransaction(change.table().name());
                used.write(change);
                limits.spend(change.table(), used);
            }
        }
    }

    private static CancellationReason conflict() {
        return new CancellationReason(Frozen.map(null), "TransactionConflict", "Transaction is ongoing for the item");
    }

    private static CancellationReason usedUp(AwsException refusal) {
        String code = refusal instanceof ThrottlingException ? "ThrottlingError" : "ProvisionedThroughputExceeded";
        return new CancellationReason(Frozen.map(null), code, refusal.message());
    }

    /** A transaction that was done before changes nothing, and costs the reading of its items. */
    private void read(Reader reader, TableKeys keys, List<Action> actions, Map<String, Capacity> capacities) {
        for (Action action : actions) {
            store.table(reader, keys, action.name())
                    .ifPresent(table -> capacities
                            .computeIfAbsent(action.name(), Capacity::ofTransaction)
                            .readItem(
                                    store.item(
                                            reader, keys, table, action.write().item()),
                                    true));
        }
    }

    private static AwsException tooLarge() {
        return DynamoDbErrors.validation("Transaction size cannot exceed " + MOST_BYTES + " bytes");
    }

    private static TransactionCanceledException cancelled(List<CancellationReason> reasons) {
        String codes = reasons.stream()
                .map(reason -> Objects.requireNonNullElse(reason.code(), "None"))
                .collect(Collectors.joining(", ", "[", "]"));
        return new TransactionCanceledException(
                "Transaction cancelled, please refer cancellation reasons for specific reasons " + codes, reasons);
    }

    private static TransactWriteItemsOutput answer(
            TransactWriteItemsInput input,
            List<Action> actions,
            List<ItemChange> changes,
            Map<String, Capacity> capacities) {
        Map<String, List<ItemCollectionMetrics>> metrics = new LinkedHashMap<>();
        for (int i = 0; i < changes.size(); i++) {
            Action action = actions.get(i);
            capacities.computeIfAbsent(action.name(), Capacity::ofTransaction).write(changes.get(i));
            ItemCollectionMetrics collection = CollectionMetrics.of(changes.get(i));
            if (collection != null) {
                metrics.computeIfAbsent(action.given(), name -> new ArrayList<>())
                        .add(collection);
            }
        }
        boolean wantsMetrics = input.returnItemCollectionMetrics() == ReturnItemCollectionMetrics.SIZE;
        return new TransactWriteItemsOutput(
                Frozen.list(consumed(capacities, input.returnConsumedCapacity())),
                Frozen.map(wantsMetrics ? metrics : null));
    }

    private static @Nullable List<ConsumedCapacity> consumed(
            Map<String, Capacity> capacities, @Nullable ReturnConsumedCapacity asked) {
        if (asked == null || asked == ReturnConsumedCapacity.NONE) {
            return null;
        }
        List<ConsumedCapacity> consumed = new ArrayList<>();
        for (Capacity capacity : capacities.values()) {
            ConsumedCapacity answer = capacity.answer(asked);
            if (answer != null) {
                consumed.add(answer);
            }
        }
        return consumed;
    }

    private static Action action(TransactWriteItem item, CallContext context) {
        int given = (item.put() == null ? 0 : 1)
                + (item.update() == null ? 0 : 1)
                + (item.delete() == null ? 0 : 1)
                + (item.conditionCheck() == null ? 0 : 1);
        if (given > 1) {
            throw DynamoDbErrors.validation("TransactItems can only contain one of Check, Put, Update or Delete");
        }
        if (item.put() != null) {
            var put = item.put();
            ExpressionParameters.Parsed parsed = condition(
                    put.conditionExpression(), put.expressionAttributeNames(), put.expressionAttributeValues());
            Map<String, Value> whole = AttributeValues.fromWire(put.item());
            if (ItemSize.of(whole) > ItemSize.LARGEST_ITEM) {
                throw DynamoDbErrors.itemTooLarge();
            }
            return action(
                    context,
                    put.tableName(),
                    ItemWrite.put(whole, parsed.condition(ExpressionKind.CONDITION)),
                    put.returnValuesOnConditionCheckFailure());
        }
        if (item.update() != null) {
            var update = item.update();
            ExpressionParameters.Parsed parsed = new ExpressionParameters()
                    .expression(ExpressionKind.UPDATE, update.updateExpression())
                    .expression(ExpressionKind.CONDITION, update.conditionExpression())
                    .names(update.expressionAttributeNames())
                    .values(update.expressionAttributeValues())
                    .check()
                    .parse();
            return action(
                    context,
                    update.tableName(),
                    ItemWrite.update(
                            AttributeValues.fromWire(update.key()),
                            parsed.actions() == null ? List.of() : parsed.actions(),
                            parsed.condition(ExpressionKind.CONDITION)),
                    update.returnValuesOnConditionCheckFailure());
        }
        if (item.delete() != null) {
            var delete = item.delete();
            ExpressionParameters.Parsed parsed = condition(
                    delete.conditionExpression(),
                    delete.expressionAttributeNames(),
                    delete.expressionAttributeValues());
            return action(
                    context,
                    delete.tableName(),
                    ItemWrite.delete(
                            AttributeValues.fromWire(delete.key()), parsed.condition(ExpressionKind.CONDITION)),
                    delete.returnValuesOnConditionCheckFailure());
        }
        if (item.conditionCheck() != null) {
            var check = item.conditionCheck();
            ExpressionParameters.Parsed parsed = condition(
                    check.conditionExpression(), check.expressionAttributeNames(), check.expressionAttributeValues());
            Condition condition = Objects.requireNonNull(parsed.condition(ExpressionKind.CONDITION));
            return action(
                    context,
                    check.tableName(),
                    ItemWrite.check(AttributeValues.fromWire(check.key()), condition),
                    check.returnValuesOnConditionCheckFailure());
        }
        throw DynamoDbErrors.validation(
                "The action or operation requested is invalid. Verify that the action is typed correctly.");
    }

    private static Action action(
            CallContext context,
            String given,
            ItemWrite write,
            @Nullable ReturnValuesOnConditionCheckFailure onFailure) {
        return new Action(
                given, TableName.of(context, given), write, onFailure == ReturnValuesOnConditionCheckFailure.ALL_OLD);
    }

    private static ExpressionParameters.Parsed condition(
            @Nullable String condition, Map<String, String> names, Map<String, AttributeValue> values) {
        return new ExpressionParameters()
                .expression(ExpressionKind.CONDITION, condition)
                .names(names)
                .values(values)
                .check()
                .parse();
    }

    /** One read of a transaction, valid in itself. */
    private record Reading(
            String name, Map<String, Value> key, @Nullable Projection projection) {}

    TransactGetItemsOutput transactGetItems(TransactGetItemsInput input, CallContext context) {
        TableKeys keys = TableName.keys(context);
        List<Reading> readings = new ArrayList<>();
        for (TransactGetItem item : input.transactItems()) {
            Get get = item.get();
            ExpressionParameters.Parsed parsed = new ExpressionParameters()
                    .expression(ExpressionKind.PROJECTION, get.projectionExpression())
                    .names(get.expressionAttributeNames())
                    .check()
                    .parse();
            readings.add(new Reading(
                    TableName.of(context, get.tableName()), AttributeValues.fromWire(get.key()), parsed.projection()));
        }
        Map<String, Capacity> capacities = new LinkedHashMap<>();
        List<ItemResponse> responses = new ArrayList<>();
        List<CancellationReason> reasons = new ArrayList<>();
        boolean isCancelled = false;
        long bytes = 0;
        Set<Key> seen = new HashSet<>();
        try (Snapshot snapshot = store.store().snapshot()) {
            for (Reading reading : readings) {
                TableDefinition table =
                        store.table(snapshot, keys, reading.name()).orElseThrow(DynamoDbErrors::noTable);
                if (reading.projection() != null) {
                    KeyRules.checkPaths(table, reading.projection().paths());
                }
                try {
                    KeyRules.checkKey(table, reading.key());
                    if (!seen.add(keys.item(table, reading.key()))) {
                        throw DynamoDbErrors.validation(
                                "Transaction request cannot include multiple operations on one item");
                    }
                    limits.checkRead(context, table, null);
                    Map<String, Value> item = store.item(snapshot, keys, table, reading.key());
                    bytes += item == null ? 0 : ItemSize.of(item);
                    if (bytes > MOST_BYTES) {
                        throw tooLarge();
                    }
                    Capacity used = Capacity.ofTransaction(reading.name());
                    used.readItem(item, true);
                    limits.spend(table, used);
                    capacities
                            .computeIfAbsent(reading.name(), Capacity::ofTransaction)
                            .readItem(item, true);
                    Map<String, Value> shown = item == null || reading.projection() == null
                            ? item
                            : reading.projection().apply(item);
                    responses.add(new ItemResponse(Frozen.map(shown == null ? null : AttributeValues.toWire(shown))));
                    reasons.add(new CancellationReason(Frozen.map(null), "None", null));
                } catch (InvalidInputException invalid) {
                    isCancelled = true;
                    reasons.add(new CancellationReason(Frozen.map(null), "ValidationError", invalid.text()));
                } catch (ProvisionedThroughputExceededException | ThrottlingException usedUp) {
                    isCancelled = true;
                    reasons.add(usedUp(usedUp));
                }
            }
        }
        if (isCancelled) {
            throw cancelled(reasons);
        }
        return new TransactGetItemsOutput(Frozen.list(consumed(capacities, input.returnConsumedCapacity())), responses);
    }
}
