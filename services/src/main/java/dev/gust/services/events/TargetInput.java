package dev.gust.services.events;

import dev.gust.base.json.JsonSyntaxException;
import dev.gust.base.json.JsonText;
import dev.gust.base.json.JsonValue;
import dev.gust.base.json.JsonValue.Obj;
import dev.gust.wire.model.events.InputTransformer;
import dev.gust.wire.model.events.Target;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a target receives of an event: all of it, a part, a constant, or a text with parts of it. */
final class TargetInput {
    private static final Pattern PLACEHOLDER = Pattern.compile("<([^<>\\s\"]+)>");

    private TargetInput() {}

    /** What a rule knows of an event besides the event itself. */
    record Occasion(String ruleArn, String ruleName, Instant ingested) {}

    /** Refuses what cannot work, before the target is stored. */
    static void check(Target target) {
        int given = (target.input() == null ? 0 : 1)
                + (target.inputPath() == null ? 0 : 1)
                + (target.inputTransformer() == null ? 0 : 1);
        if (given > 1) {
            throw EventsErrors.invalid("Only one of Input, InputPath, or InputTransformer must be provided for target "
                    + target.id() + ".");
        }
        if (target.input() != null && parse(target.input()).isEmpty()) {
            throw EventsErrors.invalid("JSON syntax error in input for target " + target.id() + ".");
        }
        if (target.inputPath() != null) {
            path(target.inputPath(), target);
        }
        if (target.inputTransformer() != null) {
            check(target, target.inputTransformer());
        }
    }

    private static void check(Target target, InputTransformer transformer) {
        transformer.inputPathsMap().values().forEach(text -> path(text, target));
        Matcher placeholders = PLACEHOLDER.matcher(transformer.inputTemplate());
        while (placeholders.find()) {
            String name = placeholders.group(1);
            if (!transformer.inputPathsMap().containsKey(name) && !name.startsWith("aws.events.")) {
                throw EventsErrors.invalid(
                        "InputTemplate for target " + target.id() + " contains invalid placeholder " + name + ".");
            }
        }
        if (parse(fill(transformer.inputTemplate(), Map.of())).isEmpty()) {
            throw EventsErrors.invalid("Invalid InputTemplate for target " + target.id()
                    + " : it must be a JSON value once its placeholders are filled.");
        }
    }

    private static EventPath path(String text, Target target) {
        return EventPath.parse(text)
                .orElseThrow(() -> EventsErrors.refused("the input path " + text + " of target " + target.id()
                        + " (paths have members and items alone)"));
    }

    /** The target's input for an event. */
    static String of(Target target, Obj event, Occasion occasion) {
        if (target.input() != null) {
            return target.input();
        }
        if (target.inputPath() != null) {
            return path(target.inputPath(), target)
                    .in(event)
                    .map(JsonValue::toJson)
                    .orElse("null");
        }
        InputTransformer transformer = target.inputTransformer();
        if (transformer == null) {
            return event.toJson();
        }
        Map<String, JsonValue> values = new LinkedHashMap<>();
        transformer
                .inputPathsMap()
                .forEach((name, text) -> path(text, target).in(event).ifPresent(value -> values.put(name, value)));
        values.put("aws.events.rule-arn", JsonValue.of(occasion.ruleArn()));
        values.put("aws.events.rule-name", JsonValue.of(occasion.ruleName()));
        values.put(
                "aws.events.event.ingestion-time",
                JsonValue.of(occasion.ingested().toString()));
        values.put("aws.events.event.json", event);
        Map<String, JsonValue> withoutDetail = new LinkedHashMap<>(event.members());
        withoutDetail.remove("detail");
        values.put("aws.events.event", new Obj(withoutDetail));
        return fill(transformer.inputTemplate(), values);
    }

    /**
     * Fills the placeholders: outside of quotes a value stands as JSON, inside a text stands as it is and anything else as
     * JSON without its quotes. A value that the event has not is an empty text.
     */
    private static String fill(String template, Map<String, JsonValue> values) {
        StringBuilder filled = new StringBuilder(template.length() + 64);
        Matcher placeholders = PLACEHOLDER.matcher(template);
        boolean quoted = false;
        int from = 0;
        while (placeholders.find()) {
            quoted = quotedAfter(template, from, placeholders.start(), quoted);
            filled.append(template, from, placeholders.start());
            JsonValue value = values.getOrDefault(placeholders.group(1), JsonValue.of(""));
            filled.append(quoted ? inText(value) : value.toJson());
            from = placeholders.end();
        }
        return filled.append(template, from, template.length()).toString();
    }

    private static boolean quotedAfter(String template, int from, int to, boolean before) {
        boolean quoted = before;
        for (int i = from; i < to; i++) {
            char c = template.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            }
        }
        return quoted;
    }

    private static String inText(JsonValue value) {
        if (!(value instanceof JsonValue.Str)) {
            return value.toJson().replace("\"", "").replace("\\", "");
        }
        String json = value.toJson();
        return json.substring(1, json.length() - 1);
    }

    private static Optional<JsonValue> parse(String text) {
        try {
            return Optional.of(JsonText.parse(text));
        } catch (JsonSyntaxException e) {
            return Optional.empty();
        }
    }
}
