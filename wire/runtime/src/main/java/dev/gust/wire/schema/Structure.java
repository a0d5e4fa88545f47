package dev.gust.wire.schema;

import org.jspecify.annotations.Nullable;

/** A generated record or error: values in the order of the schema's members. */
public interface Structure {
    StructureSchema shapeSchema();

    /** The value of a member; null when absent. A collection that is absent is null here as well. */
    @Nullable
    Object memberValue(int index);
}
