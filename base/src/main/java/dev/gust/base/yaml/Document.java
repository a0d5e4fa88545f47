package dev.gust.base.yaml;

import dev.gust.base.json.JsonValue;

/** A text that was read, and where its values stand. */
public record Document(JsonValue root, Positions positions) {
    /** Reads JSON. */
    public static Document ofJson(String text) throws DocumentSyntaxException {
        return PositionedJson.read(text);
    }

    /** Reads YAML 1.2 without anchors and aliases, with CloudFormation's short forms such as {@code !Ref}. */
    public static Document ofYaml(String text) throws DocumentSyntaxException {
        return new YamlReader(text, false).read();
    }

    /** The same with anchors, aliases and merge keys, bounded in how far they may expand. */
    public static Document ofYamlWithAliases(String text) throws DocumentSyntaxException {
        return new YamlReader(text, true).read();
    }

    /** The same without places: for what was made of a text, and stands nowhere in it. */
    public Document withoutPositions() {
        return new Document(root, new Positions());
    }
}
