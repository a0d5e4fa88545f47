package dev.gust.cli.deploy.serverless;

import dev.gust.base.Suggestion;
import dev.gust.base.json.JsonValue;
import dev.gust.base.yaml.Positions;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A mapping of the file that knows its path and where its values stand. */
record Section(String path, JsonValue.Obj members, Positions positions) {
    /** Refuses names that nobody knows, and those that Gust does not support. */
    Section check(Set<String> known, Set<String> unsupported) {
        Set<String> all = new TreeSet<>(known);
        all.addAll(unsupported);
        members.members().forEach((name, value) -> {
            if (unsupported.contains(name)) {
                throw wrong(
                        value,
                        "Gust does not support '" + at(name) + "' yet",
                        "Leave it out, or deploy with npx"
                                + " serverless@3 against this server where it only needs CloudFormation.");
            }
            if (!known.contains(name)) {
                throw wrong(
                        value,
                        "the property '" + at(name) + "' is not known" + Suggestion.suffix(name, all),
                        "Known here: " + String.join(", ", new TreeSet<>(known)) + ".");
            }
        });
        return this;
    }

    String at(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    ConfigurationException wrong(JsonValue value, String problem, String remedy) {
        return new ConfigurationException(problem + positions.suffix(value), remedy);
    }

    private ConfigurationException mistyped(String name, JsonValue value, String expected) {
        return wrong(value, "'" + at(name) + "' must be " + expected, "It is " + value.toJson() + ".");
    }

    Optional<JsonValue> value(String name) {
        return members.get(name).filter(value -> !(value instanceof JsonValue.Null));
    }

    JsonValue require(String name) {
        return value(name).orElseThrow(() -> wrong(members, "'" + at(name) + "' is missing", "Add it."));
    }

    /** Text; a number or a boolean is taken as it is written. */
    Optional<String> text(String name) {
        return value(name).map(value -> switch (value) {
            case JsonValue.Str(String text) -> text;
            case JsonValue.Num(BigDecimal number) -> number.toPlainString();
            case JsonValue.Bool(boolean flag) -> Boolean.toString(flag);
            case JsonValue.Null _, JsonValue.Array _, JsonValue.Obj _ -> throw mistyped(name, value, "a text");
        });
    }

    String requireText(String name) {
        return text(name).orElseThrow(() -> wrong(members, "'" + at(name) + "' is missing", "Add it."));
    }

    Optional<Boolean> flag(String name) {
        return value(name).map(value -> {
            if (value instanceof JsonValue.Bool(boolean flag)) {
                return flag;
            }
            throw mistyped(name, value, "true or false");
        });
    }

    boolean flag(String name, boolean absent) {
        return flag(name).orElse(absent);
    }

    Optional<Section> section(String name) {
        return value(name).map(value -> section(name, value));
    }

    Section section(String name, JsonValue value) {
        if (value instanceof JsonValue.Obj object) {
            return new Section(at(name), object, positions);
        }
        throw mistyped(name, value, "a mapping");
    }

    /** A section that is empty when it is absent. */
    Section sectionOrEmpty(String name) {
        return section(name).orElseGet(() -> new Section(at(name), new JsonValue.Obj(Map.of()), positions));
    }

    /** The sections of a mapping from names to sections, in order. */
    Map<String, Section> sections(String name) {
        Map<String, Section> sections = new LinkedHashMap<>();
        section(name)
                .ifPresent(all ->
                        all.members().members().forEach((key, value) -> sections.put(key, all.section(key, value))));
        return sections;
    }

    /** The items of a list; a single value counts as one, an absent one as none. */
    List<JsonValue> list(String name) {
        return switch (value(name).orElse(new JsonValue.Array(List.of()))) {
            case JsonValue.Array(List<JsonValue> items) -> items;
            case JsonValue single -> List.of(single);
        };
    }

    List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        for (JsonValue item : list(name)) {
            if (!(item instanceof JsonValue.Str(String text))) {
                throw mistyped(name, item, "a list of texts");
            }
            texts.add(text);
        }
        return texts;
    }

    /** Copies values under other names, given in turns. */
    void copy(Map<String, JsonValue> into, String... fromAndTo) {
        for (int i = 0; i < fromAndTo.length; i += 2) {
            String to = fromAndTo[i + 1];
            value(fromAndTo[i]).ifPresent(value -> into.put(to, value));
        }
    }
}
