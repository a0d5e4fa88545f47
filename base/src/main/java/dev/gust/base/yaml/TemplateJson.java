package dev.gust.base.yaml;

import dev.gust.base.json.JsonValue;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Short ways to write CloudFormation templates as JSON trees. */
public final class TemplateJson {
    private TemplateJson() {}

    public static JsonValue.Obj object() {
        return new JsonValue.Obj(Map.of());
    }

    public static JsonValue.Obj object(String name, JsonValue value) {
        return new JsonValue.Obj(Map.of(name, value));
    }

    /** Names and values in turns; a value is a JSON value or a text. */
    public static JsonValue.Obj object(Object... namesAndValues) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            members.put((String) namesAndValues[i], value(namesAndValues[i + 1]));
        }
        return new JsonValue.Obj(members);
    }

    private static JsonValue value(Object value) {
        return value instanceof JsonValue json ? json : JsonValue.of((String) value);
    }

    public static JsonValue.Array array(Object... values) {
        return JsonValue.array(Arrays.stream(values).map(TemplateJson::value).toList());
    }

    public static JsonValue.Array texts(List<String> values) {
        return JsonValue.array(values.stream().map(JsonValue::of).toList());
    }

    public static JsonValue ref(String name) {
        return object("Ref", JsonValue.of(name));
    }

    public static JsonValue attribute(String logicalId, String attribute) {
        return object("Fn::GetAtt", array(logicalId, attribute));
    }

    public static JsonValue sub(String text) {
        return object("Fn::Sub", JsonValue.of(text));
    }

    /** {@code Fn::Sub} with values of its own. */
    public static JsonValue sub(String text, JsonValue.Obj values) {
        return object("Fn::Sub", array(text, values));
    }

    public static JsonValue.Obj policy(JsonValue.Obj... statements) {
        return object("Version", "2012-10-17", "Statement", JsonValue.array(List.of(statements)));
    }
}
