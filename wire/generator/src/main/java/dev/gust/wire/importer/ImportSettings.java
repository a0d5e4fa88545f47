package dev.gust.wire.importer;

import dev.gust.base.json.JsonSyntaxException;
import dev.gust.base.json.JsonText;
import dev.gust.base.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What the project wants of a service's model, and where it says more than AWS's file does: {@code
 * wire/models/import/ID.json}.
 *
 * <p>{@code operations} lists patterns, of which the last that fits decides; a minus excludes. {@code service} adds to or
 * replaces what the compact model says about the service, {@code shapes} and {@code members} what it says about a shape or
 * a member. {@code openEnums} names the enums whose values may be ones that no model lists.
 */
record ImportSettings(JsonValue.Obj document) {
    private static final Set<String> KNOWN =
            Set.of("source", "service", "operations", "openEnums", "unions", "rename", "shapes", "members", "errors");

    static ImportSettings read(Path file) throws IOException, JsonSyntaxException {
        try {
            return parse(Files.readString(file));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    static ImportSettings parse(String text) throws JsonSyntaxException {
        JsonValue value = JsonText.parse(text);
        if (!(value instanceof JsonValue.Obj document)) {
            throw new IllegalArgumentException("no JSON object");
        }
        for (String name : document.members().keySet()) {
            if (!KNOWN.contains(name)) {
                throw new IllegalArgumentException("an unknown setting, " + name);
            }
        }
        return new ImportSettings(document);
    }

    /** The folder that holds the service's models at their source. */
    String source() {
        return document.string("source").orElseThrow();
    }

    JsonValue.Obj section(String name) {
        return document.get(name)
                .map(value -> (JsonValue.Obj) value)
                .orElseGet(() -> new JsonValue.Obj(java.util.Map.of()));
    }

    boolean keeps(String operation) {
        return decides("operations", operation);
    }

    boolean isOpen(String enumeration) {
        return decides("openEnums", enumeration);
    }

    boolean isUnion(String shape) {
        return decides("unions", shape);
    }

    private boolean decides(String list, String name) {
        boolean kept = false;
        for (String entry : texts(list)) {
            boolean excludes = entry.startsWith("-");
            String pattern = excludes ? entry.substring(1) : entry;
            if (Pattern.matches(pattern.replace("*", ".*"), name)) {
                kept = !excludes;
            }
        }
        return kept;
    }

    private List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        if (document.get(name).orElse(null) instanceof JsonValue.Array array) {
            for (JsonValue item : array.items()) {
                texts.add(((JsonValue.Str) item).value());
            }
        }
        return texts;
    }
}
