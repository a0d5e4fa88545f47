package dev.gust.wire.protocol.xml;

import com.fasterxml.aalto.UncheckedStreamException;
import com.fasterxml.aalto.stax.InputFactoryImpl;
import dev.gust.wire.codec.Decoding;
import dev.gust.wire.codec.MalformedException;
import dev.gust.wire.schema.MemberSchema;
import dev.gust.wire.schema.StructureSchema;
import java.io.ByteArrayInputStream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/** XML documents of shapes as bytes. What is no document is refused with {@link MalformedException}. */
public final class XmlDocuments {
    private static final XMLInputFactory FACTORY = factory();
    private static final int MOST_ATTRIBUTES = 1_000;
    private static final String NOT_WELL_FORMED =
            "The XML you provided was not well-formed or did not validate against our published schema";

    private XmlDocuments() {}

    /** Puts the members inside the root element among the values. */
    public static void read(byte[] body, StructureSchema schema, @Nullable Object[] values, Decoding decoding) {
        reading(body, decoding, reader -> {
            reader.document(schema, values);
            return null;
        });
    }

    /** The value that the root element is. */
    public static @Nullable Object readValue(byte[] body, MemberSchema member, Decoding decoding) {
        return reading(body, decoding, reader -> reader.value(member));
    }

    private interface Reading {
        @Nullable
        Object read(XmlReader reader) throws XMLStreamException;
    }

    private static @Nullable Object reading(byte[] body, Decoding decoding, Reading reading) {
        refuseCrowdedTags(body);
        try {
            XMLStreamReader xml = FACTORY.createXMLStreamReader(new ByteArrayInputStream(body));
            try {
                return reading.read(new XmlReader(xml, decoding));
            } finally {
                xml.close();
            }
        } catch (XMLStreamException | UncheckedStreamException | IllegalArgumentException e) {
            // The parser looks at text only when it is asked for, and then cannot throw its checked exception.
            throw new MalformedException(NOT_WELL_FORMED);
        }
    }

    /** The parser compares the attributes of a tag with one another: thousands of them would keep it busy for seconds. */
    private static void refuseCrowdedTags(byte[] body) {
        int attributes = 0;
        boolean inTag = false;
        for (int i = 0; i < body.length; i++) {
            switch (body[i]) {
                case '<' -> {
                    inTag = i + 1 < body.length && body[i + 1] != '!';
                    attributes = 0;
                }
                case '>' -> inTag = false;
                case '=' -> attributes++;
                default -> {
                    continue;
                }
            }
            if (inTag && attributes > MOST_ATTRIBUTES) {
                throw new MalformedException(NOT_WELL_FORMED);
            }
        }
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = new InputFactoryImpl();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, true);
        return factory;
    }
}
