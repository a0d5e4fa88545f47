package dev.gust.cli.deploy.serverless;

import dev.gust.base.json.JsonValue;
import dev.gust.base.yaml.TemplateJson;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Compiles a service into a CloudFormation template. */
public final class ServiceTemplate {
    private final Service service;
    private final Map<String, JsonValue.Obj> code;
    private final Draft draft = new Draft();
    private final ExecutionRole role;

    private ServiceTemplate(Service service, Map<String, JsonValue.Obj> code) {
        this.service = service;
        this.code = code;
        this.role = new ExecutionRole(service);
    }

    /** The template, given where each function's package lies (the Code property of AWS::Lambda::Function). */
    public static JsonValue.Obj compile(Service service, Map<String, JsonValue.Obj> code) {
        return new ServiceTemplate(service, code).run();
    }

    private JsonValue.Obj run() {
        Section provider = service.provider();
        provider.value("versionFunctions")
                .filter(value -> !value.equals(JsonValue.of(false)))
                .ifPresent(value -> {
                    throw provider.wrong(
                            value,
                            "Gust publishes no version on each deploy of a serverless.yml",
                            "Set provider.versionFunctions to false or leave it out.");
                });
        FunctionResources functions = new FunctionResources(service, draft, role);
        RestEvents rest = new RestEvents(service, draft);
        HttpApiEvents httpApi = new HttpApiEvents(service, draft);
        OtherEvents others = new OtherEvents(draft, role, service.naming());
        service.functions().forEach((key, function) -> {
            JsonValue.Obj where = code.get(key);
            functions.add(key, function, where == null ? TemplateJson.object() : where);
            Events.read(key, function).forEach(event -> {
                switch (event.type()) {
                    case "http" -> rest.add(event);
                    case "httpApi" -> httpApi.add(event);
                    default -> others.add(event);
                }
            });
        });
        rest.finish();
        httpApi.finish();
        role.addTo(draft);
        merge();
        return draft.template("The AWS CloudFormation template for this Serverless application");
    }

    /** Adds the service's own resources and outputs, and lays its extensions over the generated ones. */
    private void merge() {
        for (JsonValue part : service.root().list("resources")) {
            Section resources = service.root()
                    .section("resources", part)
                    .check(
                            Set.of(
                                    "Resources",
                                    "Outputs",
                                    "extensions",
                                    "Description",
                                    "Conditions",
                                    "Parameters",
                                    "Mappings"),
                            Set.of("Transform", "Metadata", "Rules"));
            for (String name : Set.of("Conditions", "Parameters", "Mappings")) {
                resources.value(name).ifPresent(value -> {
                    throw resources.wrong(
                            value,
                            "Gust does not support '" + resources.at(name) + "' in a serverless.yml yet",
                            "Use the variables of serverless.yml instead.");
                });
            }
            resources
                    .sections("Resources")
                    .forEach((logicalId, resource) ->
                            draft.resources().merge(logicalId, resource.members(), ServiceTemplate::over));
            resources
                    .sections("Outputs")
                    .forEach((name, output) -> draft.outputs().merge(name, output.members(), ServiceTemplate::over));
            resources.sections("extensions").forEach((logicalId, extension) -> {
                if (!draft.has(logicalId)) {
                    throw extension.wrong(
                            extension.members(),
                            "'" + extension.path() + "' extends a resource that there is not",
                            "The service generates: "
                                    + String.join(", ", draft.resources().keySet()) + ".");
                }
                draft.resources().merge(logicalId, extension.members(), ServiceTemplate::over);
            });
        }
    }

    private static JsonValue over(JsonValue below, JsonValue above) {
        if (below instanceof JsonValue.Obj left && above instanceof JsonValue.Obj right) {
            Map<String, JsonValue> merged = new LinkedHashMap<>(left.members());
            right.members().forEach((name, value) -> merged.merge(name, value, ServiceTemplate::over));
            return new JsonValue.Obj(merged);
        }
        return above;
    }
}
