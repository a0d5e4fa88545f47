package dev.gust.services.dynamodb.table;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A table's stream, on or off.
 *
 * @param id where its records are
 * @param label the last part of the stream's ARN
 * @param closed when it was turned off; its records stay readable until they are trimmed
 */
public record StreamSettings(
        String id,
        String label,
        View view,
        Instant created,
        @Nullable Instant closed) {
    /** What a record shows of the item, by the names that the API uses. */
    public enum View {
        NEW_IMAGE,
        OLD_IMAGE,
        NEW_AND_OLD_IMAGES,
        KEYS_ONLY;

        public boolean showsNew() {
            return this == NEW_IMAGE || this == NEW_AND_OLD_IMAGES;
        }

        public boolean showsOld() {
            return this == OLD_IMAGE || this == NEW_AND_OLD_IMAGES;
        }
    }

    public boolean isEnabled() {
        return closed == null;
    }
}
