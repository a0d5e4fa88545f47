package dev.gust.services.apigateway.rest;

import static dev.gust.services.ports.resources.Property.optional;
import static dev.gust.services.ports.resources.Property.required;
import static dev.gust.services.ports.resources.PropertyType.map;
import static dev.gust.services.ports.resources.PropertyType.structure;
import static dev.gust.services.ports.resources.PropertyType.text;

import dev.gust.services.ports.resources.Gone;
import dev.gust.services.ports.resources.ResourceContext;
import dev.gust.services.ports.resources.ResourceHandler;
import dev.gust.services.ports.resources.ResourceProperties;
import dev.gust.services.ports.resources.ResourceSchema;
import dev.gust.services.ports.resources.ResourceState;
import dev.gust.wire.model.apigateway.CreateDeploymentRequest;
import dev.gust.wire.model.apigateway.NotFoundException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code AWS::ApiGateway::Deployment}: the API as it is when the stack gets there, and a stage where one is named. */
public final class RestDeploymentHandler implements ResourceHandler {
    private static final ResourceSchema SCHEMA = new ResourceSchema(
            "AWS::ApiGateway::Deployment",
            List.of(
                    required("RestApiId", text()).whoseChangeReplaces(),
                    optional("Description", text()),
                    optional("StageName", text()),
                    optional(
                            "StageDescription",
                            structure(optional("Description", text()), optional("Variables", map(text()))))),
            Set.of("DeploymentId"));

    private final RestDeployments deployments;

    public RestDeploymentHandler(RestDeployments deployments) {
        this.deployments = deployments;
    }

    @Override
    public ResourceSchema schema() {
        return SCHEMA;
    }

    @Override
    public ResourceState create(ResourceContext context, ResourceProperties properties) {
        String id = context.generatedId(6);
        Optional<ResourceProperties> stage = properties.structure("StageDescription");
        CreateDeploymentRequest.Builder request = CreateDeploymentRequest.builder()
                .restApiId(properties.requiredText("RestApiId"))
                .description(properties.text("Description").orElse(null))
                .stageName(properties.text("StageName").orElse(null))
                .stageDescription(
                        stage.flatMap(each -> each.text("Description")).orElse(null));
        stage.filter(each -> each.has("Variables")).ifPresent(each -> request.variables(each.textMap("Variables")));
        deployments.create(request.build(), context.caller(), id);
        return state(id);
    }

    @Override
    public ResourceState update(
            ResourceContext context, String physicalId, ResourceProperties before, ResourceProperties after) {
        // A deployment does not change; a framework that wants a new one gives it a new logical id.
        return state(physicalId);
    }

    @Override
    public void delete(ResourceContext context, String physicalId, ResourceProperties properties) {
        String api = properties.requiredText("RestApiId");
        Optional<String> stage = properties.text("StageName");
        if (stage.isPresent() && serves(context, api, stage.get(), physicalId)) {
            Gone.orDelete(() -> deployments.deleteStage(api, stage.get(), context.caller()));
        }
        Gone.orDelete(() -> deployments.delete(api, physicalId, context.caller()));
    }

    /** A newer deployment may have taken the stage over, which then is not this one's to delete. */
    private boolean serves(ResourceContext context, String api, String stage, String deploymentId) {
        try {
            return deploymentId.equals(
                    deployments.stage(api, stage, context.caller()).deploymentId());
        } catch (NotFoundException e) {
            return false;
        }
    }

    private static ResourceState state(String id) {
        return ResourceState.of(id).with("DeploymentId", id);
    }
}
