package dev.gust.wire.protocol.cbor;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import com.fasterxml.jackson.dataformat.cbor.CBORParser;
import dev.gust.wire.codec.MalformedException;
import dev.gust.wire.codec.Timestamps;
import dev.gust.wire.protocol.document.DocumentBounds;
import dev.gust.wire.protocol.document.DocumentFormat;
import dev.gust.wire.protocol.document.DocumentReader;
import dev.gust.wire.schema.Blob;
import dev.gust.wire.schema.MemberSchema;
import dev.gust.wire.schema.StructureSchema;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** CBOR's own ways: bytes are bytes, an instant is a tagged number, names are those of the model. */
enum CborFormat implements DocumentFormat {
    FORMAT;

    static final CBORFactory FACTORY = CBORFactory.builder()
            .recyclerPool(JsonRecyclerPools.sharedBoundedPool())
            .streamReadConstraints(DocumentBounds.CONSTRAINTS)
            .build();

    private static final int EPOCH_TAG = 1;

    @Override
    public @Nullable MemberSchema member(StructureSchema schema, String name) {
        return schema.member(name);
    }

    @Override
    public String name(MemberSchema member) {
        return member.name();
    }

    @Override
    public Object scalar(JsonParser parser, JsonToken token, MemberSchema member) throws IOException {
        return switch (member.target().kind()) {
            case BOOLEAN -> {
                if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
                    throw DocumentReader.mismatch(token, "Boolean");
                }
                yield token == JsonToken.VALUE_TRUE;
            }
            case BYTE -> (byte) integer(parser, token, Byte.MIN_VALUE, Byte.MAX_VALUE);
            case SHORT -> (short) integer(parser, token, Short.MIN_VALUE, Short.MAX_VALUE);
            case INTEGER -> (int) integer(parser, token, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case LONG -> integer(parser, token, Long.MIN_VALUE, Long.MAX_VALUE);
            case FLOAT -> number(parser, token, "Float").floatValue();
            case DOUBLE -> number(parser, token, "Double").doubleValue();
            case BIG_INTEGER -> {
                if (token != JsonToken.VALUE_NUMBER_INT) {
                    throw DocumentReader.mismatch(token, "BigInteger");
                }
                yield parser.getBigIntegerValue();
            }
            case BIG_DECIMAL -> {
                number(parser, token, "BigDecimal");
                yield parser.getDecimalValue();
            }
            case BLOB -> {
                if (token != JsonToken.VALUE_EMBEDDED_OBJECT) {
                    throw DocumentReader.mismatch(token, "Blob");
                }
                yield Blob.of(parser.getBinaryValue());
            }
            case TIMESTAMP -> timestamp(parser, token);
            case STRING, ENUM, DOCUMENT, PAYLOAD, LIST, MAP, STRUCTURE, UNION, EVENT_STREAM ->
                throw new MalformedException(member.name() + " cannot be read from CBOR");
        };
    }

    @Override
    public void scalar(JsonGenerator generator, MemberSchema member, Object value) throws IOException {
        switch (value) {
            case Boolean flag -> generator.writeBoolean(flag);
            case Integer number -> generator.writeNumber(number);
            case Long number -> generator.writeNumber(number);
            case Double number -> generator.writeNumber(number);
            case Float number -> generator.writeNumber(number);
            case Blob blob -> generator.writeBinary(blob.bytes());
            case Instant instant -> {
                ((CBORGenerator) generator).writeTag(EPOCH_TAG);
                long millis = instant.toEpochMilli();
                if (millis % 1000 == 0) {
                    generator.writeNumber(millis / 1000);
                } else {
                    generator.writeNumber(millis / 1000.0);
                }
            }
            case BigInteger number -> generator.writeNumber(number);
            case BigDecimal number -> generator.writeNumber(number);
            case Number number -> generator.writeNumber(number.intValue());
            default -> throw new IllegalStateException(member.name() + " holds a " + value.getClass());
        }
    }

    private static long integer(JsonParser parser, JsonToken token, long least, long most) throws IOException {
        if (token != JsonToken.VALUE_NUMBER_INT) {
            throw DocumentReader.mismatch(token, "Integer");
        }
        if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            throw new MalformedException("The number is too large for its type");
        }
        long value = parser.getLongValue();
        if (value < least || value > most) {
            throw new MalformedException("The number is too large for its type");
        }
        return value;
    }

    private static Number number(JsonParser parser, JsonToken token, String type) throws IOException {
        if (token != JsonToken.VALUE_NUMBER_INT && token != JsonToken.VALUE_NUMBER_FLOAT) {
            throw DocumentReader.mismatch(token, type);
        }
        return parser.getNumberValue();
    }

    private static Instant timestamp(JsonParser parser, JsonToken token) throws IOException {
        if (((CBORParser) parser).getCurrentTag() != EPOCH_TAG) {
            throw new MalformedException("A timestamp is not tagged as one");
        }
        Number seconds = number(parser, token, "Timestamp");
        double value = seconds.doubleValue();
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            throw new MalformedException("A timestamp is not a number of seconds");
        }
        // To the millisecond: the rest is an accident of the binary fraction.
        return seconds instanceof Double || seconds instanceof Float
                ? Timestamps.ofEpochSeconds(BigDecimal.valueOf(value).setScale(3, java.math.RoundingMode.HALF_EVEN))
                : Timestamps.ofEpochSeconds(new BigDecimal(seconds.toString()));
    }
}
