package dev.gust.cli.deploy;

import dev.gust.base.json.JsonValue;
import dev.gust.base.yaml.Position;
import dev.gust.base.yaml.Positions;
import dev.gust.base.yaml.TemplateJson;
import dev.gust.cli.command.CommandFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What CloudFormation has against a template, told with the places in the user's file. The server knows only the text that it was
 * sent, which was made of that file.
 */
final class TemplateRefusal {
    private static final Pattern TYPES = Pattern.compile("Unrecognized resource types: \\[([^]]+)]");
    private static final Pattern RESOURCE = Pattern.compile(
            "Properties validation failed for resource (\\w+)(?: \\([^)]*\\))? with message: (.*)", Pattern.DOTALL);
    private static final Pattern SENT_PLACE = Pattern.compile(" \\(line \\d+, column \\d+\\)");
    private static final Pattern PROBLEM = Pattern.compile("^#((?:/[^:]+)?): (.*)$", Pattern.DOTALL);

    private final String file;
    private final JsonValue.Obj template;
    private final Positions positions;

    /** @param file as the user knows it */
    TemplateRefusal(String file, JsonValue.Obj template, Positions positions) {
        this.file = file;
        this.template = template;
        this.positions = positions;
    }

    CommandFailure of(String message) {
        return new CommandFailure(
                file + ": " + withPlaces(message),
                "Nothing was deployed.",
                "docs/supported lists the types and properties that Gust supports. Mend the file, and deploy again.");
    }

    private String withPlaces(String message) {
        Matcher types = TYPES.matcher(message);
        if (types.find()) {
            List<String> named = new ArrayList<>();
            for (String type : types.group(1).split(", ")) {
                named.add(type + place(type));
            }
            return "Gust does not support the type " + String.join(", nor ", named)
                    + message.substring(types.end()).replaceFirst("^\\. Gust does not support them\\.?", "");
        }
        String plain = SENT_PLACE.matcher(message).replaceAll("");
        Matcher resource = RESOURCE.matcher(plain);
        return resource.find() ? problems(resource.toMatchResult()) : plain;
    }

    /** Where a resource of this type says so. */
    private String place(String type) {
        return resources().members().values().stream()
                .filter(JsonValue.Obj.class::isInstance)
                .map(JsonValue.Obj.class::cast)
                .filter(resource -> resource.string("Type").equals(Optional.of(type)))
                .findFirst()
                .flatMap(resource -> resource.get("Type"))
                .map(positions::suffix)
                .orElse("");
    }

    private String problems(MatchResult found) {
        String logicalId = found.group(1);
        List<String> told = new ArrayList<>();
        for (String problem : found.group(2).split("; (?=#)")) {
            Matcher parts = PROBLEM.matcher(problem);
            if (parts.matches()) {
                List<String> path = new ArrayList<>(List.of(logicalId, "Properties"));
                path.addAll(List.of(parts.group(1).replaceFirst("^/", "").split("/")));
                path.removeIf(String::isEmpty);
                told.add("'Resources." + String.join(".", path) + "': " + parts.group(2) + suffix(path));
            } else {
                told.add(problem);
            }
        }
        return String.join("; ", told);
    }

    /** The place of the innermost part of the path that the file has. */
    private String suffix(List<String> path) {
        Optional<Position> known = Optional.empty();
        JsonValue at = resources();
        for (String name : path) {
            Optional<JsonValue> next = inside(at, name);
            if (next.isEmpty()) {
                break;
            }
            at = next.get();
            Optional<Position> here = positions.of(at);
            known = here.isPresent() ? here : known;
        }
        return known.map(position -> " (" + position + ")").orElse("");
    }

    private static Optional<JsonValue> inside(JsonValue value, String name) {
        return switch (value) {
            case JsonValue.Obj object -> object.get(name);
            case JsonValue.Array(List<JsonValue> items) ->
                name.matches("\\d{1,6}") && Integer.parseInt(name) < items.size()
                        ? Optional.of(items.get(Integer.parseInt(name)))
                        : Optional.empty();
            case JsonValue.Str _, JsonValue.Num _, JsonValue.Bool _, JsonValue.Null _ -> Optional.empty();
        };
    }

    private JsonValue.Obj resources() {
        return template.members().get("Resources") instanceof JsonValue.Obj object ? object : TemplateJson.object();
    }
}
