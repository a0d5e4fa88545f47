package dev.gust.wire.schema;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A structure, or a union, whose values have exactly one member set. */
public final class StructureSchema extends Schema {
    private final ShapeTable shapes;
    private final int id;
    private final List<MemberSchema> members;
    private final MemberNames byJsonName;
    private final MemberNames byXmlName;
    private final MemberNames byName;
    private final String xmlName;
    private final @Nullable XmlNamespace xmlNamespace;

    StructureSchema(ShapeTable shapes, int id, Builder traits) {
        super(traits.kind, traits.name, Constraint.NONE, traits.sensitive);
        this.shapes = shapes;
        this.id = id;
        this.members = List.of(traits.members);
        this.byName = new MemberNames(members, MemberSchema::name);
        this.byJsonName = sameNames(MemberSchema::jsonName);
        this.byXmlName = sameNames(MemberSchema::xmlName);
        this.xmlName = traits.xmlName;
        this.xmlNamespace = traits.xmlNamespace;
    }

    private MemberNames sameNames(Function<MemberSchema, String> wireName) {
        for (MemberSchema member : members) {
            if (!wireName.apply(member).equals(member.name())) {
                return new MemberNames(members, wireName);
            }
        }
        return byName;
    }

    public List<MemberSchema> members() {
        return members;
    }

    /** The member with this name in the model, or null. */
    public @Nullable MemberSchema member(String name) {
        return byName.find(name);
    }

    /** The member with this name in JSON documents, or null. */
    public @Nullable MemberSchema jsonMember(String wireName) {
        return byJsonName.find(wireName);
    }

    /** The member with this name in XML documents and queries, or null. */
    public @Nullable MemberSchema xmlMember(String wireName) {
        return byXmlName.find(wireName);
    }

    /** The name of the element when the structure is a document's root. */
    public String xmlName() {
        return xmlName;
    }

    public @Nullable XmlNamespace xmlNamespace() {
        return xmlNamespace;
    }

    /** The record with these values, which are in the order of the members; null is absent. */
    public Structure create(@Nullable Object[] values) {
        return shapes.structure(id, values);
    }

    /** The union with this member set. */
    public Union createUnion(MemberSchema member, Object value) {
        return shapes.union(id, member.index(), value);
    }

    /** What a model says about a structure; the generated tables build structures with it. */
    public static final class Builder {
        private final Kind kind;
        private final String name;
        private String xmlName;
        private boolean sensitive;
        private @Nullable XmlNamespace xmlNamespace;
        private MemberSchema[] members = {};

        Builder(Kind kind, String name) {
            this.kind = kind;
            this.name = name;
            this.xmlName = name;
        }

        public Builder xml(String rootName) {
            this.xmlName = rootName;
            return this;
        }

        public Builder namespace(String prefix, String uri) {
            this.xmlNamespace = new XmlNamespace(prefix, uri);
            return this;
        }

        public Builder sensitive() {
            this.sensitive = true;
            return this;
        }

        void members(MemberSchema[] all) {
            this.members = all;
        }
    }
}
