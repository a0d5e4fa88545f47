package dev.gust.services.cloudformation.template;

import dev.gust.base.json.JsonValue;
import dev.gust.base.yaml.Document;
import dev.gust.base.yaml.DocumentSyntaxException;
import java.util.ArrayList;
import java.util.List;

/** The text of a template, JSON or YAML, as a tree whose root is an object. */
public final class TemplateText {
    /** AWS's limit for a template in S3; the one for a template in the request is lower. */
    public static final int MAXIMUM_BYTES = 1_000_000;

    private TemplateText() {}

    public static Document read(String text) {
        boolean json = text.stripLeading().startsWith("{");
        Document document;
        try {
            document = json ? Document.ofJson(text) : Document.ofYaml(text);
        } catch (DocumentSyntaxException e) {
            throw new TemplateException("Template format error: " + (json ? "JSON" : "YAML") + " not well-formed. ("
                    + e.position() + "): " + e.problem());
        }
        if (!(document.root() instanceof JsonValue.Obj)) {
            throw new TemplateException("Template format error: unsupported structure.");
        }
        return document;
    }

    /** The transforms that the template asks for, in order. */
    public static List<String> transforms(Document document) {
        JsonValue transform = ((JsonValue.Obj) document.root()).members().get("Transform");
        List<JsonValue> items = transform instanceof JsonValue.Array(List<JsonValue> several)
                ? several
                : transform == null ? List.of() : List.of(transform);
        List<String> names = new ArrayList<>();
        for (JsonValue item : items) {
            if (!(item instanceof JsonValue.Str(String name))) {
                throw new TemplateException(
                        "Template format error: a transform with parameters (such as AWS::Include) is"
                                + " not supported by Gust"
                                + document.positions().suffix(item));
            }
            names.add(name);
        }
        return List.copyOf(names);
    }
}
