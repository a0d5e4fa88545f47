package dev.gust.wire.protocol.xml;

import dev.gust.wire.codec.ScalarText;
import dev.gust.wire.schema.ListSchema;
import dev.gust.wire.schema.Location;
import dev.gust.wire.schema.MapSchema;
import dev.gust.wire.schema.MemberSchema;
import dev.gust.wire.schema.Structure;
import dev.gust.wire.schema.StructureSchema;
import dev.gust.wire.schema.TimestampFormat;
import dev.gust.wire.schema.XmlNamespace;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes shapes as XML. What is absent is left out. A structure's own namespace is declared by a root only. */
public final class XmlWriter {
    private final XmlText xml;

    public XmlWriter(XmlText xml) {
        this.xml = xml;
    }

    /** The structure as an element; the namespace is declared where one is given. */
    public void root(String element, @Nullable XmlNamespace namespace, Structure structure) {
        open(element, namespace, structure);
        members(structure);
        xml.close(element);
    }

    /** The members that stand in a document, without an element around them. */
    public void members(Structure structure) {
        membersBesides("", structure);
    }

    /** The same without one member, whose name's case does not matter: errors write their message in their own way. */
    public void membersBesides(String omitted, Structure structure) {
        StructureSchema schema = structure.shapeSchema();
        List<MemberSchema> members = schema.members();
        for (int i = 0; i < members.size(); i++) {
            MemberSchema member = members.get(i);
            if (member.location() != Location.BODY
                    || member.xmlAttribute()
                    || member.name().equalsIgnoreCase(omitted)) {
                continue;
            }
            Object value = structure.memberValue(i);
            if (value == null) {
                continue;
            }
            if (member.xmlText()) {
                xml.characters(ScalarText.of(member, value, TimestampFormat.DATE_TIME));
            } else {
                member(member, value);
            }
        }
    }

    private void member(MemberSchema member, Object value) {
        switch (member.target()) {
            case ListSchema list
            when member.flattened() -> {
                for (Object item : (List<?>) value) {
                    element(member.xmlName(), member.xmlNamespace(), list.member(), item);
                }
            }
            case MapSchema map when member.flattened() -> entries(map, member.xmlName(), (Map<?, ?>) value, member);
            default -> element(member.xmlName(), member.xmlNamespace(), member, value);
        }
    }

    private void element(String name, @Nullable XmlNamespace namespace, MemberSchema member, @Nullable Object value) {
        if (value == null) {
            xml.open(name).close(name);
            return;
        }
        switch (member.target()) {
            case StructureSchema ignored -> {
                Structure structure = (Structure) value;
                open(name, namespace, structure);
                members(structure);
                xml.close(name);
            }
            case ListSchema list -> {
                open(name, namespace, null);
                for (Object item : (List<?>) value) {
                    element(list.member().xmlName(), list.member().xmlNamespace(), list.member(), item);
                }
                xml.close(name);
            }
            case MapSchema map -> {
                open(name, namespace, null);
                entries(map, "entry", (Map<?, ?>) value, null);
                xml.close(name);
            }
            default -> {
                open(name, namespace == null ? member.xmlNamespace() : namespace, null);
                xml.characters(ScalarText.of(member, value, TimestampFormat.DATE_TIME));
                xml.close(name);
            }
        }
    }

    private void entries(MapSchema map, String name, Map<?, ?> entries, @Nullable MemberSchema flattened) {
        for (Map.Entry<?, ?> entry : entries.entrySet()) {
            open(name, flattened == null ? null : flattened.xmlNamespace(), null);
            element(map.key().xmlName(), map.key().xmlNamespace(), map.key(), entry.getKey());
            element(map.value().xmlName(), map.value().xmlNamespace(), map.value(), entry.getValue());
            xml.close(name);
        }
    }

    private void open(String name, @Nullable XmlNamespace namespace, @Nullable Structure structure) {
        xml.openWithAttributes(name);
        if (namespace != null) {
            String prefix = namespace.prefix();
            xml.attribute(prefix.isEmpty() ? "xmlns" : "xmlns:" + prefix, namespace.uri());
        }
        if (structure != null) {
            for (MemberSchema member : structure.shapeSchema().members()) {
                Object value = member.xmlAttribute() ? structure.memberValue(member.index()) : null;
                if (value != null) {
                    xml.attribute(member.xmlName(), ScalarText.of(member, value, TimestampFormat.DATE_TIME));
                }
            }
        }
        xml.endAttributes();
    }
}
