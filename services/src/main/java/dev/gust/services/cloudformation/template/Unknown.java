package dev.gust.services.cloudformation.template;

import dev.gust.base.json.JsonValue;
import java.util.List;
import java.util.Optional;

/**
 * A value that is known only once a resource exists, while a template is checked before anything is made. It is a
 * text with a mark that no template can hold, so that it survives being joined to others.
 */
public final class Unknown {
    private static final char MARK = '\uFDD0';

    private Unknown() {}

    public static JsonValue of(String logicalId, Optional<String> attribute) {
        return JsonValue.of(MARK + logicalId + attribute.map(name -> "." + name).orElse("") + MARK);
    }

    public static boolean isIn(String text) {
        return text.indexOf(MARK) >= 0;
    }

    /** Whether any part of the value is unknown. */
    public static boolean isIn(JsonValue value) {
        return switch (value) {
            case JsonValue.Str(String text) -> isIn(text);
            case JsonValue.Array(List<JsonValue> items) -> items.stream().anyMatch(Unknown::isIn);
            case JsonValue.Obj(var members) -> members.values().stream().anyMatch(Unknown::isIn);
            case JsonValue.Num _, JsonValue.Bool _, JsonValue.Null _ -> false;
        };
    }
}
