package dev.gust.wire.schema;

import org.jspecify.annotations.Nullable;

/** A generated sealed interface: exactly one of the schema's members is set. */
public interface Union extends Structure {
    /** Which member is set. */
    int memberIndex();

    /** The member's value. */
    Object unionValue();

    @Override
    default @Nullable Object memberValue(int index) {
        return index == memberIndex() ? unionValue() : null;
    }
}
