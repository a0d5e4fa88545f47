package dev.gust.wire.protocol.json;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.gust.base.json.JsonValue;
import dev.gust.wire.codec.Timestamps;
import dev.gust.wire.schema.Blob;
import dev.gust.wire.schema.ListSchema;
import dev.gust.wire.schema.Location;
import dev.gust.wire.schema.MapSchema;
import dev.gust.wire.schema.MemberSchema;
import dev.gust.wire.schema.Structure;
import dev.gust.wire.schema.TimestampFormat;
import dev.gust.wire.schema.WireEnum;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes shapes as JSON. What is absent is left out. */
final class JsonWriter {
    private final JsonGenerator generator;

    JsonWriter(JsonGenerator generator) {
        this.generator = generator;
    }

    /** The structure as an object; members that stand elsewhere in the HTTP message are left out. */
    void structure(Structure structure) throws IOException {
        generator.writeStartObject();
        members(structure);
        generator.writeEndObject();
    }

    void members(Structure structure) throws IOException {
        List<MemberSchema> members = structure.shapeSchema().members();
        for (int i = 0; i < members.size(); i++) {
            MemberSchema member = members.get(i);
            if (member.location() == Location.BODY) {
                Object value = structure.memberValue(i);
                if (value != null) {
                    generator.writeFieldName(member.jsonName());
                    write(member, value);
                }
            }
        }
    }

    void write(MemberSchema member, Object value) throws IOException {
        switch (member.target().kind()) {
            case STRING -> generator.writeString((String) value);
            case STRUCTURE, UNION -> structure((Structure) value);
            case LIST -> list((ListSchema) member.target(), (List<?>) value);
            case MAP -> map((MapSchema) member.target(), (Map<?, ?>) value);
            case ENUM -> generator.writeString(((WireEnum) value).wireValue());
            case BOOLEAN -> generator.writeBoolean((Boolean) value);
            case BYTE, SHORT, INTEGER -> generator.writeNumber(((Number) value).intValue());
            case LONG -> generator.writeNumber((Long) value);
            case FLOAT -> generator.writeNumber((Float) value);
            case DOUBLE -> generator.writeNumber((Double) value);
            case BIG_INTEGER -> generator.writeNumber((BigInteger) value);
            case BIG_DECIMAL -> generator.writeNumber((BigDecimal) value);
            case BLOB -> generator.writeString(((Blob) value).base64());
            case TIMESTAMP -> timestamp(member.timestampFormat(TimestampFormat.EPOCH_SECONDS), (Instant) value);
            case DOCUMENT -> document((JsonValue) value);
            case PAYLOAD, EVENT_STREAM ->
                throw new IllegalStateException(member.name() + " cannot stand inside a document");
        }
    }

    private void list(ListSchema schema, List<?> items) throws IOException {
        generator.writeStartArray();
        for (int i = 0; i < items.size(); i++) {
            writeOrNull(schema.member(), items.get(i));
        }
        generator.writeEndArray();
    }

    private void map(MapSchema schema, Map<?, ?> entries) throws IOException {
        generator.writeStartObject();
        for (Map.Entry<?, ?> entry : entries.entrySet()) {
            generator.writeFieldName((String) entry.getKey());
            writeOrNull(schema.value(), entry.getValue());
        }
        generator.writeEndObject();
    }

    private void writeOrNull(MemberSchema member, @Nullable Object value) throws IOException {
        if (value == null) {
            generator.writeNull();
        } else {
            write(member, value);
        }
    }

    private void timestamp(TimestampFormat format, Instant instant) throws IOException {
        if (format == TimestampFormat.EPOCH_SECONDS) {
            generator.writeNumber(Timestamps.epochSeconds(instant));
        } else {
            generator.writeString(Timestamps.format(instant, format));
        }
    }

    private void document(JsonValue value) throws IOException {
        switch (value) {
            case JsonValue.Null() -> generator.writeNull();
            case JsonValue.Bool(boolean flag) -> generator.writeBoolean(flag);
            case JsonValue.Num(BigDecimal number) -> generator.writeNumber(number);
            case JsonValue.Str(String text) -> generator.writeString(text);
            case JsonValue.Array(var items) -> {
                generator.writeStartArray();
                for (JsonValue item : items) {
                    document(item);
                }
                generator.writeEndArray();
            }
            case JsonValue.Obj(var members) -> {
                generator.writeStartObject();
                for (Map.Entry<String, JsonValue> member : members.entrySet()) {
                    generator.writeFieldName(member.getKey());
                    document(member.getValue());
                }
                generator.writeEndObject();
            }
        }
    }
}
