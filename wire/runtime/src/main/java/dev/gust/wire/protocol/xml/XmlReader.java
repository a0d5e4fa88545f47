package dev.gust.wire.protocol.xml;

import dev.gust.wire.codec.Decoding;
import dev.gust.wire.codec.MalformedException;
import dev.gust.wire.codec.ScalarText;
import dev.gust.wire.schema.FrozenList;
import dev.gust.wire.schema.FrozenMap;
import dev.gust.wire.schema.Kind;
import dev.gust.wire.schema.ListSchema;
import dev.gust.wire.schema.Location;
import dev.gust.wire.schema.MapSchema;
import dev.gust.wire.schema.MemberSchema;
import dev.gust.wire.schema.StructureSchema;
import dev.gust.wire.schema.TimestampFormat;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/** Reads shapes from an XML document. Elements that no member has are skipped, and namespaces are not looked at. */
final class XmlReader {
    private final XMLStreamReader xml;
    private final Decoding decoding;

    XmlReader(XMLStreamReader xml, Decoding decoding) {
        this.xml = xml;
        this.decoding = decoding;
    }

    /** The values of the members inside the root element. */
    void document(StructureSchema schema, @Nullable Object[] values) throws XMLStreamException {
        root();
        members(schema, values);
        end();
    }

    /** The value that the root element is. */
    @Nullable
    Object value(MemberSchema member) throws XMLStreamException {
        root();
        Object value = element(member);
        end();
        return value;
    }

    private void root() throws XMLStreamException {
        while (xml.hasNext()) {
            int event = xml.next();
            if (event == XMLStreamConstants.DTD) {
                throw new MalformedException("A document type is not allowed");
            }
            if (event == XMLStreamConstants.START_ELEMENT) {
                return;
            }
        }
        throw new MalformedException("The document has no element");
    }

    private void end() throws XMLStreamException {
        while (xml.hasNext()) {
            xml.next();
        }
    }

    private void members(StructureSchema schema, @Nullable Object[] values) throws XMLStreamException {
        attributes(schema, values);
        Map<MemberSchema, Object> flattened = null;
        while (nextChild()) {
            MemberSchema member = schema.xmlMember(xml.getLocalName());
            if (member == null || member.location() != Location.BODY || member.xmlAttribute()) {
                skip();
                continue;
            }
            decoding.enter(member);
            if (member.flattened()) {
                flattened = flattened == null ? new LinkedHashMap<>() : flattened;
                flattened(member, flattened);
            } else {
                values[member.index()] = element(member);
            }
            decoding.leave();
        }
        if (flattened != null) {
            flattened.forEach((member, collected) -> values[member.index()] = frozen(collected));
        }
    }

    private void attributes(StructureSchema schema, @Nullable Object[] values) {
        for (int i = 0; i < xml.getAttributeCount(); i++) {
            String prefix = xml.getAttributePrefix(i);
            String local = xml.getAttributeLocalName(i);
            MemberSchema member = schema.xmlMember(prefix == null || prefix.isEmpty() ? local : prefix + ':' + local);
            if (member != null && member.xmlAttribute()) {
                decoding.enter(member);
                values[member.index()] =
                        ScalarText.parse(member, xml.getAttributeValue(i), TimestampFormat.DATE_TIME, decoding);
                decoding.leave();
            }
        }
    }

    private @Nullable Object element(MemberSchema member) throws XMLStreamException {
        return switch (member.target()) {
            case StructureSchema structure when structure.kind() == Kind.UNION -> union(structure);
            case StructureSchema structure -> {
                @Nullable Object[] values = new Object[structure.members().size()];
                members(structure, values);
                yield structure.create(values);
            }
            case ListSchema list -> list(list);
            case MapSchema map -> {
                Map<String, @Nullable Object> entries = new LinkedHashMap<>();
                while (nextChild()) {
                    entry(map, entries);
                }
                yield new FrozenMap<String, @Nullable Object>(entries);
            }
            default -> ScalarText.parse(member, text(), TimestampFormat.DATE_TIME, decoding);
        };
    }

    private @Nullable Object union(StructureSchema schema) throws XMLStreamException {
        @Nullable Object[] values = new Object[schema.members().size()];
        members(schema, values);
        MemberSchema set = null;
        int count = 0;
        for (MemberSchema member : schema.members()) {
            if (values[member.index()] != null) {
                set = member;
                count++;
            }
        }
        Object value = set == null ? null : values[set.index()];
        if (count != 1 || set == null || value == null) {
            decoding.notOneMember(schema, count);
            return null;
        }
        return schema.createUnion(set, value);
    }

    private Object list(ListSchema list) throws XMLStreamException {
        List<@Nullable Object> items = new ArrayList<>();
        while (nextChild()) {
            decoding.enterItem(items.size());
            items.add(element(list.member()));
            decoding.leave();
        }
        return new FrozenList<@Nullable Object>(items.toArray());
    }

    @SuppressWarnings("unchecked")
    private void flattened(MemberSchema member, Map<MemberSchema, Object> collected) throws XMLStreamException {
        switch (member.target()) {
            case ListSchema list -> {
                List<@Nullable Object> items = (List<@Nullable Object>)
                        collected.computeIfAbsent(member, unseen -> new ArrayList<@Nullable Object>());
                decoding.enterItem(items.size());
                items.add(element(list.member()));
                decoding.leave();
            }
            case MapSchema map -> {
                Map<String, @Nullable Object> entries = (Map<String, @Nullable Object>)
                        collected.computeIfAbsent(member, unseen -> new LinkedHashMap<String, @Nullable Object>());
                entry(map, entries);
            }
            default -> throw new MalformedException(member.name() + " is no collection");
        }
    }

    private void entry(MapSchema map, Map<String, @Nullable Object> entries) throws XMLStreamException {
        String key = null;
        Object value = null;
        decoding.countItem();
        while (nextChild()) {
            String name = xml.getLocalName();
            if (name.equals(map.key().xmlName())) {
                key = text();
            } else if (name.equals(map.value().xmlName())) {
                decoding.enter(map.value());
                value = element(map.value());
                decoding.leave();
            } else {
                skip();
            }
        }
        if (key == null) {
            throw new MalformedException("An entry of a map has no key");
        }
        entries.put(key, value);
    }

    @SuppressWarnings("unchecked")
    private static Object frozen(Object collected) {
        return collected instanceof List<?> items
                ? new FrozenList<@Nullable Object>(((List<@Nullable Object>) items).toArray())
                : new FrozenMap<String, @Nullable Object>((Map<String, @Nullable Object>) collected);
    }

    /** Moves to the next element inside the current one; false at its end. */
    private boolean nextChild() throws XMLStreamException {
        while (true) {
            switch (xml.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    return true;
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    return false;
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
                    if (!xml.isWhiteSpace()) {
                        throw new MalformedException("Text stands where only elements may");
                    }
                }
                case XMLStreamConstants.ENTITY_REFERENCE, XMLStreamConstants.DTD ->
                    throw new MalformedException("Entities are not allowed");
                case XMLStreamConstants.END_DOCUMENT -> throw new MalformedException("The document ends too early");
                default -> {
                    // Comments and processing instructions mean nothing.
                }
            }
        }
    }

    /** The text up to the end of the current element. */
    private String text() throws XMLStreamException {
        StringBuilder text = new StringBuilder();
        while (true) {
            switch (xml.next()) {
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE ->
                    text.append(xml.getText());
                case XMLStreamConstants.END_ELEMENT -> {
                    return text.toString();
                }
                case XMLStreamConstants.START_ELEMENT ->
                    throw new MalformedException("An element stands where only text may");
                case XMLStreamConstants.ENTITY_REFERENCE, XMLStreamConstants.DTD ->
                    throw new MalformedException("Entities are not allowed");
                case XMLStreamConstants.END_DOCUMENT -> throw new MalformedException("The document ends too early");
                default -> {
                    // Comments and processing instructions mean nothing.
                }
            }
        }
    }

    private void skip() throws XMLStreamException {
        int depth = 1;
        while (depth > 0) {
            int event = xml.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                depth++;
                if (depth > Decoding.MAXIMUM_DEPTH) {
                    throw new MalformedException(
                            "The document is nested deeper than " + Decoding.MAXIMUM_DEPTH + " levels");
                }
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                depth--;
            } else if (event == XMLStreamConstants.END_DOCUMENT) {
                throw new MalformedException("The document ends too early");
            }
        }
    }
}
