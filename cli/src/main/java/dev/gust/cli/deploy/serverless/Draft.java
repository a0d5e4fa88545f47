package dev.gust.cli.deploy.serverless;

import dev.gust.base.json.JsonValue;
import dev.gust.base.yaml.TemplateJson;
import java.util.LinkedHashMap;
import java.util.Map;

/** A CloudFormation template while it is being written. */
final class Draft {
    private final Map<String, JsonValue> resources = new LinkedHashMap<>();
    private final Map<String, JsonValue> outputs = new LinkedHashMap<>();

    Map<String, JsonValue> resources() {
        return resources;
    }

    Map<String, JsonValue> outputs() {
        return outputs;
    }

    boolean has(String logicalId) {
        return resources.containsKey(logicalId);
    }

    void add(String logicalId, String type, JsonValue.Obj properties) {
        resources.put(logicalId, TemplateJson.object("Type", type, "Properties", properties));
    }

    void add(String logicalId, String type, JsonValue.Obj properties, JsonValue dependsOn) {
        resources.put(logicalId, TemplateJson.object("Type", type, "Properties", properties, "DependsOn", dependsOn));
    }

    void output(String name, String description, JsonValue value) {
        outputs.put(name, TemplateJson.object("Description", description, "Value", value));
    }

    /** Lets a service call a function because of a source. */
    void permit(String logicalId, String functionId, String principal, JsonValue.Obj source) {
        Map<String, JsonValue> properties = new LinkedHashMap<>();
        properties.put("FunctionName", TemplateJson.attribute(functionId, "Arn"));
        properties.put("Action", JsonValue.of("lambda:InvokeFunction"));
        properties.put("Principal", JsonValue.of(principal));
        properties.putAll(source.members());
        add(logicalId, "AWS::Lambda::Permission", new JsonValue.Obj(properties));
    }

    JsonValue.Obj template(String description) {
        return TemplateJson.object(
                "AWSTemplateFormatVersion",
                "2010-09-09",
                "Description",
                description,
                "Resources",
                new JsonValue.Obj(resources),
                "Outputs",
                new JsonValue.Obj(outputs));
    }

    static JsonValue arn(String service, String resource) {
        return TemplateJson.sub("arn:${AWS::Partition}:" + service + ":${AWS::Region}:${AWS::AccountId}:" + resource);
    }
}
