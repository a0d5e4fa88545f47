package dev.gust.cli.deploy;

import dev.gust.base.Suggestion;
import dev.gust.base.json.JsonValue;
import dev.gust.base.yaml.Positions;
import dev.gust.cli.command.CommandFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Looks whether what a template refers to is in it. CloudFormation does too; here it is told with the line, and what there is
 * instead.
 */
final class References {
    private final Set<String> resources = new TreeSet<>();
    private final Set<String> known = new TreeSet<>();
    private final JsonValue.Obj template;
    private final Positions positions;

    References(JsonValue.Obj template, Positions positions) {
        this.template = template;
        this.positions = positions;
        resources.addAll(names("Resources"));
        known.addAll(resources);
        known.addAll(names("Parameters"));
    }

    private Set<String> names(String section) {
        return template.get(section).orElse(JsonValue.Null.INSTANCE) instanceof JsonValue.Obj object
                ? object.members().keySet()
                : Set.of();
    }

    /** @param file as the user knows it */
    void check(String file) {
        template.get("Resources").ifPresent(value -> look(value, file, List.of()));
    }

    private void look(JsonValue value, String file, List<String> path) {
        switch (value) {
            case JsonValue.Obj object -> {
                for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
                    if (object.members().size() == 1) {
                        switch (member.getKey()) {
                            case "Ref" -> require(text(member.getValue()), known, object, file, path);
                            case "Fn::GetAtt" -> require(target(member.getValue()), resources, object, file, path);
                            default -> {}
                        }
                    }
                    List<String> deeper = new ArrayList<>(path);
                    deeper.add(member.getKey());
                    look(member.getValue(), file, deeper);
                }
            }
            case JsonValue.Array(List<JsonValue> items) -> items.forEach(item -> look(item, file, path));
            case JsonValue.Str _, JsonValue.Num _, JsonValue.Bool _, JsonValue.Null _ -> {}
        }
    }

    private void require(String name, Set<String> among, JsonValue at, String file, List<String> path) {
        if (name.isEmpty() || name.startsWith("AWS::") || among.contains(name) || madeByTransform(name)) {
            return;
        }
        throw new CommandFailure(
                file + ": 'Resources." + String.join(".", path) + "' refers to '" + name + "', which is not there"
                        + Suggestion.suffix(name, among) + positions.suffix(at),
                "Nothing was deployed.",
                "There is: " + String.join(", ", among) + ".");
    }

    /** The serverless transform adds resources, whose names begin with those of the functions and APIs that they belong to. */
    private boolean madeByTransform(String name) {
        return template.get("Transform").isPresent()
                && (name.startsWith("Serverless") || resources.stream().anyMatch(name::startsWith));
    }

    private static String text(JsonValue value) {
        return value instanceof JsonValue.Str(String text) ? text : "";
    }

    private static String target(JsonValue value) {
        return switch (value) {
            case JsonValue.Array(List<JsonValue> items) -> items.isEmpty() ? "" : text(items.getFirst());
            case JsonValue.Str(String text) -> text.split("\\.")[0];
            case JsonValue.Obj _, JsonValue.Num _, JsonValue.Bool _, JsonValue.Null _ -> "";
        };
    }
}
