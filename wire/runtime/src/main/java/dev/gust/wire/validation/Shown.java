package dev.gust.wire.validation;

import dev.gust.wire.schema.Blob;
import dev.gust.wire.schema.Structure;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values as AWS shows them in messages. */
final class Shown {
    private static final int LONGEST = 2_000;

    private Shown() {}

    static @Nullable String text(@Nullable Object value) {
        if (value == null) {
            return null;
        }
        StringBuilder text = new StringBuilder();
        append(text, value);
        return text.length() <= LONGEST ? text.toString() : text.substring(0, LONGEST) + "...";
    }

    private static void append(StringBuilder text, @Nullable Object value) {
        if (text.length() > LONGEST) {
            return;
        }
        switch (value) {
            case null -> text.append("null");
            case Collection<?> items -> {
                text.append('[');
                String separator = "";
                for (Object item : items) {
                    text.append(separator);
                    append(text, item);
                    separator = ", ";
                }
                text.append(']');
            }
            case Map<?, ?> entries -> {
                text.append('{');
                String separator = "";
                for (Map.Entry<?, ?> entry : entries.entrySet()) {
                    text.append(separator).append(entry.getKey()).append('=');
                    append(text, entry.getValue());
                    separator = ", ";
                }
                text.append('}');
            }
            case Structure structure ->
                text.append(structure.shapeSchema().name()).append("()");
            case Blob blob ->
                text.append("java.nio.HeapByteBuffer[pos=0 lim=")
                        .append(blob.size())
                        .append(" cap=")
                        .append(blob.size())
                        .append(']');
            default -> text.append(value);
        }
    }
}
