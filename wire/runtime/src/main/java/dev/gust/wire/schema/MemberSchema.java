package dev.gust.wire.schema;

import org.jspecify.annotations.Nullable;

/**
 * A member of a structure or union, the member of a list, or the key or value of a map. The target is looked up on
 * first use, since shapes refer to one another in circles.
 */
public final class MemberSchema {
    private final ShapeTable shapes;
    private final int index;
    private final int targetId;
    private final String name;
    private final String jsonName;
    private final String xmlName;
    private final boolean hasXmlName;
    private final boolean required;
    private final Location location;
    private final String locationName;
    private final boolean flattened;
    private final boolean xmlAttribute;
    private final boolean xmlText;
    private final boolean sensitive;
    private final @Nullable XmlNamespace xmlNamespace;
    private final @Nullable TimestampFormat timestampFormat;
    private final EventPart eventPart;
    private @Nullable Schema target;

    private MemberSchema(ShapeTable shapes, int index, Builder traits) {
        this.shapes = shapes;
        this.index = index;
        this.targetId = traits.targetId;
        this.name = traits.name;
        this.jsonName = traits.jsonName;
        this.xmlName = traits.xmlName;
        this.hasXmlName = traits.hasXmlName;
        this.required = traits.required;
        this.location = traits.location;
        this.locationName = traits.locationName;
        this.flattened = traits.flattened;
        this.xmlAttribute = traits.xmlAttribute;
        this.xmlText = traits.xmlText;
        this.sensitive = traits.sensitive;
        this.xmlNamespace = traits.xmlNamespace;
        this.timestampFormat = traits.timestampFormat;
        this.eventPart = traits.eventPart;
    }

    /** The shape of the value. */
    public Schema target() {
        // A race is harmless: both find the same schema, whose fields are final.
        Schema known = target;
        if (known == null) {
            known = shapes.schema(targetId);
            target = known;
        }
        return known;
    }

    /** The position among the members of the structure. */
    public int index() {
        return index;
    }

    /** The name in the model. */
    public String name() {
        return name;
    }

    /** The name in JSON documents. */
    public String jsonName() {
        return jsonName;
    }

    /** The name of the element or attribute in XML, and of the part of the key in a query. */
    public String xmlName() {
        return xmlName;
    }

    /** Whether the model gives the member a name in XML, rather than it being its name in the model. */
    public boolean hasXmlName() {
        return hasXmlName;
    }

    public boolean required() {
        return required;
    }

    public Location location() {
        return location;
    }

    /** The header, prefix, query parameter or label that holds the member. */
    public String locationName() {
        return locationName;
    }

    /** Whether a list or map stands in XML and queries without an element around it. */
    public boolean flattened() {
        return flattened;
    }

    public boolean xmlAttribute() {
        return xmlAttribute;
    }

    /** Whether the value stands as text right inside its structure's element, as in S3's LocationConstraint. */
    public boolean xmlText() {
        return xmlText;
    }

    public @Nullable XmlNamespace xmlNamespace() {
        return xmlNamespace;
    }

    /** Whether the value must not show in logs and messages. */
    public boolean sensitive() {
        return sensitive || target().sensitive();
    }

    /** The format of a timestamp: the member's own, its shape's, or else the protocol's usual one. */
    public TimestampFormat timestampFormat(TimestampFormat usual) {
        if (timestampFormat != null) {
            return timestampFormat;
        }
        TimestampFormat ofShape = target() instanceof SimpleSchema simple ? simple.timestampFormat() : null;
        return ofShape == null ? usual : ofShape;
    }

    /** Where in an event the member stands, when the structure is an event of a stream. */
    public EventPart eventPart() {
        return eventPart;
    }

    @Override
    public String toString() {
        return name;
    }

    /** What a model says about a member; the generated tables build members with it. */
    public static final class Builder {
        private final String name;
        private final int targetId;
        private String jsonName;
        private String xmlName;
        private boolean hasXmlName;
        private boolean required;
        private Location location = Location.BODY;
        private String locationName;
        private boolean flattened;
        private boolean xmlAttribute;
        private boolean xmlText;
        private boolean sensitive;
        private @Nullable XmlNamespace xmlNamespace;
        private @Nullable TimestampFormat timestampFormat;
        private EventPart eventPart = EventPart.DOCUMENT;

        Builder(String name, int targetId) {
            this.name = name;
            this.targetId = targetId;
            this.jsonName = name;
            this.xmlName = name;
            this.locationName = name;
        }

        public Builder required() {
            this.required = true;
            return this;
        }

        public Builder json(String wireName) {
            this.jsonName = wireName;
            return this;
        }

        public Builder xml(String wireName) {
            this.xmlName = wireName;
            this.hasXmlName = true;
            return this;
        }

        public Builder at(Location where, String by) {
            this.location = where;
            this.locationName = by;
            return this;
        }

        public Builder flattened() {
            this.flattened = true;
            return this;
        }

        public Builder xmlAttribute() {
            this.xmlAttribute = true;
            return this;
        }

        public Builder xmlText() {
            this.xmlText = true;
            return this;
        }

        public Builder sensitive() {
            this.sensitive = true;
            return this;
        }

        public Builder namespace(String prefix, String uri) {
            this.xmlNamespace = new XmlNamespace(prefix, uri);
            return this;
        }

        public Builder timestamp(TimestampFormat format) {
            this.timestampFormat = format;
            return this;
        }

        public Builder event(EventPart part) {
            this.eventPart = part;
            return this;
        }

        MemberSchema build(ShapeTable shapes, int index) {
            return new MemberSchema(shapes, index, this);
        }
    }
}
