package dev.gust.services.cloudformation.sam;

import dev.gust.base.json.JsonValue;
import dev.gust.services.cloudformation.template.TemplateException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The Globals section: what all resources of a type have in common. */
record Globals(Map<String, JsonValue.Obj> byType) {
    private static final String PREFIX = "AWS::Serverless::";
    private static final List<String> SECTIONS = List.of("Api", "Function", "HttpApi", "LayerVersion", "SimpleTable");

    static Globals of(JsonValue.Obj template) {
        Map<String, JsonValue.Obj> byType = new LinkedHashMap<>();
        JsonValue section = template.members().get("Globals");
        if (section == null) {
            return new Globals(byType);
        }
        if (!(section instanceof JsonValue.Obj globals)) {
            throw wrong("It must be a non-empty dictionary.");
        }
        globals.members().forEach((name, value) -> {
            if (!SECTIONS.contains(name)) {
                throw wrong("'" + name + "' is not supported. Must be one of the following values - " + SECTIONS);
            }
            if (!(value instanceof JsonValue.Obj properties)) {
                throw wrong("Value of " + name + " must be a dictionary.");
            }
            byType.put(PREFIX + name, properties);
        });
        return new Globals(byType);
    }

    private static TemplateException wrong(String problem) {
        return new TemplateException("Invalid Serverless Application Specification document. Number of errors found: 1."
                + " 'Globals' section is invalid. " + problem);
    }

    /** The properties of a resource with those of its type: maps are merged, lists joined, other values are its own. */
    JsonValue.Obj merge(String type, JsonValue.Obj properties) {
        JsonValue.Obj global = byType.get(type);
        return global == null ? properties : merge(global, properties);
    }

    private static JsonValue.Obj merge(JsonValue.Obj global, JsonValue.Obj own) {
        Map<String, JsonValue> merged = new LinkedHashMap<>(global.members());
        own.members().forEach((name, value) -> {
            JsonValue common = merged.get(name);
            merged.put(name, common == null ? value : merge(common, value));
        });
        return new JsonValue.Obj(merged);
    }

    private static JsonValue merge(JsonValue global, JsonValue own) {
        if (global instanceof JsonValue.Obj left
                && own instanceof JsonValue.Obj right
                && !isFunction(left)
                && !isFunction(right)) {
            return merge(left, right);
        }
        if (global instanceof JsonValue.Array(var left) && own instanceof JsonValue.Array(var right)) {
            List<JsonValue> joined = new ArrayList<>(left);
            joined.addAll(right);
            return new JsonValue.Array(joined);
        }
        return own;
    }

    private static boolean isFunction(JsonValue.Obj object) {
        return object.members().size() == 1
                && object.members().keySet().stream().allMatch(name -> name.equals("Ref") || name.startsWith("Fn::"));
    }
}
