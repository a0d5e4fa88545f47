package dev.gust.services.cloudformation.sam;

import dev.gust.base.Suggestion;
import dev.gust.base.json.JsonValue;
import dev.gust.base.yaml.Document;
import dev.gust.base.yaml.Positions;
import dev.gust.base.yaml.TemplateJson;
import dev.gust.services.cloudformation.template.TemplateException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code AWS::Serverless-2016-10-31}. */
public final class ServerlessTransform {
    private static final String PREFIX = "AWS::Serverless::";
    private static final String TABLE = "AWS::Serverless::SimpleTable";
    private static final String LAYER = "AWS::Serverless::LayerVersion";
    private static final List<String> TYPES = List.of(RestApi.TYPE, FunctionExpansion.TYPE, HttpApi.TYPE, LAYER, TABLE);

    private final JsonValue.Obj template;
    private final Positions positions;
    private final Globals globals;
    private final Expansion expansion;

    private ServerlessTransform(Document document, Map<String, String> parameters) {
        this.template = (JsonValue.Obj) document.root();
        this.positions = document.positions();
        this.globals = Globals.of(template);
        this.expansion = new Expansion(parameters);
    }

    /** The template without serverless resources. Parameters count only for what is hashed into logical ids. */
    public static JsonValue.Obj apply(Document document, Map<String, String> parameters) {
        return new ServerlessTransform(document, parameters).run();
    }

    private JsonValue.Obj run() {
        if (!(template.members().get("Resources") instanceof JsonValue.Obj resources)) {
            throw new TemplateException("'Resources' section is required");
        }
        List<ServerlessResource> functions = new ArrayList<>();
        resources.members().forEach((logicalId, value) -> sort(logicalId, value, functions));
        expansion
                .restApis()
                .putIfAbsent(
                        Expansion.IMPLICIT_REST_API,
                        RestApi.implicit(implied(Expansion.IMPLICIT_REST_API, RestApi.TYPE)));
        expansion
                .httpApis()
                .putIfAbsent(
                        Expansion.IMPLICIT_HTTP_API,
                        HttpApi.implicit(implied(Expansion.IMPLICIT_HTTP_API, HttpApi.TYPE)));
        functions.forEach(function -> FunctionExpansion.expand(expansion, function));
        expansion.restApis().values().stream().filter(RestApi::isNeeded).forEach(api -> api.addTo(expansion));
        expansion.httpApis().values().stream().filter(HttpApi::isNeeded).forEach(api -> api.addTo(expansion));
        Map<String, JsonValue> members = new LinkedHashMap<>();
        template.members().forEach((name, value) -> {
            if (!Set.of("Globals", "Resources", "Transform").contains(name)) {
                members.put(name, renamed(value));
            }
        });
        Map<String, JsonValue> all = new LinkedHashMap<>();
        expansion.resources().forEach((logicalId, resource) -> all.put(logicalId, renamed(resource)));
        members.put("Resources", new JsonValue.Obj(all));
        return new JsonValue.Obj(members);
    }

    private ServerlessResource implied(String logicalId, String type) {
        JsonValue.Obj properties = globals.merge(type, TemplateJson.object());
        return new ServerlessResource(logicalId, type, properties, TemplateJson.object(), positions);
    }

    /** Puts each resource where it is expanded: functions come last, when the APIs that they name are known. */
    private void sort(String logicalId, JsonValue value, List<ServerlessResource> functions) {
        String type =
                value instanceof JsonValue.Obj object ? object.string("Type").orElse("") : "";
        if (!(value instanceof JsonValue.Obj object) || !type.startsWith(PREFIX)) {
            expansion.put(logicalId, value);
            return;
        }
        ServerlessResource resource = resource(logicalId, type, object);
        switch (type) {
            case FunctionExpansion.TYPE -> functions.add(resource);
            case RestApi.TYPE -> expansion.restApis().put(logicalId, RestApi.declared(resource));
            case HttpApi.TYPE -> expansion.httpApis().put(logicalId, HttpApi.declared(resource));
            case TABLE -> addTable(resource);
            case LAYER -> addLayer(resource);
            default ->
                throw resource.wrong(
                        value,
                        "Gust does not support " + type + " yet; it supports " + TYPES
                                + Suggestion.suffix(type, TYPES));
        }
    }

    private ServerlessResource resource(String logicalId, String type, JsonValue.Obj object) {
        Map<String, JsonValue> attributes = new LinkedHashMap<>(object.members());
        JsonValue properties = attributes.remove("Properties");
        attributes.remove("Type");
        if (properties != null && !(properties instanceof JsonValue.Obj)) {
            throw new TemplateException("Resource with id [" + logicalId + "] is invalid. Properties should be a map"
                    + positions.suffix(properties));
        }
        JsonValue.Obj own = properties instanceof JsonValue.Obj given ? given : TemplateJson.object();
        return new ServerlessResource(
                logicalId, type, globals.merge(type, own), new JsonValue.Obj(attributes), positions);
    }

    private void addTable(ServerlessResource table) {
        table.check(
                Set.of(
                        "PointInTimeRecoverySpecification",
                        "PrimaryKey",
                        "ProvisionedThroughput",
                        "SSESpecification",
                        "TableName",
                        "Tags"),
                Set.of());
        JsonValue.Obj key = table.object("PrimaryKey").orElse(TemplateJson.object("Name", "id", "Type", "String"));
        JsonValue name = key.get("Name").orElseThrow(() -> table.wrong(key, "'PrimaryKey' has no 'Name'."));
        String type = switch (key.string("Type").orElse("String")) {
            case "String" -> "S";
            case "Number" -> "N";
            case "Binary" -> "B";
            default -> throw table.wrong(key, "Invalid 'Type' of 'PrimaryKey': it is one of String, Number, Binary.");
        };
        Map<String, JsonValue> properties = new LinkedHashMap<>();
        properties.put(
                "AttributeDefinitions",
                TemplateJson.array(TemplateJson.object("AttributeName", name, "AttributeType", type)));
        properties.put("KeySchema", TemplateJson.array(TemplateJson.object("AttributeName", name, "KeyType", "HASH")));
        table.copy(
                properties,
                "TableName",
                "SSESpecification",
                "PointInTimeRecoverySpecification",
                "ProvisionedThroughput");
        table.object("Tags").ifPresent(tags -> {
            List<JsonValue> list = new ArrayList<>();
            tags.members().forEach((tag, value) -> list.add(TemplateJson.object("Key", tag, "Value", value)));
            properties.put("Tags", JsonValue.array(list));
        });
        if (table.get("ProvisionedThroughput").isEmpty()) {
            properties.put("BillingMode", JsonValue.of("PAY_PER_REQUEST"));
        }
        expansion.add(table.logicalId(), "AWS::DynamoDB::Table", table.attributes(), new JsonValue.Obj(properties));
    }

    /** A layer's versions never change: new content is a new resource with a new logical id. */
    private void addLayer(ServerlessResource layer) {
        layer.check(
                Set.of(
                        "CompatibleArchitectures",
                        "CompatibleRuntimes",
                        "ContentUri",
                        "Description",
                        "LayerName",
                        "LicenseInfo",
                        "RetentionPolicy"),
                Set.of("PublishLambdaVersion"));
        JsonValue hashed = TemplateJson.object(
                layer.logicalId(),
                TemplateJson.object("Type", LAYER, "Properties", expansion.withParameters(layer.properties())));
        String logicalId = layer.logicalId() + CanonicalJson.shortHash(hashed);
        Map<String, JsonValue> properties = new LinkedHashMap<>();
        properties.put("Content", FunctionExpansion.location(layer, "ContentUri", layer.require("ContentUri")));
        properties.put("LayerName", layer.get("LayerName").orElse(JsonValue.of(layer.logicalId())));
        layer.copy(properties, "CompatibleArchitectures", "CompatibleRuntimes", "Description", "LicenseInfo");
        Map<String, JsonValue> attributes =
                new LinkedHashMap<>(layer.attributes().members());
        boolean delete = layer.get("RetentionPolicy")
                .filter(JsonValue.of("Delete")::equals)
                .isPresent();
        attributes.putIfAbsent("DeletionPolicy", JsonValue.of(delete ? "Delete" : "Retain"));
        expansion.add(
                logicalId, "AWS::Lambda::LayerVersion", new JsonValue.Obj(attributes), new JsonValue.Obj(properties));
        expansion.rename(layer.logicalId(), logicalId);
    }

    /** The value with references to what the transform renamed put right. */
    private JsonValue renamed(JsonValue value) {
        return switch (value) {
            case JsonValue.Obj object -> renamed(object);
            case JsonValue.Array(List<JsonValue> items) ->
                JsonValue.array(items.stream().map(this::renamed).toList());
            case JsonValue.Str _, JsonValue.Num _, JsonValue.Bool _, JsonValue.Null _ -> value;
        };
    }

    private JsonValue renamed(JsonValue.Obj object) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        object.members().forEach((name, value) -> {
            boolean only = object.members().size() == 1;
            if (only && name.equals("Ref") && value instanceof JsonValue.Str(String target)) {
                members.put(name, JsonValue.of(expansion.renamed().getOrDefault(target, target)));
            } else if (only && name.equals("Fn::Sub")) {
                members.put(name, renamedSub(value));
            } else if (name.equals("DependsOn")) {
                members.put(name, renamedNames(value));
            } else {
                members.put(name, renamed(value));
            }
        });
        return new JsonValue.Obj(members);
    }

    private JsonValue renamedNames(JsonValue value) {
        return switch (value) {
            case JsonValue.Str(String name) -> JsonValue.of(expansion.renamed().getOrDefault(name, name));
            case JsonValue.Array(List<JsonValue> items) ->
                JsonValue.array(items.stream().map(this::renamedNames).toList());
            case JsonValue other -> other;
        };
    }

    private JsonValue renamedSub(JsonValue argument) {
        return switch (argument) {
            case JsonValue.Str(String text) -> JsonValue.of(renamedText(text));
            case JsonValue.Array(List<JsonValue> items) ->
                JsonValue.array(items.stream()
                        .map(item -> item instanceof JsonValue.Str(String text)
                                ? JsonValue.of(renamedText(text))
                                : renamed(item))
                        .toList());
            case JsonValue other -> renamed(other);
        };
    }

    private String renamedText(String text) {
        String result = text;
        for (Map.Entry<String, String> entry : expansion.renamed().entrySet()) {
            result = result.replace("${" + entry.getKey() + "}", "${" + entry.getValue() + "}");
        }
        return result;
    }
}
