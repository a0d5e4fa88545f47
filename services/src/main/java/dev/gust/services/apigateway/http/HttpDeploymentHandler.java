package dev.gust.services.apigateway.http;

import static dev.gust.services.ports.resources.Property.optional;
import static dev.gust.services.ports.resources.Property.required;
import static dev.gust.services.ports.resources.PropertyType.text;

import dev.gust.services.ports.resources.Gone;
import dev.gust.services.ports.resources.ResourceContext;
import dev.gust.services.ports.resources.ResourceHandler;
import dev.gust.services.ports.resources.ResourceProperties;
import dev.gust.services.ports.resources.ResourceSchema;
import dev.gust.services.ports.resources.ResourceState;
import dev.gust.wire.model.apigatewayv2.CreateDeploymentRequest;
import java.util.List;
import java.util.Set;

/** {@code AWS::ApiGatewayV2::Deployment}: the API as it is when the stack gets there. */
public final class HttpDeploymentHandler implements ResourceHandler {
    private static final ResourceSchema SCHEMA = new ResourceSchema(
            "AWS::ApiGatewayV2::Deployment",
            List.of(
                    required("ApiId", text()).whoseChangeReplaces(),
                    optional("Description", text()).whoseChangeReplaces(),
                    optional("StageName", text()).whoseChangeReplaces()),
            Set.of("DeploymentId"));

    private final HttpStages stages;

    public HttpDeploymentHandler(HttpStages stages) {
        this.stages = stages;
    }

    @Override
    public ResourceSchema schema() {
        return SCHEMA;
    }

    @Override
    public ResourceState create(ResourceContext context, ResourceProperties properties) {
        String id = context.generatedId(6);
        stages.deploy(
                new CreateDeploymentRequest(
                        properties.requiredText("ApiId"),
                        properties.text("Description").orElse(null),
                        properties.text("StageName").orElse(null)),
                context.caller(),
                id);
        return state(id);
    }

    @Override
    public ResourceState update(
            ResourceContext context, String physicalId, ResourceProperties before, ResourceProperties after) {
        return state(physicalId);
    }

    @Override
    public void delete(ResourceContext context, String physicalId, ResourceProperties properties) {
        Gone.orDelete(() -> stages.deleteDeployment(properties.requiredText("ApiId"), physicalId, context.caller()));
    }

    private static ResourceState state(String id) {
        return ResourceState.of(id).with("DeploymentId", id);
    }
}
