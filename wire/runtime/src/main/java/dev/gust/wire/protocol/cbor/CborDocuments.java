package dev.gust.wire.protocol.cbor;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import dev.gust.wire.codec.Decoding;
import dev.gust.wire.codec.MalformedException;
import dev.gust.wire.operation.AwsException;
import dev.gust.wire.protocol.document.DocumentReader;
import dev.gust.wire.protocol.document.DocumentWriter;
import dev.gust.wire.schema.Structure;
import dev.gust.wire.schema.StructureSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** CBOR documents of shapes as bytes. What is no document is refused with {@link MalformedException}. */
public final class CborDocuments {
    private static final int USUAL_SIZE = 512;

    private CborDocuments() {}

    public static Structure read(byte[] cbor, StructureSchema schema, Decoding decoding) {
        @Nullable Object[] values = new Object[schema.members().size()];
        try (JsonParser parser = CborFormat.FACTORY.createParser(cbor)) {
            new DocumentReader(CborFormat.FORMAT, parser, decoding).document(schema, values);
        } catch (IOException e) {
            throw new MalformedException("The document is not CBOR that can be read");
        }
        return schema.create(values);
    }

    public static byte[] write(Structure structure) {
        return generate(generator -> new DocumentWriter(CborFormat.FORMAT, generator).structure(structure));
    }

    static byte[] writeError(AwsException error, String type) {
        return generate(generator -> {
            generator.writeStartObject();
            generator.writeStringField("__type", type);
            boolean hasMessage = false;
            if (error instanceof Structure structure) {
                new DocumentWriter(CborFormat.FORMAT, generator).members(structure);
                hasMessage = structure.shapeSchema().members().stream()
                        .anyMatch(member -> member.name().equalsIgnoreCase("message"));
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
            try (JsonGenerator generator = CborFormat.FACTORY.createGenerator(bytes)) {
                content.write(generator);
            }
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
    }
}
