package dev.gust.wire.generator;

import dev.gust.base.json.JsonSyntaxException;
import dev.gust.base.json.JsonText;
import dev.gust.base.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A service's compact model. */
final class CompactModel {
    private final JsonValue.Obj service;
    private final List<OperationEntry> operations = new ArrayList<>();
    private final List<String> unmodelled = new ArrayList<>();
    private final Map<String, Shape> shapes = new LinkedHashMap<>();

    /** An operation's entry. */
    record OperationEntry(
            String name, String input, String output, boolean hasOutput, String method, String uri, int status) {}

    private CompactModel(JsonValue.Obj document) {
        this.service = object(document, "service");
        object(document, "shapes").members().forEach((name, traits) -> {
            shapes.put(name, Shape.read(shapes.size(), name, (JsonValue.Obj) traits));
        });
        object(document, "operations").members().forEach((name, traits) -> {
            operations.add(operation(name, (JsonValue.Obj) traits));
        });
        if (document.get("unmodelled").orElse(null) instanceof JsonValue.Array names) {
            names.items().forEach(name -> unmodelled.add(((JsonValue.Str) name).value()));
        }
        for (Shape shape : List.copyOf(shapes.values())) {
            for (Member member : shape.members()) {
                shapes.computeIfAbsent(member.target(), type -> Shape.plain(shapes.size(), type));
            }
        }
    }

    static CompactModel read(String text) {
        try {
            return new CompactModel((JsonValue.Obj) JsonText.parse(text));
        } catch (JsonSyntaxException e) {
            throw new IllegalArgumentException("The compact model is not JSON", e);
        }
    }

    String id() {
        return text("id");
    }

    /** The name of the service's interface. */
    String name() {
        return text("name");
    }

    String packageName() {
        return "dev.gust.wire.model." + id();
    }

    /** A trait of the service, or empty. */
    String text(String trait) {
        return service.string(trait).orElse("");
    }

    JsonValue.Obj service() {
        return service;
    }

    List<OperationEntry> operations() {
        return operations;
    }

    List<String> unmodelled() {
        return unmodelled;
    }

    List<Shape> shapes() {
        return List.copyOf(shapes.values());
    }

    Shape shape(String name) {
        Shape shape = shapes.get(name);
        if (shape == null) {
            throw new IllegalArgumentException(id() + " refers to the shape " + name + ", which it does not have");
        }
        return shape;
    }

    private OperationEntry operation(String name, JsonValue.Obj traits) {
        String[] http = traits.string("http").orElse("POST /").split(" ", 2);
        int status = traits.get("status").orElse(null) instanceof JsonValue.Num(var number) ? number.intValue() : 200;
        String input = traits.string("input").orElseThrow();
        String output = traits.string("output").orElseThrow();
        return new OperationEntry(name, input, output, traits.get("noOutput").isEmpty(), http[0], http[1], status);
    }

    private static JsonValue.Obj object(JsonValue.Obj document, String name) {
        return (JsonValue.Obj) document.get(name).orElseThrow();
    }
}
