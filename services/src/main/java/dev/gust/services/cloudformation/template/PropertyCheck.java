package dev.gust.services.cloudformation.template;

import dev.gust.base.Arn;
import dev.gust.base.Suggestion;
import dev.gust.base.json.JsonValue;
import dev.gust.services.ports.resources.Property;
import dev.gust.services.ports.resources.PropertyType;
import dev.gust.services.ports.resources.ResourceSchema;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Checks evaluated properties against what a type supports, and gives each scalar the type that the schema says. All
 * problems are found in one go. Values that are not known yet pass as any type.
 */
public final class PropertyCheck {
    /** A property that is not as the schema says; the path is from the resource's properties. */
    public record Problem(List<String> path, String message) {
        public Problem {
            path = List.copyOf(path);
        }

        @Override
        public String toString() {
            return "#" + (path.isEmpty() ? "" : "/" + String.join("/", path)) + ": " + message;
        }
    }

    /** The properties as the handler gets them, or what is wrong with them. */
    public record Result(JsonValue.Obj properties, List<Problem> problems) {
        public Result {
            problems = List.copyOf(problems);
        }
    }

    private final String type;
    private final List<Problem> problems = new ArrayList<>();

    private PropertyCheck(String type) {
        this.type = type;
    }

    public static Result check(ResourceSchema schema, JsonValue.Obj properties) {
        PropertyCheck check = new PropertyCheck(schema.type());
        JsonValue.Obj checked = check.structure(schema.properties(), properties, List.of());
        return new Result(checked, check.problems);
    }

    private JsonValue.Obj structure(List<Property> supported, JsonValue.Obj value, List<String> path) {
        Map<String, JsonValue> checked = new LinkedHashMap<>();
        Map<String, Property> byName = new LinkedHashMap<>();
        supported.forEach(property -> byName.put(property.name(), property));
        value.members().forEach((name, member) -> {
            Property property = byName.getOrDefault(name, byName.get(Property.OTHERS));
            if (property == null) {
                problems.add(new Problem(
                        below(path, name),
                        "extraneous key [" + name + "] is not permitted: Gust knows no such property of " + type
                                + Suggestion.suffix(name, byName.keySet())));
            } else {
                checked.put(name, value(property.type(), member, below(path, name)));
            }
        });
        for (Property property : supported) {
            if (property.required() && !value.members().containsKey(property.name())) {
                problems.add(new Problem(path, "required key [" + property.name() + "] not found"));
            }
        }
        return new JsonValue.Obj(checked);
    }

    private JsonValue value(PropertyType expected, JsonValue value, List<String> path) {
        if (value instanceof JsonValue.Str(String text) && Unknown.isIn(text)) {
            return value;
        }
        return switch (expected) {
            case PropertyType.Json _ -> value;
            case PropertyType.Text(var values) -> text(values, value, path);
            case PropertyType.ArnOf(var services) -> arn(services, value, path);
            case PropertyType.Whole _ -> {
                Optional<BigDecimal> number = Scalars.number(value).filter(PropertyCheck::isWhole);
                yield number.<JsonValue>map(JsonValue.Num::new).orElseGet(() -> wrong("Integer", value, path));
            }
            case PropertyType.Decimal _ ->
                Scalars.number(value).<JsonValue>map(JsonValue.Num::new).orElseGet(() -> wrong("Number", value, path));
            case PropertyType.Flag _ -> flag(value, path);
            case PropertyType.ListOf(var item) -> list(item, value, path);
            case PropertyType.MapOf(var member) -> {
                if (!(value instanceof JsonValue.Obj object)) {
                    yield wrong("JSONObject", value, path);
                }
                Map<String, JsonValue> checked = new LinkedHashMap<>();
                object.members().forEach((name, given) -> checked.put(name, value(member, given, below(path, name))));
                yield new JsonValue.Obj(checked);
            }
            case PropertyType.Structure(var properties) ->
                value instanceof JsonValue.Obj object
                        ? structure(properties, object, path)
                        : wrong("JSONObject", value, path);
        };
    }

    private static boolean isWhole(BigDecimal number) {
        return number.stripTrailingZeros().scale() <= 0
                && number.abs().compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0;
    }

    private JsonValue text(Set<String> values, JsonValue value, List<String> path) {
        Optional<String> text = Scalars.text(value);
        if (text.isEmpty()) {
            return wrong("String", value, path);
        }
        if (!values.isEmpty() && !values.contains(text.get())) {
            problems.add(new Problem(
                    path,
                    text.get() + " is not a valid enum value; Gust supports "
                            + values.stream().sorted().toList()));
        }
        return JsonValue.of(text.get());
    }

    private JsonValue arn(Set<String> services, JsonValue value, List<String> path) {
        String text = Scalars.text(value).orElse("");
        boolean fits =
                Arn.parse(text).filter(arn -> services.contains(arn.service())).isPresent();
        if (!fits) {
            problems.add(new Problem(
                    path,
                    (text.isEmpty() ? "this" : text) + " is no ARN of a service that Gust supports here: "
                            + services.stream().sorted().collect(Collectors.joining(", "))));
        }
        return value;
    }

    private JsonValue flag(JsonValue value, List<String> path) {
        return switch (Scalars.text(value).orElse("")) {
            case "true", "True" -> JsonValue.of(true);
            case "false", "False" -> JsonValue.of(false);
            default -> wrong("Boolean", value, path);
        };
    }

    private JsonValue list(PropertyType item, JsonValue value, List<String> path) {
        if (!(value instanceof JsonValue.Array(List<JsonValue> items))) {
            return new JsonValue.Array(List.of(value(item, value, path)));
        }
        List<JsonValue> checked = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            checked.add(value(item, items.get(i), below(path, Integer.toString(i))));
        }
        return new JsonValue.Array(checked);
    }

    private JsonValue wrong(String expected, JsonValue value, List<String> path) {
        String found = switch (value) {
            case JsonValue.Str _ -> "String";
            case JsonValue.Num _ -> "Number";
            case JsonValue.Bool _ -> "Boolean";
            case JsonValue.Null _ -> "Null";
            case JsonValue.Array _ -> "JSONArray";
            case JsonValue.Obj _ -> "JSONObject";
        };
        problems.add(new Problem(path, "expected type: " + expected + ", found: " + found));
        return value;
    }

    private static List<String> below(List<String> path, String name) {
        List<String> longer = new ArrayList<>(path);
        longer.add(name);
        return longer;
    }
}
