package dev.gust.services.cloudformation.template;

import dev.gust.base.json.JsonValue;
import dev.gust.base.yaml.Positions;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the Parameters block. */
final class ParameterReader {
    private static final Set<String> MEMBERS = Set.of(
            "AllowedPattern",
            "AllowedValues",
            "ConstraintDescription",
            "Default",
            "Description",
            "MaxLength",
            "MaxValue",
            "MinLength",
            "MinValue",
            "NoEcho",
            "Type");

    private final Positions positions;

    ParameterReader(Positions positions) {
        this.positions = positions;
    }

    Map<String, TemplateParameter> read(JsonValue.Obj section) {
        Map<String, TemplateParameter> parameters = new LinkedHashMap<>();
        section.members().forEach((name, value) -> parameters.put(name, parameter(name, value)));
        return parameters;
    }

    private TemplateParameter parameter(String name, JsonValue value) {
        if (!name.matches("[A-Za-z0-9]{1,255}")) {
            throw wrong(value, "Template format error: Parameter name " + name + " is non alphanumeric.");
        }
        String path = "[/Parameters/" + name + "]";
        if (!(value instanceof JsonValue.Obj parameter)) {
            throw wrong(value, "Template format error: " + path + " Every Parameters member must be an object.");
        }
        parameter.members().forEach((member, at) -> {
            if (!MEMBERS.contains(member)) {
                throw wrong(at, "Invalid template parameter property '" + member + "'");
            }
        });
        String typeText = parameter
                .string("Type")
                .orElseThrow(() -> wrong(
                        value,
                        "Template format error: " + path + " Every Parameters object must contain a Type member."));
        return new TemplateParameter(
                name,
                type(typeText, parameter, path),
                typeText,
                scalar(parameter, "Default"),
                scalar(parameter, "NoEcho").map("true"::equalsIgnoreCase).orElse(false),
                scalar(parameter, "Description"),
                constraints(parameter, path));
    }

    private TemplateParameter.Type type(String text, JsonValue.Obj parameter, String path) {
        return switch (text) {
            case "String", "AWS::SSM::Parameter::Name" -> TemplateParameter.Type.TEXT;
            case "Number" -> TemplateParameter.Type.NUMBER;
            case "List<Number>" -> TemplateParameter.Type.NUMBERS;
            case "CommaDelimitedList", "List<String>" -> TemplateParameter.Type.TEXTS;
            default -> {
                JsonValue at = parameter.members().get("Type");
                boolean known = text.startsWith("AWS::") || text.startsWith("List<AWS::");
                throw wrong(
                        at == null ? parameter : at,
                        known
                                ? "Template format error: " + path + " parameters of type " + text
                                        + " are not supported by Gust yet"
                                : "Template format error: Unrecognized parameter type: " + text);
            }
        };
    }

    private TemplateParameter.Constraints constraints(JsonValue.Obj parameter, String path) {
        List<String> allowed = new ArrayList<>();
        parameter.get("AllowedValues").ifPresent(values -> {
            if (!(values instanceof JsonValue.Array(List<JsonValue> items))) {
                throw wrong(values, "Template format error: " + path + " AllowedValues must be a list.");
            }
            items.forEach(item -> allowed.add(Scalars.text(item)
                    .orElseThrow(
                            () -> wrong(item, "Template format error: " + path + " AllowedValues must be strings."))));
        });
        return new TemplateParameter.Constraints(
                allowed,
                scalar(parameter, "AllowedPattern"),
                number(parameter, "MinLength", path).map(BigDecimal::intValue),
                number(parameter, "MaxLength", path).map(BigDecimal::intValue),
                number(parameter, "MinValue", path),
                number(parameter, "MaxValue", path),
                scalar(parameter, "ConstraintDescription"));
    }

    private Optional<String> scalar(JsonValue.Obj parameter, String member) {
        return parameter
                .get(member)
                .map(value -> Scalars.text(value)
                        .orElseThrow(() ->
                                wrong(value, "Template format error: Every " + member + " member must be a string.")));
    }

    private Optional<BigDecimal> number(JsonValue.Obj parameter, String member, String path) {
        return parameter
                .get(member)
                .map(value -> Scalars.number(value)
                        .orElseThrow(() ->
                                wrong(value, "Template format error: " + path + " " + member + " must be a number.")));
    }

    private TemplateException wrong(JsonValue at, String message) {
        return new TemplateException(message + positions.suffix(at));
    }
}
