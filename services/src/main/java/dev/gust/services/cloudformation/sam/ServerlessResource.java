package dev.gust.services.cloudformation.sam;

import dev.gust.base.Suggestion;
import dev.gust.base.json.JsonValue;
import dev.gust.base.yaml.Positions;
import dev.gust.services.cloudformation.template.TemplateException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A resource of a serverless type, its globals merged in.
 *
 * @param attributes everything beside Type and Properties, such as Condition and DependsOn
 */
record ServerlessResource(
        String logicalId, String type, JsonValue.Obj properties, JsonValue.Obj attributes, Positions positions) {
    TemplateException wrong(String problem) {
        return new TemplateException("Invalid Serverless Application Specification document. Number of errors found: 1."
                + " Resource with id [" + logicalId + "] is invalid. " + problem);
    }

    TemplateException wrong(JsonValue at, String problem) {
        return wrong(problem + positions.suffix(at));
    }

    /** Refuses properties that SAM does not know, and those that Gust does not support. */
    void check(Set<String> known, Set<String> unsupported) {
        properties.members().forEach((name, value) -> {
            if (unsupported.contains(name)) {
                throw wrong(value, "Gust does not support the property " + name + " of " + type + " yet.");
            }
            if (!known.contains(name)) {
                throw wrong(
                        value,
                        "property " + name + " not defined for resource of type " + type
                                + Suggestion.suffix(name, known));
            }
        });
    }

    Optional<JsonValue> get(String name) {
        return properties.get(name);
    }

    JsonValue require(String name) {
        return get(name).orElseThrow(() -> wrong("Missing required property '" + name + "'."));
    }

    /** The members of an object; nothing when it is absent. */
    Optional<JsonValue.Obj> object(String name) {
        return get(name).map(value -> object(name, value));
    }

    JsonValue.Obj object(String name, JsonValue value) {
        if (value instanceof JsonValue.Obj object) {
            return object;
        }
        throw wrong(value, "Property '" + name + "' should be a map.");
    }

    /** The items of a list; a single value counts as one. */
    List<JsonValue> list(String name) {
        return switch (properties.members().get(name)) {
            case null -> List.of();
            case JsonValue.Array(List<JsonValue> items) -> items;
            case JsonValue single -> List.of(single);
        };
    }

    /** Copies properties that keep their name. */
    void copy(Map<String, JsonValue> into, String... names) {
        for (String name : names) {
            get(name).ifPresent(value -> into.put(name, value));
        }
    }

    /** The attributes that resources made for this one share with it. */
    JsonValue.Obj inherited() {
        Map<String, JsonValue> shared = new LinkedHashMap<>();
        attributes.get("Condition").ifPresent(value -> shared.put("Condition", value));
        return new JsonValue.Obj(shared);
    }
}
