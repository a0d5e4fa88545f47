package dev.gust.services.dynamodb.table;

import dev.gust.services.dynamodb.expression.Condition;
import dev.gust.services.dynamodb.expression.ConditionEvaluator;
import dev.gust.services.dynamodb.expression.LegacyConditions;
import dev.gust.services.dynamodb.expression.LegacyConditions.Legacy;
import dev.gust.services.dynamodb.expression.LegacyConditions.Operator;
import dev.gust.services.dynamodb.value.InvalidInputException;
import dev.gust.services.dynamodb.value.KeyCodec;
import dev.gust.services.dynamodb.value.Value;
import dev.gust.storage.Key;
import dev.gust.storage.KeyRange;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A query's conditions on the keys of a table or an index: equality for the whole partition key, and for the sort key
 * equality of its first attributes and one range. Always one range of the store.
 */
public final class KeyQuery {
    private final KeyAttributes keys;
    private final Map<String, Legacy> conditions;

    private KeyQuery(KeyAttributes keys, Map<String, Legacy> conditions) {
        this.keys = keys;
        this.conditions = conditions;
    }

    public static KeyQuery of(KeyAttributes keys, Map<String, Legacy> conditions) {
        int most = Math.max(2, keys.size());
        if (conditions.isEmpty() || conditions.size() > most) {
            throw new InvalidInputException("Conditions can be of length 1 or 2 only");
        }
        if (keys.size() == 1 && conditions.size() > 1) {
            throw new InvalidInputException("Query key condition not supported");
        }
        KeyQuery query = new KeyQuery(keys, conditions);
        query.check();
        return query;
    }

    private void check() {
        for (KeyAttribute attribute : keys.partition()) {
            Legacy condition = conditions.get(attribute.name());
            if (condition == null) {
                throw missing(attribute);
            }
            check(attribute, condition);
            if (condition.operator() != Operator.EQ) {
                throw new InvalidInputException("Query key condition not supported");
            }
        }
        int left = conditions.size() - keys.partition().size();
        boolean open = true;
        for (KeyAttribute attribute : keys.sort()) {
            Legacy condition = conditions.get(attribute.name());
            if (condition == null) {
                if (left > 0) {
                    throw missing(attribute);
                }
                continue;
            }
            check(attribute, condition);
            if (!open) {
                throw new InvalidInputException("Query key condition not supported");
            }
            open = condition.operator() == Operator.EQ;
            left--;
        }
        if (left > 0) {
            throw new InvalidInputException("Query key condition not supported");
        }
    }

    private void check(KeyAttribute attribute, Legacy condition) {
        if (!condition.operator().isForKeys()) {
            throw new InvalidInputException("Attempted conditional constraint is not an indexable operation");
        }
        for (Value argument : condition.arguments()) {
            if (argument.type() != attribute.type()) {
                throw new InvalidInputException("One or more parameter values were invalid: "
                        + "Condition parameter type does not match schema type");
            }
            KeyRules.checkSizes(keys, Map.of(attribute.name(), argument));
        }
    }

    private static InvalidInputException missing(KeyAttribute attribute) {
        return new InvalidInputException("Query condition missed key schema element: " + attribute.name());
    }

    /** The range of items or entries under {@code parent} that meet the conditions. */
    public KeyRange range(Key parent) {
        Map<String, Value> equal = new LinkedHashMap<>();
        keys.partition().forEach(attribute -> equal.put(attribute.name(), argument(attribute)));
        Key prefix = TableKeys.partition(parent, keys, equal);
        for (KeyAttribute attribute : keys.sort()) {
            Legacy condition = conditions.get(attribute.name());
            if (condition == null) {
                break;
            }
            if (condition.operator() != Operator.EQ) {
                return range(prefix, condition);
            }
            prefix = KeyCodec.append(prefix, argument(attribute));
        }
        return KeyRange.including(prefix);
    }

    private static KeyRange range(Key prefix, Legacy condition) {
        KeyRange all = KeyRange.including(prefix);
        Value first = condition.arguments().getFirst();
        Key bound = KeyCodec.append(prefix, first);
        return switch (condition.operator()) {
            case LT -> all.before(bound);
            case LE -> new KeyRange(all.from(), KeyRange.including(bound).to());
            case GT -> all.afterAllUnder(bound);
            case GE -> all.startingAt(bound);
            case BETWEEN -> {
                Key high = KeyCodec.append(prefix, condition.arguments().getLast());
                yield new KeyRange(bound, KeyRange.including(high).to());
            }
            case BEGINS_WITH -> KeyCodec.beginningWith(prefix, first);
            case EQ, NE, NULL, NOT_NULL, CONTAINS, NOT_CONTAINS, IN ->
                throw new IllegalStateException("no range of keys: " + condition.operator());
        };
    }

    private Value argument(KeyAttribute attribute) {
        Legacy condition = conditions.get(attribute.name());
        if (condition == null) {
            throw new IllegalStateException("checked before: " + attribute.name());
        }
        return condition.arguments().getFirst();
    }

    /** A query goes on only from a key that it could have answered itself. */
    public void checkStart(Map<String, Value> start) {
        Map<String, Legacy> sort = new LinkedHashMap<>();
        keys.sort().forEach(attribute -> {
            Legacy condition = conditions.get(attribute.name());
            if (condition != null) {
                sort.put(attribute.name(), condition);
            }
        });
        @Nullable Condition predicate = LegacyConditions.join(sort, false);
        if (predicate != null && !ConditionEvaluator.matches(predicate, start)) {
            throw new InvalidInputException("The provided starting key does not match the range key predicate");
        }
        List<KeyAttribute> partition = keys.partition();
        if (partition.stream().anyMatch(attribute -> !argument(attribute).equals(start.get(attribute.name())))) {
            throw new InvalidInputException(
                    predicate == null
                            ? "The provided starting key is outside query boundaries based on provided conditions"
                            : "The query can return at most one row and cannot be restarted");
        }
    }
}
