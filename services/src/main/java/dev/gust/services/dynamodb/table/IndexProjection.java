package dev.gust.services.dynamodb.table;

import java.util.List;

/** Which attributes an index keeps besides its keys and the table's. */
public record IndexProjection(Kind kind, List<String> attributes) {
    /** By the names that the API uses. */
    public enum Kind {
        ALL,
        KEYS_ONLY,
        INCLUDE
    }

    public IndexProjection {
        attributes = List.copyOf(attributes);
    }
}
