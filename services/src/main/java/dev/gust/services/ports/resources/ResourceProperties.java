package dev.gust.services.ports.resources;

import dev.gust.base.json.JsonValue;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The checked properties of a resource, or of a structure inside it, read by name. Asking for a name or type that
 * the schema does not promise is an error of the handler and not of the template.
 */
public record ResourceProperties(JsonValue.Obj json) {
    public boolean has(String name) {
        return json.members().containsKey(name);
    }

    public Optional<JsonValue> value(String name) {
        return json.get(name);
    }

    public Optional<String> text(String name) {
        return json.get(name).map(value -> asText(name, value));
    }

    public String requiredText(String name) {
        return text(name).orElseThrow(() -> wrong(name, "present"));
    }

    public Optional<Long> whole(String name) {
        return decimal(name).map(BigDecimal::longValueExact);
    }

    public Optional<BigDecimal> decimal(String name) {
        return json.get(name).map(value -> {
            if (value instanceof JsonValue.Num(BigDecimal number)) {
                return number;
            }
            throw wrong(name, "a number");
        });
    }

    public Optional<Boolean> flag(String name) {
        return json.get(name).map(value -> {
            if (value instanceof JsonValue.Bool(boolean flag)) {
                return flag;
            }
            throw wrong(name, "true or false");
        });
    }

    public boolean flag(String name, boolean absent) {
        return flag(name).orElse(absent);
    }

    public Optional<ResourceProperties> structure(String name) {
        return json.get(name).map(value -> asStructure(name, value));
    }

    /** The items of a list; an absent one is empty. */
    public List<JsonValue> list(String name) {
        return switch (json.members().get(name)) {
            case null -> List.of();
            case JsonValue.Array(List<JsonValue> items) -> items;
            case JsonValue other -> throw wrong(name, "a list");
        };
    }

    public List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        for (JsonValue item : list(name)) {
            texts.add(asText(name, item));
        }
        return List.copyOf(texts);
    }

    public List<ResourceProperties> structures(String name) {
        List<ResourceProperties> structures = new ArrayList<>();
        for (JsonValue item : list(name)) {
            structures.add(asStructure(name, item));
        }
        return List.copyOf(structures);
    }

    /** A map of texts in the template's order; an absent one is empty. */
    public Map<String, String> textMap(String name) {
        Map<String, String> texts = new LinkedHashMap<>();
        structure(name)
                .ifPresent(map -> map.json().members().forEach((key, value) -> texts.put(key, asText(key, value))));
        return texts;
    }

    /** The resource's tags of type {@link PropertyType#tags()} over those that the stack gives. */
    public Map<String, String> tags(String name, ResourceContext context) {
        Map<String, String> tags = new LinkedHashMap<>(context.tags());
        structures(name).forEach(tag -> tags.put(tag.requiredText("Key"), tag.requiredText("Value")));
        return tags;
    }

    private static String asText(String name, JsonValue value) {
        if (value instanceof JsonValue.Str(String text)) {
            return text;
        }
        throw wrong(name, "text");
    }

    private static ResourceProperties asStructure(String name, JsonValue value) {
        if (value instanceof JsonValue.Obj object) {
            return new ResourceProperties(object);
        }
        throw wrong(name, "a structure");
    }

    private static IllegalStateException wrong(String name, String expected) {
        return new IllegalStateException(
                "property " + name + " is not " + expected + ": the schema does not promise it");
    }
}
