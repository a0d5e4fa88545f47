package dev.gust.wire.generator;

import dev.gust.base.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A shape as the compact model has it. The number is its place in the service's table of shapes. */
record Shape(int id, String name, String type, List<Member> members, JsonValue.Obj traits) {
    Shape {
        members = List.copyOf(members);
    }

    static Shape read(int id, String name, JsonValue.Obj traits) {
        String type = traits.string("type").orElseThrow();
        List<Member> members = new ArrayList<>();
        if (traits.get("members").orElse(null) instanceof JsonValue.Obj all) {
            all.members().forEach((member, value) -> members.add(Member.read(member, value)));
        }
        for (String part : List.of("member", "key", "value")) {
            traits.get(part).ifPresent(value -> members.add(Member.read(part, value)));
        }
        return new Shape(id, name, type, members, traits);
    }

    static Shape plain(int id, String type) {
        return new Shape(id, type, type, List.of(), new JsonValue.Obj(Map.of()));
    }

    boolean is(String trait) {
        return traits.get(trait).isPresent();
    }

    Optional<String> text(String trait) {
        return traits.string(trait);
    }

    boolean isError() {
        return is("error");
    }

    /** What the model says about the error's code, status and fault. */
    JsonValue.Obj error() {
        return (JsonValue.Obj) traits.get("error").orElseThrow();
    }

    /** Whether the project has a Java type of its own for the shape. */
    boolean isGenerated() {
        return type.equals("structure") || type.equals("union") || isClosedEnum();
    }

    boolean isClosedEnum() {
        return type.equals("enum") && !is("open");
    }
}
