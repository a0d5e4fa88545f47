package dev.gust.services.cloudformation;

import dev.gust.base.json.JsonValue;
import dev.gust.base.yaml.Document;
import dev.gust.services.cloudformation.sam.ServerlessTransform;
import dev.gust.services.cloudformation.template.Scalars;
import dev.gust.services.cloudformation.template.TemplateException;
import dev.gust.services.cloudformation.template.TemplateText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Applies the transforms that a template asks for. */
final class Transforms {
    static final String SERVERLESS = "AWS::Serverless-2016-10-31";

    private Transforms() {}

    static List<String> named(String template) {
        return TemplateText.transforms(TemplateText.read(template));
    }

    /** The text after its transforms; the same text where it asks for none. */
    static String process(String template, Map<String, String> parameters) {
        Document document = TemplateText.read(template);
        List<String> names = TemplateText.transforms(document);
        if (names.isEmpty()) {
            return template;
        }
        if (!names.equals(List.of(SERVERLESS))) {
            throw new TemplateException(
                    "Gust supports the transform " + SERVERLESS + " only, and the template asks for " + names + ".");
        }
        return ServerlessTransform.apply(document, withDefaults(document, parameters))
                .toJson();
    }

    private static Map<String, String> withDefaults(Document document, Map<String, String> given) {
        Map<String, String> values = new LinkedHashMap<>();
        ((JsonValue.Obj) document.root()).get("Parameters").ifPresent(section -> {
            if (section instanceof JsonValue.Obj parameters) {
                parameters.members().forEach((name, parameter) -> {
                    if (parameter instanceof JsonValue.Obj declared) {
                        declared.get("Default").flatMap(Scalars::text).ifPresent(text -> values.put(name, text));
                    }
                });
            }
        });
        values.putAll(given);
        return values;
    }
}
