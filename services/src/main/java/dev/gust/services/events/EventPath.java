package dev.gust.services.events;

import dev.gust.base.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A place in an event, such as {@code $.detail.items[0]['a name']}. */
record EventPath(List<Step> steps) {
    private static final Pattern STEP =
            Pattern.compile("\\.(?<name>[A-Za-z0-9_-]+)|\\[(?<index>[0-9]{1,6})]|\\['(?<quoted>[^']+)']");

    EventPath {
        steps = List.copyOf(steps);
    }

    sealed interface Step {
        Optional<JsonValue> from(JsonValue value);
    }

    private record Member(String name) implements Step {
        @Override
        public Optional<JsonValue> from(JsonValue value) {
            return value instanceof JsonValue.Obj object ? object.get(name) : Optional.empty();
        }
    }

    private record Item(int index) implements Step {
        @Override
        public Optional<JsonValue> from(JsonValue value) {
            return value instanceof JsonValue.Array(List<JsonValue> items) && index < items.size()
                    ? Optional.of(items.get(index))
                    : Optional.empty();
        }
    }

    /** Reads a path of members and items; nothing when it is another one, such as a filter. */
    static Optional<EventPath> parse(String text) {
        if (!text.startsWith("$")) {
            return Optional.empty();
        }
        List<Step> steps = new ArrayList<>();
        Matcher matcher = STEP.matcher(text).region(1, text.length());
        while (matcher.lookingAt()) {
            String index = matcher.group("index");
            String name = matcher.group("name") == null ? matcher.group("quoted") : matcher.group("name");
            steps.add(index == null ? new Member(name) : new Item(Integer.parseInt(index)));
            matcher.region(matcher.end(), text.length());
        }
        return matcher.regionStart() == text.length() ? Optional.of(new EventPath(steps)) : Optional.empty();
    }

    Optional<JsonValue> in(JsonValue event) {
        Optional<JsonValue> value = Optional.of(event);
        for (Step step : steps) {
            value = value.flatMap(step::from);
        }
        return value;
    }
}
