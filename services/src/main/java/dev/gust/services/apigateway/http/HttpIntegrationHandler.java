package dev.gust.services.apigateway.http;

import static dev.gust.services.ports.resources.Property.optional;
import static dev.gust.services.ports.resources.Property.required;
import static dev.gust.services.ports.resources.PropertyType.text;
import static dev.gust.services.ports.resources.PropertyType.whole;

import dev.gust.services.ports.resources.Gone;
import dev.gust.services.ports.resources.ResourceContext;
import dev.gust.services.ports.resources.ResourceHandler;
import dev.gust.services.ports.resources.ResourceProperties;
import dev.gust.services.ports.resources.ResourceSchema;
import dev.gust.services.ports.resources.ResourceState;
import dev.gust.wire.model.apigatewayv2.CreateIntegrationRequest;
import dev.gust.wire.model.apigatewayv2.UpdateIntegrationRequest;
import java.util.List;
import java.util.Set;

/** {@code AWS::ApiGatewayV2::Integration}. */
public final class HttpIntegrationHandler implements ResourceHandler {
    private static final ResourceSchema SCHEMA = new ResourceSchema(
            "AWS::ApiGatewayV2::Integration",
            List.of(
                    required("ApiId", text()).whoseChangeReplaces(),
                    required("IntegrationType", text()),
                    optional("IntegrationUri", text()),
                    optional("IntegrationMethod", text()),
                    optional("ConnectionType", text()),
                    optional("Description", text()),
                    optional("PayloadFormatVersion", text()),
                    optional("TimeoutInMillis", whole())),
            Set.of("IntegrationId"));

    private final HttpRoutes routes;

    public HttpIntegrationHandler(HttpRoutes routes) {
        this.routes = routes;
    }

    @Override
    public ResourceSchema schema() {
        return SCHEMA;
    }

    @Override
    public ResourceState create(ResourceContext context, ResourceProperties properties) {
        String id = context.generatedId(7);
        // A second call of the same step puts the same integration again.
        routes.createIntegration(
                CreateIntegrationRequest.builder()
                        .apiId(properties.requiredText("ApiId"))
                        .integrationType(properties.requiredText("IntegrationType"))
                        .integrationUri(properties.text("IntegrationUri").orElse(null))
                        .integrationMethod(properties.text("IntegrationMethod").orElse(null))
                        .connectionType(properties.text("ConnectionType").orElse(null))
                        .description(properties.text("Description").orElse(null))
                        .payloadFormatVersion(
                                properties.text("PayloadFormatVersion").orElse(null))
                        .timeoutInMillis(properties
                                .whole("TimeoutInMillis")
                                .map(Math::toIntExact)
                                .orElse(null))
                        .build(),
                context.caller(),
                id);
        return state(id);
    }

    @Override
    public ResourceState update(
            ResourceContext context, String physicalId, ResourceProperties before, ResourceProperties after) {
        routes.updateIntegration(
                UpdateIntegrationRequest.builder()
                        .apiId(after.requiredText("ApiId"))
                        .integrationId(physicalId)
                        .integrationType(after.requiredText("IntegrationType"))
                        .integrationUri(after.text("IntegrationUri").orElse(null))
                        .description(after.text("Description").orElse(null))
                        .payloadFormatVersion(after.text("PayloadFormatVersion").orElse(null))
                        .timeoutInMillis(after.whole("TimeoutInMillis")
                                .map(Math::toIntExact)
                                .orElse(null))
                        .build(),
                context.caller());
        return state(physicalId);
    }

    @Override
    public void delete(ResourceContext context, String physicalId, ResourceProperties properties) {
        Gone.orDelete(() -> routes.deleteIntegration(properties.requiredText("ApiId"), physicalId, context.caller()));
    }

    private static ResourceState state(String id) {
        return ResourceState.of(id).with("IntegrationId", id);
    }
}
