package dev.gust.base.yaml;

import dev.gust.base.json.JsonValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads one YAML document from the parser's events. Depth is bounded before anything recurses, and so is the size
 * that aliases expand to (a few lines of them could otherwise stand for billions of values).
 */
final class YamlReader {
    static final int MAXIMUM_DEPTH = 100;
    private static final int MAXIMUM_VALUES = 500_000;
    private static final int MAXIMUM_CHARACTERS = 10_000_000;
    private static final Position START = new Position(1, 1);
    private static final String STANDARD = "tag:yaml.org,2002:";

    private record Anchored(JsonValue value, int size) {}

    private final String text;
    private final boolean aliases;
    private final Positions positions = new Positions();
    private final Map<Anchor, Anchored> anchors = new HashMap<>();
    private int depth;
    private int values;

    YamlReader(String text, boolean aliases) {
        this.text = text;
        this.aliases = aliases;
    }

    Document read() throws DocumentSyntaxException {
        LoadSettings settings = LoadSettings.builder()
                .setCodePointLimit(MAXIMUM_CHARACTERS)
                .setParseComments(false)
                .build();
        try {
            Iterator<Event> events = new Parse(settings).parseString(text).iterator();
            events.next();
            Event first = events.next();
            if (first.getEventId() == Event.ID.StreamEnd) {
                throw new DocumentSyntaxException("The text is empty", START);
            }
            JsonValue root = node(events, events.next(), Optional.empty());
            events.next();
            Event last = events.next();
            if (last.getEventId() != Event.ID.StreamEnd) {
                throw new DocumentSyntaxException("There is more than one document in the text", place(last));
            }
            return new Document(root, positions);
        } catch (MarkedYamlEngineException e) {
            throw new DocumentSyntaxException(
                    problem(e), e.getProblemMark().map(YamlReader::place).orElse(START));
        } catch (YamlEngineException e) {
            throw new DocumentSyntaxException(String.valueOf(e.getMessage()), START);
        }
    }

    private static String problem(MarkedYamlEngineException e) {
        String context = e.getContext() == null || e.getContext().isBlank() ? "" : e.getContext() + ": ";
        return context + e.getProblem();
    }

    private static Position place(Mark mark) {
        return new Position(mark.getLine() + 1, mark.getColumn() + 1);
    }

    private static Position place(Event event) {
        return event.getStartMark().map(YamlReader::place).orElse(START);
    }

    /** Reads the node that begins with this event; a member's value stands where its name does. */
    private JsonValue node(Iterator<Event> events, Event event, Optional<Position> member)
            throws DocumentSyntaxException {
        Position place = member.orElseGet(() -> place(event));
        if (event instanceof AliasEvent alias) {
            return aliased(alias);
        }
        int before = values;
        count(1, event);
        if (++depth > MAXIMUM_DEPTH) {
            throw new DocumentSyntaxException("Values are nested more than " + MAXIMUM_DEPTH + " deep", place(event));
        }
        JsonValue value = switch (event.getEventId()) {
            case Scalar -> scalar((ScalarEvent) event);
            case SequenceStart -> sequence(events, (CollectionStartEvent) event);
            case MappingStart -> mapping(events, (CollectionStartEvent) event);
            case Alias, Comment, DocumentEnd, DocumentStart, MappingEnd, SequenceEnd, StreamEnd, StreamStart ->
                throw new IllegalStateException("no node begins with " + event.getEventId());
        };
        depth--;
        positions.put(value, place);
        if (event instanceof NodeEvent node && node.getAnchor().isPresent()) {
            if (!aliases) {
                throw new DocumentSyntaxException("YAML anchors and aliases are not allowed here", place(event));
            }
            anchors.put(node.getAnchor().get(), new Anchored(value, values - before));
        }
        return value;
    }

    private JsonValue aliased(AliasEvent alias) throws DocumentSyntaxException {
        if (!aliases) {
            throw new DocumentSyntaxException("YAML aliases are not allowed here", place(alias));
        }
        Anchored anchored = anchors.get(alias.getAlias());
        if (anchored == null) {
            throw new DocumentSyntaxException(
                    "The alias *" + alias.getAlias().getValue() + " names no anchor before it", place(alias));
        }
        count(anchored.size(), alias);
        return anchored.value();
    }

    private void count(int more, Event event) throws DocumentSyntaxException {
        values += more;
        if (values > MAXIMUM_VALUES) {
            throw new DocumentSyntaxException(
                    "The document has more than " + MAXIMUM_VALUES + " values (its aliases may expand to that many)",
                    place(event));
        }
    }

    private JsonValue scalar(ScalarEvent event) throws DocumentSyntaxException {
        Optional<String> tag = event.getTag();
        if (tag.isEmpty() || tag.get().equals("!")) {
            boolean plain = event.isPlain() && tag.isEmpty();
            return plain ? PlainScalar.value(event.getValue()) : new JsonValue.Str(event.getValue());
        }
        Optional<String> function = ShortForm.function(tag.get());
        if (function.isPresent()) {
            return expanded(function.get(), new JsonValue.Str(event.getValue()), event);
        }
        return switch (tag.get()) {
            case STANDARD + "str" -> new JsonValue.Str(event.getValue());
            case STANDARD + "int", STANDARD + "float", STANDARD + "bool", STANDARD + "null" ->
                PlainScalar.value(event.getValue());
            default -> throw unknownTag(tag.get(), event);
        };
    }

    private JsonValue sequence(Iterator<Event> events, CollectionStartEvent start) throws DocumentSyntaxException {
        List<JsonValue> items = new ArrayList<>();
        Event event = events.next();
        while (event.getEventId() != Event.ID.SequenceEnd) {
            items.add(node(events, event, Optional.empty()));
            event = events.next();
        }
        return tagged(start, new JsonValue.Array(items), STANDARD + "seq");
    }

    private JsonValue mapping(Iterator<Event> events, CollectionStartEvent start) throws DocumentSyntaxException {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        Map<String, JsonValue> merged = new LinkedHashMap<>();
        Event event = events.next();
        while (event.getEventId() != Event.ID.MappingEnd) {
            if (!(event instanceof ScalarEvent key)) {
                throw new DocumentSyntaxException("The name of a member must be a plain text", place(event));
            }
            Position place = place(key);
            JsonValue value = node(events, events.next(), Optional.of(place));
            if (aliases && key.isPlain() && key.getValue().equals("<<")) {
                merge(value, merged, place);
            } else if (members.put(key.getValue(), value) != null) {
                throw new DocumentSyntaxException("The name \"" + key.getValue() + "\" appears twice", place);
            }
            event = events.next();
        }
        merged.forEach(members::putIfAbsent);
        return tagged(start, new JsonValue.Obj(members), STANDARD + "map");
    }

    private static void merge(JsonValue value, Map<String, JsonValue> into, Position place)
            throws DocumentSyntaxException {
        switch (value) {
            case JsonValue.Obj object -> object.members().forEach(into::putIfAbsent);
            case JsonValue.Array(List<JsonValue> items) -> {
                for (JsonValue item : items) {
                    if (!(item instanceof JsonValue.Obj object)) {
                        throw new DocumentSyntaxException("<< merges mappings only", place);
                    }
                    object.members().forEach(into::putIfAbsent);
                }
            }
            case JsonValue.Str _, JsonValue.Num _, JsonValue.Bool _, JsonValue.Null _ ->
                throw new DocumentSyntaxException("<< merges mappings only", place);
        }
    }

    private JsonValue tagged(CollectionStartEvent start, JsonValue value, String own) throws DocumentSyntaxException {
        Optional<String> tag = start.getTag();
        if (tag.isEmpty() || tag.get().equals("!") || tag.get().equals(own)) {
            return value;
        }
        Optional<String> function = ShortForm.function(tag.get());
        if (function.isEmpty()) {
            throw unknownTag(tag.get(), start);
        }
        return expanded(function.get(), value, start);
    }

    /** The function's argument stands where the function does. */
    private JsonValue expanded(String function, JsonValue argument, Event event) {
        positions.put(argument, place(event));
        return ShortForm.expand(function, argument);
    }

    private static DocumentSyntaxException unknownTag(String tag, Event event) {
        return new DocumentSyntaxException("The tag " + tag + " is not known", place(event));
    }
}
