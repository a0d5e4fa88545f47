package dev.gust.wire.protocol.document;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.gust.wire.schema.MemberSchema;
import dev.gust.wire.schema.StructureSchema;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What JSON and CBOR do each in its own way. */
public interface DocumentFormat {
    /** The member that goes by this name in the document, or null. */
    @Nullable
    MemberSchema member(StructureSchema schema, String name);

    /** The name of a member in the document. */
    String name(MemberSchema member);

    /** Reads a value without parts; text and enums are read as text by the caller. */
    Object scalar(JsonParser parser, JsonToken token, MemberSchema member) throws IOException;

    /** Writes a value that knows its form in this format, and says whether it did. */
    default boolean writeWhole(JsonGenerator generator, Object value) throws IOException {
        return false;
    }

    /** Writes a value without parts that is neither text nor an enum. */
    void scalar(JsonGenerator generator, MemberSchema member, Object value) throws IOException;
}
