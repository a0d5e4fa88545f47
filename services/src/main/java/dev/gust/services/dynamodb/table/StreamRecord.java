package dev.gust.services.dynamodb.table;

import dev.gust.services.dynamodb.value.ItemSize;
import dev.gust.services.dynamodb.value.Value;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A change of an item as a stream tells it.
 *
 * @param oldImage the item before, where the stream's view shows it and there was one
 * @param newImage the item after, where the stream's view shows it and there is one
 * @param expired whether time to live removed the item
 */
public record StreamRecord(
        Kind kind,
        Instant at,
        Map<String, Value> keys,
        @Nullable Map<String, Value> oldImage,
        @Nullable Map<String, Value> newImage,
        boolean expired) {
    /** By the names that the API uses. */
    public enum Kind {
        INSERT(1),
        MODIFY(2),
        REMOVE(3);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        /** How it is stored. */
        int code() {
            return code;
        }

        static Kind ofCode(int code) {
            for (Kind kind : values()) {
                if (kind.code == code) {
                    return kind;
                }
            }
            throw new IllegalStateException("stored stream record of unknown event " + code);
        }
    }

    /** The bytes of the keys and of the images, as DynamoDB counts them. */
    public int size() {
        return ItemSize.of(keys)
                + (oldImage == null ? 0 : ItemSize.of(oldImage))
                + (newImage == null ? 0 : ItemSize.of(newImage));
    }
}
