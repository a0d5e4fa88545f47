package dev.gust.wire.schema;

/** A shape of a service's model. Immutable. */
public abstract sealed class Schema permits SimpleSchema, EnumSchema, ListSchema, MapSchema, StructureSchema {
    private final Kind kind;
    private final String name;
    private final Constraint constraint;
    private final boolean sensitive;

    Schema(Kind kind, String name, Constraint constraint, boolean sensitive) {
        this.kind = kind;
        this.name = name;
        this.constraint = constraint;
        this.sensitive = sensitive;
    }

    public final Kind kind() {
        return kind;
    }

    /** The shape's name in the model. */
    public final String name() {
        return name;
    }

    public final Constraint constraint() {
        return constraint;
    }

    /** Whether values must not show in logs and messages. */
    public final boolean sensitive() {
        return sensitive;
    }

    @Override
    public final String toString() {
        return name + ' ' + kind;
    }
}
