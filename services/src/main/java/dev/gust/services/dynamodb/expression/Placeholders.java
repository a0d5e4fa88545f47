package dev.gust.services.dynamodb.expression;

import dev.gust.services.dynamodb.value.InvalidInputException;
import dev.gust.services.dynamodb.value.Value;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The names and values that a request's expressions refer to, shared by all of them: what no expression has used is
 * an error of its own.
 */
public final class Placeholders {
    private static final Pattern NAME = Pattern.compile("#[0-9a-zA-Z_]+");
    private static final Pattern VALUE = Pattern.compile(":[0-9a-zA-Z_]+");

    private final Map<String, String> names;
    private final Map<String, Value> values;
    private final Set<String> unusedNames;
    private final Set<String> unusedValues;

    /** Null and empty maps differ: an empty one was sent, and that is refused. */
    public Placeholders(@Nullable Map<String, String> names, @Nullable Map<String, Value> values) {
        if (names != null) {
            checkNames(names);
        }
        if (values != null) {
            checkKeys("ExpressionAttributeValues", values.keySet(), VALUE);
        }
        this.names = names == null ? Map.of() : names;
        this.values = values == null ? Map.of() : values;
        this.unusedNames = new LinkedHashSet<>(this.names.keySet());
        this.unusedValues = new LinkedHashSet<>(this.values.keySet());
    }

    private static void checkNames(Map<String, String> names) {
        checkKeys("ExpressionAttributeNames", names.keySet(), NAME);
        names.forEach((key, name) -> {
            if (name.isEmpty()) {
                throw new InvalidInputException(
                        "ExpressionAttributeNames contains invalid value: Empty attribute name for key " + key);
            }
        });
    }

    private static void checkKeys(String parameter, Set<String> keys, Pattern pattern) {
        if (keys.isEmpty()) {
            throw new InvalidInputException(parameter + " must not be empty");
        }
        for (String key : keys) {
            if (!pattern.matcher(key).matches()) {
                throw new InvalidInputException(
                        parameter + " contains invalid key: Syntax error; key: \"" + key + "\"");
            }
        }
    }

    @Nullable
    String name(String placeholder) {
        unusedNames.remove(placeholder);
        return names.get(placeholder);
    }

    @Nullable
    Value value(String placeholder) {
        unusedValues.remove(placeholder);
        return values.get(placeholder);
    }

    /** Called when every expression has been read. */
    public void requireAllUsed() {
        if (!unusedNames.isEmpty()) {
            throw unused("ExpressionAttributeNames", unusedNames);
        }
        if (!unusedValues.isEmpty()) {
            throw unused("ExpressionAttributeValues", unusedValues);
        }
    }

    private static InvalidInputException unused(String parameter, Set<String> keys) {
        return new InvalidInputException(
                "Value provided in " + parameter + " unused in expressions: keys: {" + String.join(", ", keys) + "}");
    }
}
