package dev.gust.services.apigateway.rest;

import static dev.gust.services.ports.resources.Property.optional;
import static dev.gust.services.ports.resources.Property.required;
import static dev.gust.services.ports.resources.PropertyType.flag;
import static dev.gust.services.ports.resources.PropertyType.map;
import static dev.gust.services.ports.resources.PropertyType.tags;
import static dev.gust.services.ports.resources.PropertyType.text;

import dev.gust.base.json.JsonValue;
import dev.gust.services.ports.resources.Gone;
import dev.gust.services.ports.resources.ResourceContext;
import dev.gust.services.ports.resources.ResourceException;
import dev.gust.services.ports.resources.ResourceHandler;
import dev.gust.services.ports.resources.ResourceProperties;
import dev.gust.services.ports.resources.ResourceSchema;
import dev.gust.services.ports.resources.ResourceState;
import dev.gust.wire.model.apigateway.ConflictException;
import dev.gust.wire.model.apigateway.CreateStageRequest;
import dev.gust.wire.model.apigateway.PatchOperation;
import dev.gust.wire.model.apigateway.UpdateStageRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code AWS::ApiGateway::Stage}. */
public final class RestStageHandler implements ResourceHandler {
    private static final ResourceSchema SCHEMA = new ResourceSchema(
            "AWS::ApiGateway::Stage",
            List.of(
                    required("RestApiId", text()).whoseChangeReplaces(),
                    required("DeploymentId", text()),
                    required("StageName", text()).whoseChangeReplaces(),
                    optional("Description", text()),
                    optional("Variables", map(text())),
                    optional("TracingEnabled", flag()),
                    optional("Tags", tags())),
            Set.of());

    private final RestDeployments deployments;

    public RestStageHandler(RestDeployments deployments) {
        this.deployments = deployments;
    }

    @Override
    public ResourceSchema schema() {
        return SCHEMA;
    }

    @Override
    public ResourceState create(ResourceContext context, ResourceProperties properties) {
        String name = properties.requiredText("StageName");
        try {
            deployments.createStage(
                    CreateStageRequest.builder()
                            .restApiId(properties.requiredText("RestApiId"))
                            .deploymentId(properties.requiredText("DeploymentId"))
                            .stageName(name)
                            .description(properties.text("Description").orElse(null))
                            .variables(properties.textMap("Variables"))
                            .tracingEnabled(properties.flag("TracingEnabled", false))
                            .tags(properties.tags("Tags", context))
                            .build(),
                    context.caller());
        } catch (ConflictException e) {
            if (!context.resumed()) {
                throw e;
            }
            change(context, name, new ResourceProperties(new JsonValue.Obj(Map.of())), properties);
        }
        return ResourceState.of(name);
    }

    @Override
    public ResourceState update(
            ResourceContext context, String physicalId, ResourceProperties before, ResourceProperties after) {
        change(context, physicalId, before, after);
        return ResourceState.of(physicalId);
    }

    private void change(ResourceContext context, String name, ResourceProperties before, ResourceProperties after) {
        if (after.flag("TracingEnabled", false)) {
            throw ResourceException.invalid("Gust does not support TracingEnabled of AWS::ApiGateway::Stage yet");
        }
        List<PatchOperation> patches = new ArrayList<>();
        patches.add(new PatchOperation("replace", "/deploymentId", after.requiredText("DeploymentId"), null));
        after.text("Description")
                .ifPresent(words -> patches.add(new PatchOperation("replace", "/description", words, null)));
        for (String variable : before.textMap("Variables").keySet()) {
            patches.add(new PatchOperation("remove", "/variables/" + variable, null, null));
        }
        after.textMap("Variables")
                .forEach((variable, value) ->
                        patches.add(new PatchOperation("replace", "/variables/" + variable, value, null)));
        deployments.updateStage(
                new UpdateStageRequest(after.requiredText("RestApiId"), name, patches), context.caller());
    }

    @Override
    public void delete(ResourceContext context, String physicalId, ResourceProperties properties) {
        Gone.orDelete(
                () -> deployments.deleteStage(properties.requiredText("RestApiId"), physicalId, context.caller()));
    }
}
