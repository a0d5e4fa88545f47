package dev.gust.wire.generator;

import dev.gust.base.json.JsonValue;
import java.util.Map;
import java.util.Optional;

/** A member as the compact model has it: the name of its target, and traits where there are any. */
record Member(String name, String target, JsonValue.Obj traits) {
    static Member read(String name, JsonValue value) {
        return switch (value) {
            case JsonValue.Str(String target) -> new Member(name, target, new JsonValue.Obj(Map.of()));
            case JsonValue.Obj traits ->
                new Member(name, traits.string("target").orElseThrow(), traits);
            default -> throw new IllegalArgumentException("The member " + name + " is neither a name nor an object");
        };
    }

    boolean is(String trait) {
        return traits.get(trait).isPresent();
    }

    Optional<String> text(String trait) {
        return traits.string(trait);
    }
}
