package dev.gust.services.apigateway.rest;

import static dev.gust.services.ports.resources.Property.required;
import static dev.gust.services.ports.resources.PropertyType.text;

import dev.gust.services.ports.resources.Gone;
import dev.gust.services.ports.resources.ResourceContext;
import dev.gust.services.ports.resources.ResourceHandler;
import dev.gust.services.ports.resources.ResourceProperties;
import dev.gust.services.ports.resources.ResourceSchema;
import dev.gust.services.ports.resources.ResourceState;
import dev.gust.wire.model.apigateway.CreateResourceRequest;
import dev.gust.wire.model.apigateway.NotFoundException;
import java.util.List;
import java.util.Set;

/** {@code AWS::ApiGateway::Resource}: one part of a path. */
public final class RestResourceHandler implements ResourceHandler {
    private static final ResourceSchema SCHEMA = new ResourceSchema(
            "AWS::ApiGateway::Resource",
            List.of(
                    required("RestApiId", text()).whoseChangeReplaces(),
                    required("ParentId", text()).whoseChangeReplaces(),
                    required("PathPart", text()).whoseChangeReplaces()),
            Set.of("ResourceId"));

    private final RestResources resources;

    public RestResourceHandler(RestResources resources) {
        this.resources = resources;
    }

    @Override
    public ResourceSchema schema() {
        return SCHEMA;
    }

    @Override
    public ResourceState create(ResourceContext context, ResourceProperties properties) {
        String id = context.generatedId(6);
        String apiId = properties.requiredText("RestApiId");
        if (!context.resumed() || !exists(context, apiId, id)) {
            resources.create(
                    new CreateResourceRequest(
                            apiId, properties.requiredText("ParentId"), properties.requiredText("PathPart")),
                    context.caller(),
                    id);
        }
        return ResourceState.of(id).with("ResourceId", id);
    }

    private boolean exists(ResourceContext context, String apiId, String id) {
        try {
            resources.get(apiId, id, context.caller());
            return true;
        } catch (NotFoundException e) {
            return false;
        }
    }

    @Override
    public ResourceState update(
            ResourceContext context, String physicalId, ResourceProperties before, ResourceProperties after) {
        return ResourceState.of(physicalId).with("ResourceId", physicalId);
    }

    @Override
    public void delete(ResourceContext context, String physicalId, ResourceProperties properties) {
        Gone.orDelete(() -> resources.delete(properties.requiredText("RestApiId"), physicalId, context.caller()));
    }
}
