package dev.gust.wire.protocol.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import dev.gust.base.json.JsonValue;
import dev.gust.wire.codec.Timestamps;
import dev.gust.wire.protocol.document.DocumentBounds;
import dev.gust.wire.protocol.document.DocumentFormat;
import dev.gust.wire.schema.Blob;
import dev.gust.wire.schema.JsonForm;
import dev.gust.wire.schema.MemberSchema;
import dev.gust.wire.schema.StructureSchema;
import dev.gust.wire.schema.TimestampFormat;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON's own ways. */
enum JsonFormat implements DocumentFormat {
    FORMAT;

    /** Bounded, and with buffers that virtual threads share. */
    static final JsonFactory FACTORY = JsonFactory.builder()
            .configure(JsonFactory.Feature.INTERN_FIELD_NAMES, false)
            .recyclerPool(JsonRecyclerPools.sharedBoundedPool())
            .streamReadConstraints(DocumentBounds.CONSTRAINTS)
            .build();

    @Override
    public @Nullable MemberSchema member(StructureSchema schema, String name) {
        return schema.jsonMember(name);
    }

    @Override
    public String name(MemberSchema member) {
        return member.jsonName();
    }

    @Override
    public Object scalar(JsonParser parser, JsonToken token, MemberSchema member) throws IOException {
        return JsonScalars.read(parser, token, member, member.target().kind());
    }

    @Override
    public boolean writeWhole(JsonGenerator generator, Object value) throws IOException {
        if (value instanceof JsonForm form) {
            generator.writeRawValue(new WrittenJson(form.json()));
            return true;
        }
        return false;
    }

    @Override
    public void scalar(JsonGenerator generator, MemberSchema member, Object value) throws IOException {
        switch (value) {
            case Boolean flag -> generator.writeBoolean(flag);
            case Integer number -> generator.writeNumber(number);
            case Long number -> generator.writeNumber(number);
            case Double number -> generator.writeNumber(number);
            case Float number -> generator.writeNumber(number);
            case Blob blob -> generator.writeString(blob.base64());
            case Instant instant -> timestamp(generator, member, instant);
            case JsonValue document -> document(generator, document);
            case BigInteger number -> generator.writeNumber(number);
            case BigDecimal number -> generator.writeNumber(number);
            case Number number -> generator.writeNumber(number.intValue());
            default -> throw new IllegalStateException(member.name() + " holds a " + value.getClass());
        }
    }

    private static void timestamp(JsonGenerator generator, MemberSchema member, Instant instant) throws IOException {
        TimestampFormat format = member.timestampFormat(TimestampFormat.EPOCH_SECONDS);
        if (format == TimestampFormat.EPOCH_SECONDS) {
            generator.writeNumber(Timestamps.epochSeconds(instant));
        } else {
            generator.writeString(Timestamps.format(instant, format));
        }
    }

    private static void document(JsonGenerator generator, JsonValue value) throws IOException {
        switch (value) {
            case JsonValue.Null() -> generator.writeNull();
            case JsonValue.Bool(boolean flag) -> generator.writeBoolean(flag);
            case JsonValue.Num(BigDecimal number) -> generator.writeNumber(number);
            case JsonValue.Str(String text) -> generator.writeString(text);
            case JsonValue.Array(var items) -> {
                generator.writeStartArray();
                for (JsonValue item : items) {
                    document(generator, item);
                }
                generator.writeEndArray();
            }
            case JsonValue.Obj(var members) -> {
                generator.writeStartObject();
                for (Map.Entry<String, JsonValue> member : members.entrySet()) {
                    generator.writeFieldName(member.getKey());
                    document(generator, member.getValue());
                }
                generator.writeEndObject();
            }
        }
    }
}
