package dev.gust.services.apigateway.http;

import static dev.gust.services.ports.resources.Property.optional;
import static dev.gust.services.ports.resources.Property.required;
import static dev.gust.services.ports.resources.PropertyType.flag;
import static dev.gust.services.ports.resources.PropertyType.map;
import static dev.gust.services.ports.resources.PropertyType.structure;
import static dev.gust.services.ports.resources.PropertyType.tags;
import static dev.gust.services.ports.resources.PropertyType.text;

import dev.gust.services.ports.resources.Gone;
import dev.gust.services.ports.resources.ResourceContext;
import dev.gust.services.ports.resources.ResourceHandler;
import dev.gust.services.ports.resources.ResourceProperties;
import dev.gust.services.ports.resources.ResourceSchema;
import dev.gust.services.ports.resources.ResourceState;
import dev.gust.wire.model.apigatewayv2.ConflictException;
import dev.gust.wire.model.apigatewayv2.CreateStageRequest;
import dev.gust.wire.model.apigatewayv2.RouteSettings;
import dev.gust.wire.model.apigatewayv2.UpdateStageRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code AWS::ApiGatewayV2::Stage}. */
public final class HttpStageHandler implements ResourceHandler {
    private static final ResourceSchema SCHEMA = new ResourceSchema(
            "AWS::ApiGatewayV2::Stage",
            List.of(
                    required("ApiId", text()).whoseChangeReplaces(),
                    required("StageName", text()).whoseChangeReplaces(),
                    optional("AutoDeploy", flag()),
                    optional("DeploymentId", text()),
                    optional("Description", text()),
                    optional("StageVariables", map(text())),
                    optional("DefaultRouteSettings", structure(optional("DetailedMetricsEnabled", flag()))),
                    optional("Tags", map(text()))),
            Set.of());

    private final HttpStages stages;

    public HttpStageHandler(HttpStages stages) {
        this.stages = stages;
    }

    @Override
    public ResourceSchema schema() {
        return SCHEMA;
    }

    @Override
    public ResourceState create(ResourceContext context, ResourceProperties properties) {
        String name = properties.requiredText("StageName");
        Map<String, String> tags = new LinkedHashMap<>(context.tags());
        tags.putAll(properties.textMap("Tags"));
        try {
            stages.create(
                    CreateStageRequest.builder()
                            .apiId(properties.requiredText("ApiId"))
                            .stageName(name)
                            .autoDeploy(properties.flag("AutoDeploy", false))
                            .deploymentId(properties.text("DeploymentId").orElse(null))
                            .description(properties.text("Description").orElse(null))
                            .stageVariables(properties.textMap("StageVariables"))
                            .defaultRouteSettings(settings(properties))
                            .tags(tags)
                            .build(),
                    context.caller());
        } catch (ConflictException e) {
            if (!context.resumed()) {
                throw e;
            }
        }
        return ResourceState.of(name);
    }

    @Override
    public ResourceState update(
            ResourceContext context, String physicalId, ResourceProperties before, ResourceProperties after) {
        stages.update(
                UpdateStageRequest.builder()
                        .apiId(after.requiredText("ApiId"))
                        .stageName(physicalId)
                        .autoDeploy(after.flag("AutoDeploy", false))
                        .deploymentId(after.text("DeploymentId").orElse(null))
                        .description(after.text("Description").orElse(null))
                        .stageVariables(after.textMap("StageVariables"))
                        .defaultRouteSettings(settings(after))
                        .build(),
                context.caller());
        return ResourceState.of(physicalId);
    }

    @Override
    public void delete(ResourceContext context, String physicalId, ResourceProperties properties) {
        Gone.orDelete(() -> stages.delete(properties.requiredText("ApiId"), physicalId, context.caller()));
    }

    private static @Nullable RouteSettings settings(ResourceProperties properties) {
        return properties
                .structure("DefaultRouteSettings")
                .map(settings -> RouteSettings.builder()
                        .detailedMetricsEnabled(settings.flag("DetailedMetricsEnabled", false))
                        .build())
                .orElse(null);
    }
}
