package dev.gust.wire.protocol.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.gust.base.json.JsonValue;
import dev.gust.wire.codec.Base64Text;
import dev.gust.wire.codec.MalformedException;
import dev.gust.wire.codec.Timestamps;
import dev.gust.wire.codec.WellFormed;
import dev.gust.wire.protocol.document.DocumentReader;
import dev.gust.wire.schema.Kind;
import dev.gust.wire.schema.MemberSchema;
import dev.gust.wire.schema.TimestampFormat;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads values without parts from JSON: strictly, since a number where text belongs is a mistake AWS refuses too. */
final class JsonScalars {
    private JsonScalars() {}

    private static String string(JsonParser parser, JsonToken token) throws IOException {
        if (token != JsonToken.VALUE_STRING) {
            throw DocumentReader.mismatch(token, "String");
        }
        return parser.getText();
    }

    static Object read(JsonParser parser, JsonToken token, MemberSchema member, Kind kind) throws IOException {
        return switch (kind) {
            case BOOLEAN -> {
                if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
                    throw DocumentReader.mismatch(token, "Boolean");
                }
                yield token == JsonToken.VALUE_TRUE;
            }
            case BYTE -> (byte) integer(parser, token, Byte.MIN_VALUE, Byte.MAX_VALUE, "Byte");
            case SHORT -> (short) integer(parser, token, Short.MIN_VALUE, Short.MAX_VALUE, "Short");
            case INTEGER -> (int) integer(parser, token, Integer.MIN_VALUE, Integer.MAX_VALUE, "Integer");
            case LONG -> integer(parser, token, Long.MIN_VALUE, Long.MAX_VALUE, "Long");
            case FLOAT -> (float) floating(parser, token, "Float");
            case DOUBLE -> floating(parser, token, "Double");
            case BIG_INTEGER -> {
                if (token != JsonToken.VALUE_NUMBER_INT) {
                    throw DocumentReader.mismatch(token, "BigInteger");
                }
                yield parser.getBigIntegerValue();
            }
            case BIG_DECIMAL -> decimal(parser, token, "BigDecimal");
            case BLOB -> Base64Text.decode(string(parser, token));
            case TIMESTAMP -> timestamp(parser, token, member);
            case DOCUMENT -> document(parser, token);
            case STRING, ENUM, PAYLOAD, LIST, MAP, STRUCTURE, UNION, EVENT_STREAM ->
                throw new IllegalStateException(kind + " has parts or a reader of its own");
        };
    }

    private static long integer(JsonParser parser, JsonToken token, long least, long most, String type)
            throws IOException {
        if (token != JsonToken.VALUE_NUMBER_INT) {
            throw DocumentReader.mismatch(token, type);
        }
        JsonParser.NumberType size = parser.getNumberType();
        if (size == JsonParser.NumberType.BIG_INTEGER) {
            throw new MalformedException("The number is too large for the type " + type);
        }
        long value = parser.getLongValue();
        if (value < least || value > most) {
            throw new MalformedException("The number is too large for the type " + type);
        }
        return value;
    }

    private static double floating(JsonParser parser, JsonToken token, String type) throws IOException {
        return switch (token) {
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_STRING ->
                switch (parser.getText()) {
                    case "NaN" -> Double.NaN;
                    case "Infinity" -> Double.POSITIVE_INFINITY;
                    case "-Infinity" -> Double.NEGATIVE_INFINITY;
                    default -> throw DocumentReader.mismatch(token, type);
                };
            default -> throw DocumentReader.mismatch(token, type);
        };
    }

    private static BigDecimal decimal(JsonParser parser, JsonToken token, String type) throws IOException {
        if (token != JsonToken.VALUE_NUMBER_INT && token != JsonToken.VALUE_NUMBER_FLOAT) {
            throw DocumentReader.mismatch(token, type);
        }
        return parser.getDecimalValue();
    }

    private static Instant timestamp(JsonParser parser, JsonToken token, MemberSchema member) throws IOException {
        TimestampFormat format = member.timestampFormat(TimestampFormat.EPOCH_SECONDS);
        if (format == TimestampFormat.EPOCH_SECONDS) {
            return Timestamps.ofEpochSeconds(decimal(parser, token, "Timestamp"));
        }
        return Timestamps.parse(string(parser, token), format);
    }

    /** Any JSON at all; the parser bounds its depth. */
    private static JsonValue document(JsonParser parser, JsonToken token) throws IOException {
        return switch (token) {
            case START_OBJECT -> {
                Map<String, JsonValue> members = new LinkedHashMap<>();
                for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                    members.put(WellFormed.text(name), document(parser, parser.nextToken()));
                }
                yield new JsonValue.Obj(members);
            }
            case START_ARRAY -> {
                List<JsonValue> items = new ArrayList<>();
                for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
                    items.add(document(parser, next));
                }
                yield new JsonValue.Array(items);
            }
            case VALUE_STRING -> new JsonValue.Str(WellFormed.text(parser.getText()));
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new JsonValue.Num(parser.getDecimalValue());
            case VALUE_TRUE -> new JsonValue.Bool(true);
            case VALUE_FALSE -> new JsonValue.Bool(false);
            case VALUE_NULL -> JsonValue.Null.INSTANCE;
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
                throw new MalformedException("Unexpected field type");
        };
    }
}
