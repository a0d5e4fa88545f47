package dev.gust.wire.protocol.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import dev.gust.wire.codec.Decoding;
import dev.gust.wire.codec.MalformedException;
import dev.gust.wire.operation.AwsException;
import dev.gust.wire.protocol.document.DocumentReader;
import dev.gust.wire.protocol.document.DocumentWriter;
import dev.gust.wire.schema.MemberSchema;
import dev.gust.wire.schema.Structure;
import dev.gust.wire.schema.StructureSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON documents of shapes as bytes. What is no document is refused with {@link MalformedException}. */
public final class JsonDocuments {
    private static final int USUAL_SIZE = 512;

    private JsonDocuments() {}

    /** The structure that the bytes hold; none at all is a structure without members. */
    public static Structure read(byte[] json, StructureSchema schema, Decoding decoding) {
        @Nullable Object[] values = new Object[schema.members().size()];
        read(json, schema, values, decoding);
        return schema.create(values);
    }

    /** Puts the members that the bytes hold among the values. */
    public static void read(byte[] json, StructureSchema schema, @Nullable Object[] values, Decoding decoding) {
        try (JsonParser parser = JsonFormat.FACTORY.createParser(json)) {
            new DocumentReader(JsonFormat.FORMAT, parser, decoding).document(schema, values);
        } catch (IOException e) {
            throw new MalformedException(firstLine(e));
        }
    }

    /** The one value that the bytes hold; null when there is none. */
    public static @Nullable Object readValue(byte[] json, MemberSchema member, Decoding decoding) {
        try (JsonParser parser = JsonFormat.FACTORY.createParser(json)) {
            return new DocumentReader(JsonFormat.FORMAT, parser, decoding).value(member);
        } catch (IOException e) {
            throw new MalformedException(firstLine(e));
        }
    }

    public static byte[] write(Structure structure) {
        return generate(generator -> new DocumentWriter(JsonFormat.FORMAT, generator).structure(structure));
    }

    public static byte[] writeValue(MemberSchema member, Object value) {
        return generate(generator -> new DocumentWriter(JsonFormat.FORMAT, generator).write(member, value));
    }

    /** An error as an object, its type first where one is given. */
    public static byte[] writeError(AwsException error, @Nullable String type) {
        return generate(generator -> {
            generator.writeStartObject();
            if (type != null) {
                generator.writeStringField("__type", type);
            }
            boolean hasMessage = false;
            if (error instanceof Structure structure) {
                new DocumentWriter(JsonFormat.FORMAT, generator).members(structure);
                hasMessage = structure.shapeSchema().members().stream()
                        .anyMatch(
                                member -> member.name().toLowerCase(Locale.ROOT).equals("message"));
            }
            if (!hasMessage && !(error instanceof Structure && error.message().isEmpty())) {
                generator.writeStringField("message", error.message());
            }
            for (Map.Entry<String, String> field : error.fields().entrySet()) {
                generator.writeStringField(field.getKey(), field.getValue());
            }
            generator.writeEndObject();
        });
    }

    private interface Content {
        void write(JsonGenerator generator) throws IOException;
    }

    private static byte[] generate(Content content) {
        try (ByteArrayBuilder bytes = new ByteArrayBuilder(USUAL_SIZE)) {
            try (JsonGenerator generator = JsonFormat.FACTORY.createGenerator(bytes)) {
                content.write(generator);
            }
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
    }

    private static String firstLine(IOException e) {
        String message = e instanceof com.fasterxml.jackson.core.JacksonException jackson
                ? jackson.getOriginalMessage()
                : String.valueOf(e.getMessage());
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }
}
