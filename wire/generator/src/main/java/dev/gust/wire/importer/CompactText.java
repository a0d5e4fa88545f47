package dev.gust.wire.importer;

import dev.gust.base.json.JsonValue;
import java.util.Map;

/** Writes a compact model with one operation or shape to a line, so that a change shows as the lines it concerns. */
public final class CompactText {
    private CompactText() {}

    public static String write(JsonValue.Obj model) {
        StringBuilder text = new StringBuilder("{\n");
        String separator = "";
        for (Map.Entry<String, JsonValue> section : model.members().entrySet()) {
            text.append(separator)
                    .append(JsonValue.of(section.getKey()).toJson())
                    .append(": ");
            separator = ",\n";
            switch (section.getKey()) {
                case "operations", "shapes" -> lines(text, (JsonValue.Obj) section.getValue());
                default -> text.append(section.getValue().toJson());
            }
        }
        return text.append("\n}\n").toString();
    }

    private static void lines(StringBuilder text, JsonValue.Obj entries) {
        text.append('{');
        String separator = "\n";
        for (Map.Entry<String, JsonValue> entry : entries.members().entrySet()) {
            text.append(separator).append(JsonValue.of(entry.getKey()).toJson()).append(": ");
            text.append(entry.getValue().toJson());
            separator = ",\n";
        }
        text.append("\n}");
    }
}
