package dev.gust.services.dynamodb.table;

import dev.gust.services.dynamodb.expression.DocumentPath;
import dev.gust.services.dynamodb.expression.Operand;
import dev.gust.services.dynamodb.expression.UpdateAction;
import dev.gust.services.dynamodb.value.Bytes;
import dev.gust.services.dynamodb.value.InvalidInputException;
import dev.gust.services.dynamodb.value.ItemSize;
import dev.gust.services.dynamodb.value.Value;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a table's keys, and those of its indexes, ask of items, keys and expressions. */
public final class KeyRules {
    private static final int LONGEST_PARTITION_KEY = 2048;
    private static final int LONGEST_SORT_KEY = 1024;
    private static final String INVALID = "One or more parameter values were invalid: ";

    private KeyRules() {}

    /** An item to be put. */
    public static void checkItem(TableDefinition table, Map<String, Value> item) {
        table.keys().all().forEach(attribute -> {
            Value value = item.get(attribute.name());
            if (value == null) {
                throw new InvalidInputException(INVALID + "Missing the key " + attribute.name() + " in the item");
            }
            if (value.type() != attribute.type()) {
                throw new InvalidInputException(INVALID + "Type mismatch for key " + attribute.name() + " expected: "
                        + attribute.type() + " actual: " + value.type());
            }
        });
        checkSizes(table.keys(), item);
        for (IndexDefinition index : table.indexes()) {
            index.keys().all().forEach(attribute -> {
                Value value = item.get(attribute.name());
                if (value != null && value.type() != attribute.type()) {
                    throw new InvalidInputException(INVALID + "Type mismatch for Index Key " + attribute.name()
                            + " Expected: " + attribute.type() + " Actual: " + value.type() + " IndexName: "
                            + index.name());
                }
                checkIndexValue(index, attribute, value);
            });
        }
    }

    /** An item after an update. Its own key did not change. */
    public static void checkUpdated(TableDefinition table, Map<String, Value> item) {
        for (IndexDefinition index : table.indexes()) {
            index.keys().all().forEach(attribute -> {
                Value value = item.get(attribute.name());
                if (value != null && value.type() != attribute.type()) {
                    throw new InvalidInputException("The update expression attempted to update the secondary index key "
                            + "to unsupported type");
                }
                if (value != null && isEmpty(value)) {
                    throw new InvalidInputException("One or more parameter values are not valid. The update expression "
                            + "attempted to update a secondary index key to a value that is not supported. The "
                            + "AttributeValue for a key attribute cannot contain an empty " + emptyName(value)
                            + " value.");
                }
                checkIndexValue(index, attribute, value);
            });
        }
        if (ItemSize.of(item) > ItemSize.LARGEST_ITEM) {
            throw new InvalidInputException("Item size to update has exceeded the maximum allowed size");
        }
    }

    /** A key that names one item: its attributes, all of them and nothing else. */
    public static void checkKey(TableDefinition table, Map<String, Value> key) {
        if (key.size() != table.keys().size()) {
            throw mismatch();
        }
        table.keys().all().forEach(attribute -> {
            Value value = key.get(attribute.name());
            if (value == null || value.type() != attribute.type()) {
                throw mismatch();
            }
        });
        checkSizes(table.keys(), key);
    }

    /** The lengths of key values, and that they are not empty. */
    public static void checkSizes(KeyAttributes keys, Map<String, Value> item) {
        keys.all().forEach(attribute -> {
            Value value = item.get(attribute.name());
            if (value != null && isEmpty(value)) {
                throw new InvalidInputException("One or more parameter values are not valid. The AttributeValue for a "
                        + "key attribute cannot contain an empty " + emptyName(value) + " value. Key: "
                        + attribute.name());
            }
        });
        for (KeyAttribute attribute : keys.partition()) {
            if (size(item.get(attribute.name())) > LONGEST_PARTITION_KEY) {
                throw new InvalidInputException(
                        INVALID + "Size of hashkey has exceeded the maximum size limit of2048 bytes");
            }
        }
        for (KeyAttribute attribute : keys.sort()) {
            if (size(item.get(attribute.name())) > LONGEST_SORT_KEY) {
                throw new InvalidInputException(
                        INVALID + "Aggregated size of all range keys has exceeded the size limit of 1024 bytes");
            }
        }
    }

    /** An update must leave the table's key alone. */
    public static void checkActions(TableDefinition table, List<UpdateAction> actions) {
        table.keys().all().forEach(attribute -> {
            for (UpdateAction action : actions) {
                if (action.path().attribute().equals(attribute.name())) {
                    throw new InvalidInputException(INVALID + "Cannot update attribute " + attribute.name()
                            + ". This attribute is part of the key");
                }
            }
        });
        for (IndexDefinition index : table.indexes()) {
            index.keys().all().forEach(attribute -> checkIndexAction(index, attribute, actions));
        }
    }

    /** A path may name a key, and not lead into it: keys are scalars. */
    public static void checkPaths(TableDefinition table, List<DocumentPath> paths) {
        for (DocumentPath path : paths) {
            if (!path.isNested()) {
                continue;
            }
            if (table.keys().find(path.attribute()).isPresent()) {
                throw notScalar("Key", path);
            }
            for (IndexDefinition index : table.indexes()) {
                if (index.keys().find(path.attribute()).isPresent()) {
                    throw notScalar("IndexKey", path);
                }
            }
        }
    }

    private static void checkIndexAction(IndexDefinition index, KeyAttribute attribute, List<UpdateAction> actions) {
        for (UpdateAction action : actions) {
            if (action.path().isNested() || !action.path().attribute().equals(attribute.name())) {
                continue;
            }
            Value value = assignedConstant(action);
            if (value != null && value.type() != attribute.type()) {
                throw new InvalidInputException(INVALID + "Type mismatch for Index Key " + attribute.name()
                        + " Expected: " + attribute.type() + " Actual: " + value.type() + " IndexName: "
                        + index.name());
            }
        }
    }

    private static @Nullable Value assignedConstant(UpdateAction action) {
        return switch (action) {
            case UpdateAction.Set(DocumentPath _, Operand.Constant(Value value)) -> value;
            case UpdateAction.Add(DocumentPath _, Value value) -> value;
            case UpdateAction.Set _, UpdateAction.Remove _, UpdateAction.Delete _, UpdateAction.Append _ -> null;
        };
    }

    private static void checkIndexValue(IndexDefinition index, KeyAttribute attribute, @Nullable Value value) {
        if (value == null) {
            return;
        }
        if (isEmpty(value)) {
            throw new InvalidInputException("One or more parameter values are not valid. A value specified for a "
                    + "secondary index key is not supported. The AttributeValue for a key attribute cannot contain an "
                    + "empty " + emptyName(value) + " value. IndexName: " + index.name() + ", IndexKey: "
                    + attribute.name());
        }
        boolean isPartition = index.keys().partition().contains(attribute);
        if (size(value) > (isPartition ? LONGEST_PARTITION_KEY : LONGEST_SORT_KEY)) {
            throw new InvalidInputException(INVALID
                    + (isPartition
                            ? "Size of hashkey has exceeded the maximum size limit of2048 bytes"
                            : "Aggregated size of all range keys has exceeded the size limit of 1024 bytes"));
        }
    }

    private static boolean isEmpty(Value value) {
        return (value instanceof Value.Text(String text) && text.isEmpty())
                || (value instanceof Value.Binary(Bytes bytes) && bytes.size() == 0);
    }

    private static String emptyName(Value value) {
        return value instanceof Value.Binary ? "binary" : "string";
    }

    private static int size(@Nullable Value value) {
        return value == null || value instanceof Value.Numeric ? 0 : ItemSize.of(value);
    }

    private static InvalidInputException mismatch() {
        return new InvalidInputException("The provided key element does not match the schema");
    }

    private static InvalidInputException notScalar(String word, DocumentPath path) {
        return new InvalidInputException(
                "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: " + word
                        + ": " + path.attribute());
    }
}
