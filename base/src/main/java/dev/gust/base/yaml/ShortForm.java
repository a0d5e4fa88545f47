package dev.gust.base.yaml;

import dev.gust.base.json.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** CloudFormation's YAML tags: {@code !Ref x} is {@code Ref: x}, {@code !Sub x} is {@code Fn::Sub: x}. */
final class ShortForm {
    private static final Set<String> WITHOUT_PREFIX = Set.of("Ref", "Condition");
    private static final Set<String> WITH_PREFIX = Set.of(
            "And",
            "Base64",
            "Cidr",
            "Contains",
            "EachMemberEquals",
            "EachMemberIn",
            "Equals",
            "FindInMap",
            "GetAtt",
            "GetAZs",
            "If",
            "ImportValue",
            "Join",
            "Length",
            "Not",
            "Or",
            "RefAll",
            "Select",
            "Split",
            "Sub",
            "ToJsonString",
            "Transform",
            "ValueOf",
            "ValueOfAll");

    private ShortForm() {}

    /** The long form's name for a tag, if it is one of CloudFormation's. */
    static Optional<String> function(String tag) {
        if (!tag.startsWith("!")) {
            return Optional.empty();
        }
        String name = tag.substring(1);
        if (WITHOUT_PREFIX.contains(name)) {
            return Optional.of(name);
        }
        return WITH_PREFIX.contains(name) ? Optional.of("Fn::" + name) : Optional.empty();
    }

    static JsonValue expand(String function, JsonValue argument) {
        if (function.equals("Fn::GetAtt") && argument instanceof JsonValue.Str(String text)) {
            // The logical id ends at the first dot; the attribute keeps its own dots.
            int dot = text.indexOf('.');
            if (dot > 0) {
                argument = JsonValue.array(
                        List.of(JsonValue.of(text.substring(0, dot)), JsonValue.of(text.substring(dot + 1))));
            }
        }
        return new JsonValue.Obj(Map.of(function, argument));
    }
}
