package dev.gust.base.yaml;

import dev.gust.base.json.JsonValue;
import java.util.IdentityHashMap;
import java.util.Optional;

/**
 * Where values stand in their text. A value is known by its identity and not by what it equals, so that parts moved
 * into another tree keep their place. The value of a member stands where its name begins.
 */
public final class Positions {
    private final IdentityHashMap<JsonValue, Position> byValue = new IdentityHashMap<>();

    Positions() {}

    void put(JsonValue value, Position position) {
        byValue.put(value, position);
    }

    /** A value that was made of another stands where that one does; answers it. */
    public JsonValue moved(JsonValue from, JsonValue to) {
        Position position = byValue.get(from);
        if (position != null) {
            byValue.putIfAbsent(to, position);
        }
        return to;
    }

    /** Takes over the places of another document's values. */
    public void addAll(Positions other) {
        byValue.putAll(other.byValue);
    }

    public Optional<Position> of(JsonValue value) {
        return Optional.ofNullable(byValue.get(value));
    }

    /** {@code " (line 3, column 5)"} for the end of a message, or nothing when the place is not known. */
    public String suffix(JsonValue value) {
        return of(value).map(position -> " (" + position + ")").orElse("");
    }
}
