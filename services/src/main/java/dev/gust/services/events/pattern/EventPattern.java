package dev.gust.services.events.pattern;

import dev.gust.base.json.JsonSyntaxException;
import dev.gust.base.json.JsonText;
import dev.gust.base.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a rule wants of an event. A pattern has the form of the event, with a list of what is allowed at each leaf.
 *
 * <p>An array of the event matches when one of its elements does, and fields below an array must match in the same
 * element. An empty array, and an object where the pattern has a leaf, count as absent.
 */
public final class EventPattern {
    private static final int DEEPEST = 64;
    private static final String OR = "$or";

    private final Fields root;

    private EventPattern(Fields root) {
        this.root = root;
    }

    /** Reads a pattern. */
    public static EventPattern parse(String text) throws PatternSyntaxException {
        JsonValue json;
        try {
            json = JsonText.parse(text);
        } catch (JsonSyntaxException e) {
            throw new PatternSyntaxException("The pattern is not valid JSON: " + e.getMessage());
        }
        if (!(json instanceof JsonValue.Obj object)) {
            throw new PatternSyntaxException("Filter is not an object");
        }
        return new EventPattern(fields(object, 1));
    }

    /** Whether the event is as the pattern wants it. */
    public boolean matches(JsonValue.Obj event) {
        return root.matches(event);
    }

    private sealed interface Node {
        /** Whether the value matches; null when the event has none in this place. */
        boolean matches(@Nullable JsonValue value);
    }

    /** Fields that must all match, and of each group of alternatives one. */
    private record Fields(Map<String, Node> members, List<Fields> alternatives) implements Node {
        @Override
        public boolean matches(@Nullable JsonValue value) {
            return switch (value) {
                case JsonValue.Obj object -> members(object.members());
                case JsonValue.Array(List<JsonValue> items)
                when !items.isEmpty() -> items.stream().anyMatch(this::matches);
                case null, default -> members(Map.of());
            };
        }

        private boolean members(Map<String, JsonValue> event) {
            JsonValue.Obj self = new JsonValue.Obj(event);
            return members.entrySet().stream()
                            .allMatch(member -> member.getValue().matches(event.get(member.getKey())))
                    && (alternatives.isEmpty() || alternatives.stream().anyMatch(each -> each.matches(self)));
        }
    }

    /** A leaf: one of the tests must hold. */
    private record Leaf(List<LeafTest> tests) implements Node {
        @Override
        public boolean matches(@Nullable JsonValue value) {
            return switch (value) {
                case JsonValue.Array(List<JsonValue> items)
                when !items.isEmpty() -> items.stream().anyMatch(this::matches);
                case JsonValue.Array empty -> absent();
                case JsonValue.Obj object -> absent();
                case null -> absent();
                case JsonValue scalar -> tests.stream().anyMatch(test -> test.holds(scalar));
            };
        }

        private boolean absent() {
            return tests.stream().anyMatch(LeafTest::holdsForAbsent);
        }
    }

    private static Fields fields(JsonValue.Obj object, int depth) throws PatternSyntaxException {
        if (depth > DEEPEST) {
            throw new PatternSyntaxException("The pattern is nested more than " + DEEPEST + " levels deep");
        }
        if (object.members().isEmpty()) {
            throw new PatternSyntaxException("Empty objects are not allowed");
        }
        Map<String, Node> members = new LinkedHashMap<>();
        List<Fields> alternatives = List.of();
        for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
            switch (member.getValue()) {
                case JsonValue.Array(List<JsonValue> items)
                when member.getKey().equals(OR) -> alternatives = alternatives(items, depth);
                case JsonValue.Array(List<JsonValue> items) -> members.put(member.getKey(), leaf(items));
                case JsonValue.Obj nested -> members.put(member.getKey(), fields(nested, depth + 1));
                case JsonValue.Null _, JsonValue.Bool _, JsonValue.Num _, JsonValue.Str _ ->
                    throw new PatternSyntaxException("\"" + member.getKey() + "\" must be an object or an array");
            }
        }
        return new Fields(members, alternatives);
    }

    private static List<Fields> alternatives(List<JsonValue> items, int depth) throws PatternSyntaxException {
        if (items.size() < 2) {
            throw new PatternSyntaxException("There must have at least 2 Objects in $or");
        }
        List<Fields> alternatives = new ArrayList<>();
        for (JsonValue item : items) {
            if (!(item instanceof JsonValue.Obj object)) {
                throw new PatternSyntaxException("\"$or\" must be an array of objects");
            }
            alternatives.add(fields(object, depth + 1));
        }
        return List.copyOf(alternatives);
    }

    private static Leaf leaf(List<JsonValue> items) throws PatternSyntaxException {
        if (items.isEmpty()) {
            throw new PatternSyntaxException("Empty arrays are not allowed");
        }
        List<LeafTest> tests = new ArrayList<>();
        for (JsonValue item : items) {
            tests.add(LeafGrammar.test(item));
        }
        return new Leaf(List.copyOf(tests));
    }
}
