package dev.gust.wire.schema;

import org.jspecify.annotations.Nullable;

/** A shape without parts. */
public final class SimpleSchema extends Schema {
    private final @Nullable TimestampFormat timestampFormat;

    public SimpleSchema(
            Kind kind,
            String name,
            Constraint constraint,
            boolean sensitive,
            @Nullable TimestampFormat timestampFormat) {
        super(kind, name, constraint, sensitive);
        this.timestampFormat = timestampFormat;
    }

    public @Nullable TimestampFormat timestampFormat() {
        return timestampFormat;
    }
}
