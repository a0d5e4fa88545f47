package dev.gust.services.ports.records;

import dev.gust.wire.operation.Operation;
import dev.gust.wire.schema.ListSchema;
import dev.gust.wire.schema.MemberSchema;
import dev.gust.wire.schema.Structure;
import dev.gust.wire.schema.StructureSchema;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes one record out of another with members of the same names: an answer out of a description, mostly. */
public final class ShapeCopy {
    private ShapeCopy() {}

    /** The operation's output with every member that the source has under the same name. */
    @SuppressWarnings("unchecked")
    public static <T extends Structure> T as(Operation<?, T> operation, Structure source) {
        return (T) merge(operation.output(), source, null);
    }

    /** As {@link #as}, with the members of {@code over} wherever it has them. */
    @SuppressWarnings("unchecked")
    public static <T extends Structure> T merged(Operation<?, T> operation, Structure source, Structure over) {
        return (T) merge(operation.output(), source, over);
    }

    /** Each source as an item of the output's list of this name. */
    @SuppressWarnings("unchecked")
    public static <T extends Structure> List<T> items(
            StructureSchema output, String list, List<? extends Structure> sources) {
        MemberSchema member = Objects.requireNonNull(output.member(list), list);
        StructureSchema item =
                (StructureSchema) ((ListSchema) member.target()).member().target();
        return sources.stream().map(source -> (T) merge(item, source, null)).toList();
    }

    private static Structure merge(StructureSchema schema, Structure source, @Nullable Structure over) {
        @Nullable Object[] values = new Object[schema.members().size()];
        for (MemberSchema member : schema.members()) {
            Object value = over == null ? null : value(over, member.name());
            if (value == null) {
                value = value(source, member.name());
            }
            if (value instanceof Structure nested
                    && member.target() instanceof StructureSchema target
                    && nested.shapeSchema() != target) {
                value = merge(target, nested, null);
            }
            values[member.index()] = value;
        }
        return schema.create(values);
    }

    private static @Nullable Object value(Structure structure, String name) {
        MemberSchema member = structure.shapeSchema().member(name);
        return member == null ? null : structure.memberValue(member.index());
    }
}
