package dev.gust.wire.schema;

/** A map from text; its values are never null unless it is sparse. */
public final class MapSchema extends Schema {
    private final MemberSchema key;
    private final MemberSchema value;
    private final boolean sparse;

    public MapSchema(
            String name,
            MemberSchema key,
            MemberSchema value,
            boolean sparse,
            Constraint constraint,
            boolean sensitive) {
        super(Kind.MAP, name, constraint, sensitive);
        this.key = key;
        this.value = value;
        this.sparse = sparse;
    }

    public MemberSchema key() {
        return key;
    }

    public MemberSchema value() {
        return value;
    }

    public boolean sparse() {
        return sparse;
    }
}
