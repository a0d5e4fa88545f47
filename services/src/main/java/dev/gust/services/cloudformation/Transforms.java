package dev.gust.services.cloudformation;

import dev.gust.base.yaml.Document;
import dev.gust.services.cloudformation.template.TemplateException;
import dev.gust.services.cloudformation.template.TemplateText;
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
        throw new TemplateException("Gust does not support the transforms " + names + " yet.");
    }
}
