package dev.gust.services.cloudformation.template;

import dev.gust.base.json.JsonValue;
import dev.gust.base.yaml.Document;
import dev.gust.base.yaml.Positions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Makes a {@link Template} of a document, and says with AWS's words why it is none. */
public final class TemplateReader {
    private static final Set<String> SECTIONS = Set.of(
            "AWSTemplateFormatVersion",
            "Conditions",
            "Description",
            "Mappings",
            "Metadata",
            "Outputs",
            "Parameters",
            "Resources",
            "Transform");
    private static final Set<String> RESOURCE_MEMBERS =
            Set.of("Condition", "DeletionPolicy", "DependsOn", "Metadata", "Properties", "Type", "UpdateReplacePolicy");
    private static final Set<String> UNSUPPORTED_RESOURCE_MEMBERS = Set.of("CreationPolicy", "UpdatePolicy");
    private static final int MAXIMUM_RESOURCES = 500;
    private static final int MAXIMUM_OUTPUTS = 200;

    private final JsonValue.Obj root;
    private final Positions positions;
    private final ExpressionReader expressions;

    private TemplateReader(Document document) {
        this.root = (JsonValue.Obj) document.root();
        this.positions = document.positions();
        this.expressions = new ExpressionReader(positions);
    }

    /** The template in the text; transforms must have been applied. */
    public static Template read(String text) {
        return read(TemplateText.read(text));
    }

    public static Template read(Document document) {
        TemplateReader reader = new TemplateReader(document);
        Template template = reader.template();
        new NameCheck(template).run();
        return template;
    }

    private Template template() {
        Set<String> unknown = new TreeSet<>(root.members().keySet());
        unknown.removeAll(SECTIONS);
        if (unknown.remove("Rules") || unknown.remove("Hooks")) {
            throw new TemplateException(
                    "Template format error: the sections Rules and Hooks are not supported by Gust yet");
        }
        if (!unknown.isEmpty()) {
            JsonValue first = root.get(unknown.iterator().next()).orElse(root);
            throw wrong(first, "Invalid template property or properties " + unknown);
        }
        root.get("AWSTemplateFormatVersion").ifPresent(version -> {
            if (!(version instanceof JsonValue.Str(String text)) || !text.equals("2010-09-09")) {
                throw wrong(
                        version,
                        "Template format error: " + version.toJson().replace("\"", "")
                                + " is not a supported value for AWSTemplateFormatVersion.");
            }
        });
        Optional<JsonValue> description = root.get("Description");
        description.filter(value -> !(value instanceof JsonValue.Str)).ifPresent(value -> {
            throw wrong(value, "Template format error: every Description member must be a string.");
        });
        Map<String, TemplateResource> resources = resources();
        return new Template(
                root.string("Description"),
                root.get("Metadata"),
                new ParameterReader(positions).read(section("Parameters")),
                mappings(),
                conditions(),
                resources,
                outputs());
    }

    private JsonValue.Obj section(String name) {
        return switch (root.members().get(name)) {
            case null -> new JsonValue.Obj(Map.of());
            case JsonValue.Obj object -> object;
            case JsonValue other ->
                throw wrong(other, "Template format error: [/" + name + "] section must be an object.");
        };
    }

    private Map<String, JsonValue.Obj> mappings() {
        Map<String, JsonValue.Obj> mappings = new LinkedHashMap<>();
        section("Mappings").members().forEach((name, value) -> {
            if (!(value instanceof JsonValue.Obj mapping)) {
                throw wrong(value, "Template format error: Every Mappings member " + name + " must be a map.");
            }
            mapping.members().forEach((key, attributes) -> {
                if (!(attributes instanceof JsonValue.Obj)) {
                    throw wrong(
                            attributes,
                            "Template format error: Every Mappings attribute must be a String or a List," + " and "
                                    + name + "/" + key + " must be a map of them.");
                }
            });
            mappings.put(name, mapping);
        });
        return mappings;
    }

    private Map<String, Expression> conditions() {
        Map<String, Expression> conditions = new LinkedHashMap<>();
        section("Conditions")
                .members()
                .forEach((name, value) -> conditions.put(name, expressions.condition(value, "/Conditions/" + name)));
        return conditions;
    }

    private Map<String, TemplateResource> resources() {
        JsonValue.Obj section = section("Resources");
        if (section.members().isEmpty()) {
            throw new TemplateException("Template format error: At least one Resources member must be defined.");
        }
        if (section.members().size() > MAXIMUM_RESOURCES) {
            throw new TemplateException("Template format error: Number of resources, "
                    + section.members().size() + ", is greater than maximum allowed, " + MAXIMUM_RESOURCES);
        }
        Map<String, TemplateResource> resources = new LinkedHashMap<>();
        section.members().forEach((logicalId, value) -> resources.put(logicalId, resource(logicalId, value)));
        return resources;
    }

    private TemplateResource resource(String logicalId, JsonValue value) {
        if (!logicalId.matches("[A-Za-z0-9]{1,255}")) {
            throw wrong(value, "Template format error: Resource name " + logicalId + " is non alphanumeric.");
        }
        String path = "/Resources/" + logicalId;
        if (!(value instanceof JsonValue.Obj resource)) {
            throw wrong(value, "Template format error: [" + path + "] resource definition is malformed");
        }
        resource.members().forEach((member, at) -> {
            if (UNSUPPORTED_RESOURCE_MEMBERS.contains(member)) {
                throw wrong(
                        at,
                        "Template format error: [" + path + "] the attribute " + member
                                + " is not supported by Gust yet");
            }
            if (!RESOURCE_MEMBERS.contains(member)) {
                throw wrong(at, "Invalid template resource property '" + member + "'");
            }
        });
        JsonValue properties = resource.members().getOrDefault("Properties", new JsonValue.Obj(Map.of()));
        if (!(properties instanceof JsonValue.Obj named)) {
            throw wrong(properties, "Template format error: [" + path + "] Every Properties member must be an object.");
        }
        String type = resource.string("Type")
                .orElseThrow(() -> wrong(
                        value,
                        "Template format error: [" + path + "] Every Resources object must contain a Type member."));
        return new TemplateResource(
                logicalId,
                type,
                expressions.members(named, path + "/Properties"),
                dependsOn(resource, path),
                condition(resource, path),
                disposal(resource, "DeletionPolicy", path),
                disposal(resource, "UpdateReplacePolicy", path),
                resource.get("Metadata").map(JsonValue::toJson));
    }

    private List<String> dependsOn(JsonValue.Obj resource, String path) {
        return switch (resource.members().get("DependsOn")) {
            case null -> List.of();
            case JsonValue.Str(String one) -> List.of(one);
            case JsonValue.Array(List<JsonValue> several) -> {
                List<String> names = new ArrayList<>();
                for (JsonValue item : several) {
                    if (!(item instanceof JsonValue.Str(String name))) {
                        throw wrong(
                                item, "Template format error: [" + path + "] Every DependsOn value must be a string.");
                    }
                    names.add(name);
                }
                yield names;
            }
            case JsonValue other ->
                throw wrong(
                        other, "Template format error: [" + path + "] DependsOn must be a string or list of strings.");
        };
    }

    private Optional<String> condition(JsonValue.Obj object, String path) {
        return object.get("Condition").map(value -> {
            if (value instanceof JsonValue.Str(String name)) {
                return name;
            }
            throw wrong(value, "Template format error: [" + path + "] Every Condition member must be a string.");
        });
    }

    private TemplateResource.Disposal disposal(JsonValue.Obj resource, String member, String path) {
        JsonValue value = resource.members().get(member);
        if (value == null) {
            return TemplateResource.Disposal.DELETE;
        }
        String text = value instanceof JsonValue.Str(String given) ? given : value.toJson();
        return switch (text) {
            case "Delete" -> TemplateResource.Disposal.DELETE;
            case "Retain" -> TemplateResource.Disposal.RETAIN;
            case "RetainExceptOnCreate" -> {
                if (member.equals("UpdateReplacePolicy")) {
                    throw wrong(value, "Template error: RetainExceptOnCreate is not supported for UpdateReplacePolicy");
                }
                yield TemplateResource.Disposal.RETAIN_EXCEPT_ON_CREATE;
            }
            case "Snapshot" ->
                throw wrong(value, "Template error: [" + path + "] " + member + " Snapshot is not supported by Gust");
            default ->
                throw wrong(
                        value,
                        "Template error: [" + path + "] Unrecognized " + member + " " + text
                                + "; it is one of Delete, Retain"
                                + (member.equals("DeletionPolicy") ? ", RetainExceptOnCreate" : ""));
        };
    }

    private Map<String, TemplateOutput> outputs() {
        JsonValue.Obj section = section("Outputs");
        if (section.members().size() > MAXIMUM_OUTPUTS) {
            throw new TemplateException("Template format error: Number of outputs, "
                    + section.members().size() + ", is greater than maximum allowed, " + MAXIMUM_OUTPUTS);
        }
        Map<String, TemplateOutput> outputs = new LinkedHashMap<>();
        section.members().forEach((name, value) -> outputs.put(name, output(name, value)));
        return outputs;
    }

    private TemplateOutput output(String name, JsonValue value) {
        String path = "/Outputs/" + name;
        if (!(value instanceof JsonValue.Obj output)) {
            throw wrong(value, "Template format error: [" + path + "] Every Outputs member must be an object.");
        }
        JsonValue expression = output.get("Value")
                .orElseThrow(() -> wrong(
                        value,
                        "Template format error: [" + path + "] Every Outputs member must contain a Value object"));
        Optional<Expression> export = output.get("Export").map(given -> {
            if (given instanceof JsonValue.Obj object && object.get("Name").isPresent()) {
                return expressions.value(object.get("Name").get(), path + "/Export/Name");
            }
            throw wrong(given, "Template format error: [" + path + "] Every Export member must contain a Name");
        });
        return new TemplateOutput(
                name,
                expressions.value(expression, path + "/Value"),
                output.string("Description"),
                export,
                condition(output, path));
    }

    private TemplateException wrong(JsonValue at, String message) {
        return new TemplateException(message + positions.suffix(at));
    }
}
