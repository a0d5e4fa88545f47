package dev.gust.services.apigateway.http;

import static dev.gust.services.ports.resources.Property.optional;
import static dev.gust.services.ports.resources.Property.required;
import static dev.gust.services.ports.resources.PropertyType.flag;
import static dev.gust.services.ports.resources.PropertyType.text;

import dev.gust.services.ports.resources.Gone;
import dev.gust.services.ports.resources.ResourceContext;
import dev.gust.services.ports.resources.ResourceHandler;
import dev.gust.services.ports.resources.ResourceProperties;
import dev.gust.services.ports.resources.ResourceSchema;
import dev.gust.services.ports.resources.ResourceState;
import dev.gust.wire.model.apigatewayv2.CreateRouteRequest;
import dev.gust.wire.model.apigatewayv2.UpdateRouteRequest;
import java.util.List;
import java.util.Set;

/** {@code AWS::ApiGatewayV2::Route}. */
public final class HttpRouteHandler implements ResourceHandler {
    private static final ResourceSchema SCHEMA = new ResourceSchema(
            "AWS::ApiGatewayV2::Route",
            List.of(
                    required("ApiId", text()).whoseChangeReplaces(),
                    required("RouteKey", text()),
                    optional("Target", text()),
                    optional("OperationName", text()),
                    optional("AuthorizationType", text()),
                    optional("ApiKeyRequired", flag())),
            Set.of("RouteId"));

    private final HttpRoutes routes;

    public HttpRouteHandler(HttpRoutes routes) {
        this.routes = routes;
    }

    @Override
    public ResourceSchema schema() {
        return SCHEMA;
    }

    @Override
    public ResourceState create(ResourceContext context, ResourceProperties properties) {
        String id = context.generatedId(7);
        routes.create(
                CreateRouteRequest.builder()
                        .apiId(properties.requiredText("ApiId"))
                        .routeKey(properties.requiredText("RouteKey"))
                        .target(properties.text("Target").orElse(null))
                        .operationName(properties.text("OperationName").orElse(null))
                        .authorizationType(properties.text("AuthorizationType").orElse(null))
                        .apiKeyRequired(properties.flag("ApiKeyRequired", false))
                        .build(),
                context.caller(),
                id);
        return ResourceState.of(id).with("RouteId", id);
    }

    @Override
    public ResourceState update(
            ResourceContext context, String physicalId, ResourceProperties before, ResourceProperties after) {
        routes.update(
                UpdateRouteRequest.builder()
                        .apiId(after.requiredText("ApiId"))
                        .routeId(physicalId)
                        .routeKey(after.requiredText("RouteKey"))
                        .target(after.text("Target").orElse(null))
                        .operationName(after.text("OperationName").orElse(null))
                        .authorizationType(after.text("AuthorizationType").orElse(null))
                        .apiKeyRequired(after.flag("ApiKeyRequired", false))
                        .build(),
                context.caller());
        return ResourceState.of(physicalId).with("RouteId", physicalId);
    }

    @Override
    public void delete(ResourceContext context, String physicalId, ResourceProperties properties) {
        Gone.orDelete(() -> routes.delete(properties.requiredText("ApiId"), physicalId, context.caller()));
    }
}
