package dev.gust.wire.schema;

import org.jspecify.annotations.Nullable;

/**
 * The shapes of one service. Generated tables say what each shape looks like and how to make one; a schema is built
 * when it is first asked for, so that a service costs nothing until it is called and little after that.
 */
public abstract class ShapeTable {
    private final @Nullable Schema[] schemas;

    /** A table of so many shapes, of which the last is always the streamed body. */
    protected ShapeTable(int size) {
        this.schemas = new Schema[size];
        this.schemas[size - 1] = simple(Kind.PAYLOAD, "payload");
    }

    /** The schema with this number. */
    public final Schema schema(int id) {
        // A race is harmless: both describe the same shape, and all that a schema holds is final.
        Schema known = schemas[id];
        if (known == null) {
            known = describe(id);
            schemas[id] = known;
        }
        return known;
    }

    public final StructureSchema structureSchema(int id) {
        return (StructureSchema) schema(id);
    }

    /** Says what a shape looks like. */
    protected abstract Schema describe(int id);

    /** Makes a record, or an error. */
    protected abstract Structure structure(int id, @Nullable Object[] values);

    /** Makes a variant of a union. */
    protected abstract Union union(int id, int member, Object value);

    protected static Schema simple(Kind kind, String name) {
        return new SimpleSchema(kind, name, Constraint.NONE, false, null);
    }

    protected static Schema simple(
            Kind kind,
            String name,
            @Nullable Number minimum,
            @Nullable Number maximum,
            @Nullable String pattern,
            boolean sensitive) {
        return new SimpleSchema(kind, name, constraint(minimum, maximum, pattern), sensitive, null);
    }

    protected static Schema timestamp(String name, TimestampFormat format) {
        return new SimpleSchema(Kind.TIMESTAMP, name, Constraint.NONE, false, format);
    }

    protected static Schema enumeration(String name, WireEnum[] values, boolean sensitive) {
        return new EnumSchema(name, values, Constraint.NONE, sensitive);
    }

    protected final Schema list(
            String name,
            MemberSchema.Builder member,
            boolean sparse,
            @Nullable Number minimum,
            @Nullable Number maximum,
            boolean sensitive) {
        return new ListSchema(name, member.build(this, 0), sparse, constraint(minimum, maximum, null), sensitive);
    }

    protected final Schema map(
            String name,
            MemberSchema.Builder key,
            MemberSchema.Builder value,
            boolean sparse,
            @Nullable Number minimum,
            @Nullable Number maximum,
            boolean sensitive) {
        Constraint constraint = constraint(minimum, maximum, null);
        return new MapSchema(name, key.build(this, 0), value.build(this, 1), sparse, constraint, sensitive);
    }

    protected static MemberSchema.Builder member(String name, int targetId) {
        return new MemberSchema.Builder(name, targetId);
    }

    protected static StructureSchema.Builder structure(String name) {
        return new StructureSchema.Builder(Kind.STRUCTURE, name);
    }

    protected static StructureSchema.Builder union(String name) {
        return new StructureSchema.Builder(Kind.UNION, name);
    }

    /** A union whose values come one after the other. */
    protected static StructureSchema.Builder eventStream(String name) {
        return new StructureSchema.Builder(Kind.EVENT_STREAM, name);
    }

    protected final Schema with(int id, StructureSchema.Builder structure, MemberSchema.Builder... members) {
        MemberSchema[] built = new MemberSchema[members.length];
        for (int i = 0; i < members.length; i++) {
            built[i] = members[i].build(this, i);
        }
        structure.members(built);
        return new StructureSchema(this, id, structure);
    }

    private static Constraint constraint(@Nullable Number minimum, @Nullable Number maximum, @Nullable String pattern) {
        return minimum == null && maximum == null && pattern == null
                ? Constraint.NONE
                : new Constraint(minimum, maximum, pattern);
    }
}
