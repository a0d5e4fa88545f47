package dev.gust.wire.schema;

/** A list; its members are never null unless it is sparse. */
public final class ListSchema extends Schema {
    private final MemberSchema member;
    private final boolean sparse;

    public ListSchema(String name, MemberSchema member, boolean sparse, Constraint constraint, boolean sensitive) {
        super(Kind.LIST, name, constraint, sensitive);
        this.member = member;
        this.sparse = sparse;
    }

    public MemberSchema member() {
        return member;
    }

    public boolean sparse() {
        return sparse;
    }
}
