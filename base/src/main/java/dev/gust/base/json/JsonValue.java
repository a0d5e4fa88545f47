package dev.gust.base.json;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A JSON value. Objects keep the order of their members; numbers keep their exact decimal value. */
public sealed interface JsonValue {
    /** {@code null}. */
    record Null() implements JsonValue {
        public static final Null INSTANCE = new Null();
    }

    /** {@code true} or {@code false}. */
    record Bool(boolean value) implements JsonValue {}

    /** A number, exact. */
    record Num(BigDecimal value) implements JsonValue {}

    /** A string. */
    record Str(String value) implements JsonValue {}

    /** An array. */
    record Array(List<JsonValue> items) implements JsonValue {
        public Array {
            items = List.copyOf(items);
        }
    }

    /** An object; members in the order they were written. */
    record Obj(Map<String, JsonValue> members) implements JsonValue {
        public Obj {
            members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
        }

        public Optional<JsonValue> get(String name) {
            return Optional.ofNullable(members.get(name));
        }

        /** The text of a string member, or nothing when it is absent or no string. */
        public Optional<String> string(String name) {
            return get(name).flatMap(value -> value instanceof Str text ? Optional.of(text.value()) : Optional.empty());
        }

        /** A copy with this member set. */
        public Obj with(String name, JsonValue value) {
            Map<String, JsonValue> copy = new LinkedHashMap<>(members);
            copy.put(name, value);
            return new Obj(copy);
        }
    }

    static JsonValue of(String text) {
        return new Str(text);
    }

    static JsonValue of(boolean value) {
        return new Bool(value);
    }

    static JsonValue of(long value) {
        return new Num(BigDecimal.valueOf(value));
    }

    static Array array(List<? extends JsonValue> items) {
        return new Array(new ArrayList<>(items));
    }

    /** The value as compact JSON text. */
    default String toJson() {
        return JsonText.write(this);
    }
}
