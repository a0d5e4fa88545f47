package dev.gust.services.ports.records;

import dev.gust.storage.Codec;
import dev.gust.wire.codec.Decoding;
import dev.gust.wire.protocol.json.JsonDocuments;
import dev.gust.wire.schema.Structure;
import dev.gust.wire.schema.StructureSchema;
import java.util.function.Supplier;

/**
 * Stores a record of the wire as the JSON of its model. For descriptions that a service keeps as the caller gave them: a
 * member that the model gains later is simply absent in what was stored before.
 */
public final class ShapeCodec {
    private ShapeCodec() {}

    /** A codec of this kind; the schema is looked up on first use, so that a service costs nothing until it is called. */
    @SuppressWarnings("unchecked")
    public static <T extends Structure> Codec<T> of(int kind, Supplier<StructureSchema> schema) {
        return Codec.of(kind, 1, (out, record) -> out.bytes(JsonDocuments.write(record)), in ->
                (T) JsonDocuments.read(in.bytes(), schema.get(), new Decoding()));
    }
}
