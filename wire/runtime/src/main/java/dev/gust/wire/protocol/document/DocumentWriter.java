package dev.gust.wire.protocol.document;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.gust.wire.schema.Kind;
import dev.gust.wire.schema.ListSchema;
import dev.gust.wire.schema.Location;
import dev.gust.wire.schema.MapSchema;
import dev.gust.wire.schema.MemberSchema;
import dev.gust.wire.schema.Structure;
import dev.gust.wire.schema.WireEnum;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes shapes as a document. What is absent is left out. */
public final class DocumentWriter {
    private final DocumentFormat format;
    private final JsonGenerator generator;

    public DocumentWriter(DocumentFormat format, JsonGenerator generator) {
        this.format = format;
        this.generator = generator;
    }

    /** The structure as an object; members that stand elsewhere in the HTTP message are left out. */
    public void structure(Structure structure) throws IOException {
        generator.writeStartObject();
        members(structure);
        generator.writeEndObject();
    }

    public void members(Structure structure) throws IOException {
        List<MemberSchema> members = structure.shapeSchema().members();
        for (int i = 0; i < members.size(); i++) {
            MemberSchema member = members.get(i);
            if (member.location() == Location.BODY) {
                Object value = structure.memberValue(i);
                // A stream of events goes on after the document.
                if (value != null && member.target().kind() != Kind.EVENT_STREAM) {
                    generator.writeFieldName(format.name(member));
                    write(member, value);
                }
            }
        }
    }

    public void write(MemberSchema member, Object value) throws IOException {
        switch (member.target().kind()) {
            case STRING -> generator.writeString((String) value);
            case STRUCTURE, UNION -> structure((Structure) value);
            case LIST -> list((ListSchema) member.target(), (List<?>) value);
            case MAP -> map((MapSchema) member.target(), (Map<?, ?>) value);
            case ENUM -> generator.writeString(((WireEnum) value).wireValue());
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
                    DOCUMENT -> format.scalar(generator, member, value);
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
        if (format.writeWhole(generator, entries)) {
            return;
        }
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
}
