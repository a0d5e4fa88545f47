package dev.gust.functions.telemetry;

import dev.gust.base.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * Something that happened in an environment.
 *
 * @param structured the record as it is since schema 2022-12-13, where that is another: a line that is JSON, as an object
 */
public record TelemetryEvent(
        Instant time, String type, Category category, JsonValue record, Optional<JsonValue> structured) {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    /** What extensions subscribe to. */
    public enum Category {
        PLATFORM("platform", "Platform"),
        FUNCTION("function", "Function"),
        EXTENSION("extension", "Extension");

        private final String word;
        private final String title;

        Category(String word, String title) {
            this.word = word;
            this.title = title;
        }

        public String word() {
            return word;
        }

        /** As logs name it. */
        public String title() {
            return title;
        }

        static Optional<Category> of(String word) {
            for (Category category : values()) {
                if (category.word.equals(word)) {
                    return Optional.of(category);
                }
            }
            return Optional.empty();
        }
    }

    public static TelemetryEvent platform(Instant time, String type, JsonValue record) {
        return new TelemetryEvent(time, "platform." + type, Category.PLATFORM, record, Optional.empty());
    }

    /** A line of output. */
    public static TelemetryEvent line(Instant time, Category category, String text, Optional<JsonValue> structured) {
        return new TelemetryEvent(time, category.word(), category, JsonValue.of(text), structured);
    }

    public static String text(Instant time) {
        return TIME.format(time);
    }

    byte[] encoded(boolean withStructure) {
        JsonValue chosen = withStructure ? structured.orElse(record) : record;
        return ("{\"time\":\"" + text(time) + "\",\"type\":\"" + type + "\",\"record\":" + chosen.toJson() + '}')
                .getBytes(StandardCharsets.UTF_8);
    }

    /** About what it holds in memory. */
    int size() {
        return 200 + (record instanceof JsonValue.Str text ? text.value().length() : 0);
    }
}
