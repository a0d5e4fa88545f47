package dev.gust.services.dynamodb.table;

import dev.gust.services.dynamodb.expression.Condition;
import dev.gust.services.dynamodb.expression.ConditionEvaluator;
import dev.gust.services.dynamodb.expression.ConditionPaths;
import dev.gust.services.dynamodb.expression.UpdateAction;
import dev.gust.services.dynamodb.expression.Updater;
import dev.gust.services.dynamodb.value.Value;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a request wants of one item, valid in itself; the table and what is there decide the rest. */
public record ItemWrite(
        Kind kind,
        Map<String, Value> item,
        List<UpdateAction> actions,
        @Nullable Condition condition) {
    /** The ways of writing. */
    public enum Kind {
        PUT,
        UPDATE,
        DELETE,
        /** Only looks whether the condition holds, in a transaction. */
        CHECK
    }

    public ItemWrite {
        actions = List.copyOf(actions);
    }

    public static ItemWrite put(Map<String, Value> item, @Nullable Condition condition) {
        return new ItemWrite(Kind.PUT, item, List.of(), condition);
    }

    public static ItemWrite update(Map<String, Value> key, List<UpdateAction> actions, @Nullable Condition condition) {
        return new ItemWrite(Kind.UPDATE, key, actions, condition);
    }

    public static ItemWrite delete(Map<String, Value> key, @Nullable Condition condition) {
        return new ItemWrite(Kind.DELETE, key, List.of(), condition);
    }

    public static ItemWrite check(Map<String, Value> key, Condition condition) {
        return new ItemWrite(Kind.CHECK, key, List.of(), condition);
    }

    /** Whether the table could take it, whatever is there now. */
    public void checkAgainst(TableDefinition table) {
        if (kind == Kind.PUT) {
            KeyRules.checkItem(table, item);
        } else {
            KeyRules.checkKey(table, item);
        }
        if (kind == Kind.UPDATE) {
            KeyRules.checkActions(table, actions);
            KeyRules.checkPaths(table, ConditionPaths.of(actions));
        }
        if (condition != null) {
            KeyRules.checkPaths(table, ConditionPaths.of(condition));
        }
    }

    /** Whether the condition holds of what is there; nothing counts as an item without attributes. */
    public boolean isAllowed(@Nullable Map<String, Value> before) {
        return condition == null || ConditionEvaluator.matches(condition, before == null ? Map.of() : before);
    }

    /** What is to be there afterwards, or null for nothing. */
    public @Nullable Map<String, Value> result(TableDefinition table, @Nullable Map<String, Value> before) {
        return switch (kind) {
            case PUT -> item;
            case DELETE -> null;
            case CHECK -> before;
            case UPDATE -> updated(table, before);
        };
    }

    private @Nullable Map<String, Value> updated(TableDefinition table, @Nullable Map<String, Value> before) {
        boolean onlyTakesAway = !actions.isEmpty()
                && actions.stream()
                        .allMatch(action ->
                                action instanceof UpdateAction.Remove || action instanceof UpdateAction.Delete);
        Map<String, Value> after = Updater.apply(actions, before == null ? item : before);
        if (before == null && onlyTakesAway) {
            // Taking something away from what is not there makes no item.
            return null;
        }
        KeyRules.checkUpdated(table, after);
        return after;
    }
}
