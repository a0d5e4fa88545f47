package dev.gust.wire.schema;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What generated builders and errors have in common. */
public final class Built {
    private Built() {}

    /** The values of a structure, in the order of its members. */
    public static @Nullable Object[] values(Structure structure) {
        List<MemberSchema> members = structure.shapeSchema().members();
        @Nullable Object[] values = new Object[members.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = structure.memberValue(i);
        }
        return values;
    }

    /** Refuses a record without a required member: whoever built it forgot one. */
    public static void check(StructureSchema schema, @Nullable Object[] values) {
        for (MemberSchema member : schema.members()) {
            if (member.required() && values[member.index()] == null) {
                throw new IllegalStateException(schema.name() + " was built without its member " + member.name());
            }
        }
    }

    /** An error's message. */
    public static String message(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }
}
