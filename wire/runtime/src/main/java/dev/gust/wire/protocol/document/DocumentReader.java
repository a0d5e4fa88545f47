package dev.gust.wire.protocol.document;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.gust.wire.codec.Decoding;
import dev.gust.wire.codec.MalformedException;
import dev.gust.wire.codec.WellFormed;
import dev.gust.wire.schema.EnumSchema;
import dev.gust.wire.schema.FrozenList;
import dev.gust.wire.schema.FrozenMap;
import dev.gust.wire.schema.Kind;
import dev.gust.wire.schema.ListSchema;
import dev.gust.wire.schema.Location;
import dev.gust.wire.schema.MapSchema;
import dev.gust.wire.schema.MemberSchema;
import dev.gust.wire.schema.Schema;
import dev.gust.wire.schema.StructureSchema;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads shapes from a document. Unknown members are skipped, as AWS does; a null is an absent member. */
public final class DocumentReader {
    private final DocumentFormat format;
    private final JsonParser parser;
    private final Decoding decoding;

    public DocumentReader(DocumentFormat format, JsonParser parser, Decoding decoding) {
        this.format = format;
        this.parser = parser;
        this.decoding = decoding;
    }

    /** The values of a document's members; an empty document has none. */
    public void document(StructureSchema schema, @Nullable Object[] values) throws IOException {
        JsonToken token = parser.nextToken();
        if (token != null) {
            expect(token, JsonToken.START_OBJECT);
            members(schema, values);
            end();
        }
    }

    /** One value that is the whole document; null when the document is empty or null. */
    public @Nullable Object value(MemberSchema member) throws IOException {
        JsonToken token = parser.nextToken();
        if (token == null || token == JsonToken.VALUE_NULL) {
            return null;
        }
        decoding.enter(member);
        Object value = read(member, token);
        decoding.leave();
        end();
        return value;
    }

    private void end() throws IOException {
        if (parser.nextToken() != null) {
            throw new MalformedException("The document goes on after its end");
        }
    }

    private void members(StructureSchema schema, @Nullable Object[] values) throws IOException {
        String name = parser.nextFieldName();
        while (name != null) {
            MemberSchema member = format.member(schema, name);
            JsonToken token = parser.nextToken();
            if (member == null || member.location() != Location.BODY) {
                parser.skipChildren();
            } else if (token == JsonToken.VALUE_NULL) {
                values[member.index()] = null;
            } else {
                decoding.enter(member);
                values[member.index()] = read(member, token);
                decoding.leave();
            }
            name = parser.nextFieldName();
        }
        expect(parser.currentToken(), JsonToken.END_OBJECT);
    }

    private @Nullable Object read(MemberSchema member, JsonToken token) throws IOException {
        Schema schema = member.target();
        return switch (schema.kind()) {
            case STRING -> string(token);
            case STRUCTURE -> {
                expect(token, JsonToken.START_OBJECT);
                StructureSchema structure = (StructureSchema) schema;
                @Nullable Object[] values = new Object[structure.members().size()];
                members(structure, values);
                yield structure.create(values);
            }
            case UNION -> union((StructureSchema) schema, token);
            case MAP -> map((MapSchema) schema, token);
            case LIST -> list((ListSchema) schema, token);
            case ENUM -> {
                EnumSchema closed = (EnumSchema) schema;
                String text = string(token);
                Object value = closed.find(text);
                if (value == null) {
                    decoding.unknownValue(closed, text);
                }
                yield value;
            }
            case BOOLEAN,
                    BYTE,
                    SHORT,
                    INTEGER,
                    LONG,
                    FLOAT,
                    DOUBLE,
                    BIG_INTEGER,
                    BIG_DECIMAL,
                    BLOB,
                    TIMESTAMP,
                    DOCUMENT -> format.scalar(parser, token, member);
            case PAYLOAD, EVENT_STREAM ->
                throw new MalformedException(member.name() + " cannot stand inside a document");
        };
    }

    private @Nullable Object union(StructureSchema schema, JsonToken token) throws IOException {
        expect(token, JsonToken.START_OBJECT);
        MemberSchema set = null;
        Object value = null;
        int count = 0;
        String name = parser.nextFieldName();
        while (name != null) {
            MemberSchema member = format.member(schema, name);
            JsonToken next = parser.nextToken();
            if (member == null) {
                parser.skipChildren();
                // Two values are one too many also where one of them is of a kind that we do not know.
                count += next == JsonToken.VALUE_NULL || name.equals("__type") ? 0 : 1;
            } else if (next != JsonToken.VALUE_NULL) {
                decoding.enter(member);
                value = read(member, next);
                decoding.leave();
                set = member;
                count++;
            }
            name = parser.nextFieldName();
        }
        expect(parser.currentToken(), JsonToken.END_OBJECT);
        if (count != 1 || set == null) {
            decoding.notOneMember(schema, set == null ? 0 : count);
            return null;
        }
        return value == null ? null : schema.createUnion(set, value);
    }

    private Object map(MapSchema schema, JsonToken token) throws IOException {
        expect(token, JsonToken.START_OBJECT);
        Map<String, @Nullable Object> entries = new LinkedHashMap<>();
        String key = parser.nextFieldName();
        while (key != null) {
            JsonToken next = parser.nextToken();
            WellFormed.text(key);
            if (next == JsonToken.VALUE_NULL) {
                nullValue(schema, key);
                entries.put(key, null);
            } else {
                decoding.enterEntry(key);
                entries.put(key, read(schema.value(), next));
                decoding.leave();
            }
            key = parser.nextFieldName();
        }
        expect(parser.currentToken(), JsonToken.END_OBJECT);
        return new FrozenMap<String, @Nullable Object>(entries);
    }

    private void nullValue(MapSchema schema, String key) {
        if (schema.sparse()) {
            decoding.countItem();
        } else if (schema.value().target() instanceof StructureSchema union && union.kind() == Kind.UNION) {
            decoding.enterEntry(key);
            decoding.notOneMember(union, 0);
            decoding.leave();
        } else {
            throw new MalformedException("A map holds null where that is not allowed");
        }
    }

    private Object list(ListSchema schema, JsonToken token) throws IOException {
        expect(token, JsonToken.START_ARRAY);
        List<@Nullable Object> items = new ArrayList<>();
        JsonToken next = parser.nextToken();
        while (next != JsonToken.END_ARRAY) {
            if (next == null) {
                throw new MalformedException("The document ends inside a list");
            }
            if (next != JsonToken.VALUE_NULL) {
                decoding.enterItem(items.size());
                items.add(read(schema.member(), next));
                decoding.leave();
            } else if (schema.sparse()) {
                decoding.countItem();
                items.add(null);
            } else {
                throw new MalformedException("A list holds null where that is not allowed");
            }
            next = parser.nextToken();
        }
        return new FrozenList<@Nullable Object>(items.toArray());
    }

    private String string(JsonToken token) throws IOException {
        if (token != JsonToken.VALUE_STRING) {
            throw mismatch(token, "String");
        }
        return WellFormed.text(parser.getText());
    }

    /** The refusal of a value of another type, as AWS words it. */
    public static MalformedException mismatch(JsonToken token, String type) {
        return new MalformedException(
                switch (token) {
                    case START_ARRAY -> "Start of list found where not expected";
                    case START_OBJECT -> "Start of structure or map found where not expected";
                    case VALUE_STRING -> "STRING_VALUE cannot be converted to " + type;
                    case VALUE_NUMBER_INT -> "NUMBER_VALUE cannot be converted to " + type;
                    case VALUE_NUMBER_FLOAT -> "DECIMAL_VALUE cannot be converted to " + type;
                    case VALUE_TRUE -> "TRUE_VALUE cannot be converted to " + type;
                    case VALUE_FALSE -> "FALSE_VALUE cannot be converted to " + type;
                    case VALUE_NULL, NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
                        "Unexpected field type";
                });
    }

    private static void expect(@Nullable JsonToken found, JsonToken expected) {
        if (found != expected) {
            throw new MalformedException(
                    switch (found) {
                        case START_ARRAY -> "Start of list found where not expected";
                        case START_OBJECT -> "Start of structure or map found where not expected";
                        case null -> "Unexpected end of the document";
                        default ->
                            expected == JsonToken.START_ARRAY ? "Expected list or null" : "Unexpected field type";
                    });
        }
    }
}
