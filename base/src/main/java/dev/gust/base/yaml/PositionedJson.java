package dev.gust.base.yaml;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.gust.base.json.JsonValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads JSON and keeps the place of every value. */
final class PositionedJson {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(YamlReader.MAXIMUM_DEPTH)
                    .maxNumberLength(400)
                    .build())
            .build();

    private final JsonParser parser;
    private final Positions positions = new Positions();

    private PositionedJson(JsonParser parser) {
        this.parser = parser;
    }

    static Document read(String text) throws DocumentSyntaxException {
        try (JsonParser parser = FACTORY.createParser(text)) {
            PositionedJson reader = new PositionedJson(parser);
            if (parser.nextToken() == null) {
                throw new DocumentSyntaxException("The text is empty", new Position(1, 1));
            }
            JsonValue root = reader.value(place(parser.currentTokenLocation()));
            if (parser.nextToken() != null) {
                throw new DocumentSyntaxException("Text goes on after the value", place(parser.currentTokenLocation()));
            }
            return new Document(root, reader.positions);
        } catch (JsonProcessingException e) {
            throw new DocumentSyntaxException(e.getOriginalMessage(), place(e.getLocation()));
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
    }

    private static Position place(JsonLocation location) {
        return location == null ? new Position(1, 1) : new Position(location.getLineNr(), location.getColumnNr());
    }

    private JsonValue value(Position place) throws IOException {
        JsonToken token = parser.currentToken();
        JsonValue value = switch (token) {
            case START_OBJECT -> object();
            case START_ARRAY -> array();
            case VALUE_STRING -> new JsonValue.Str(parser.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new JsonValue.Num(parser.getDecimalValue());
            case VALUE_TRUE -> new JsonValue.Bool(true);
            case VALUE_FALSE -> new JsonValue.Bool(false);
            case VALUE_NULL -> new JsonValue.Null();
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
                throw new IllegalStateException("no JSON value begins with " + token);
        };
        positions.put(value, place);
        return value;
    }

    private JsonValue object() throws IOException {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            Position place = place(parser.currentTokenLocation());
            String name = parser.currentName();
            parser.nextToken();
            members.put(name, value(place));
        }
        return new JsonValue.Obj(members);
    }

    private JsonValue array() throws IOException {
        List<JsonValue> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value(place(parser.currentTokenLocation())));
        }
        return new JsonValue.Array(items);
    }
}
