package dev.gust.services.apigateway.rest;

import static dev.gust.services.ports.resources.Property.optional;
import static dev.gust.services.ports.resources.Property.required;
import static dev.gust.services.ports.resources.PropertyType.flag;
import static dev.gust.services.ports.resources.PropertyType.list;
import static dev.gust.services.ports.resources.PropertyType.map;
import static dev.gust.services.ports.resources.PropertyType.structure;
import static dev.gust.services.ports.resources.PropertyType.text;
import static dev.gust.services.ports.resources.PropertyType.whole;

import dev.gust.services.ports.resources.Gone;
import dev.gust.services.ports.resources.ResourceContext;
import dev.gust.services.ports.resources.ResourceHandler;
import dev.gust.services.ports.resources.ResourceProperties;
import dev.gust.services.ports.resources.ResourceSchema;
import dev.gust.services.ports.resources.ResourceState;
import dev.gust.wire.model.apigateway.PutIntegrationRequest;
import dev.gust.wire.model.apigateway.PutIntegrationResponseRequest;
import dev.gust.wire.model.apigateway.PutMethodRequest;
import dev.gust.wire.model.apigateway.PutMethodResponseRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code AWS::ApiGateway::Method}: a method with its integration and responses. */
public final class RestMethodHandler implements ResourceHandler {
    private static final ResourceSchema SCHEMA = new ResourceSchema(
            "AWS::ApiGateway::Method",
            List.of(
                    required("RestApiId", text()).whoseChangeReplaces(),
                    required("ResourceId", text()).whoseChangeReplaces(),
                    required("HttpMethod", text()).whoseChangeReplaces(),
                    optional("AuthorizationType", text()),
                    optional("ApiKeyRequired", flag()),
                    optional("OperationName", text()),
                    optional("RequestParameters", map(flag())),
                    optional(
                            "Integration",
                            structure(
                                    required("Type", text()),
                                    optional("IntegrationHttpMethod", text()),
                                    optional("Uri", text()),
                                    optional("ConnectionType", text()),
                                    optional("ContentHandling", text()),
                                    optional("PassthroughBehavior", text()),
                                    optional("RequestTemplates", map(text())),
                                    optional("RequestParameters", map(text())),
                                    optional("TimeoutInMillis", whole()),
                                    optional(
                                            "IntegrationResponses",
                                            list(structure(
                                                    required("StatusCode", text()),
                                                    optional("SelectionPattern", text()),
                                                    optional("ResponseParameters", map(text())),
                                                    optional("ResponseTemplates", map(text()))))))),
                    optional(
                            "MethodResponses",
                            list(structure(
                                    required("StatusCode", text()),
                                    optional("ResponseParameters", map(flag())),
                                    optional("ResponseModels", map(text())))))),
            Set.of());

    private final RestMethods methods;

    public RestMethodHandler(RestMethods methods) {
        this.methods = methods;
    }

    @Override
    public ResourceSchema schema() {
        return SCHEMA;
    }

    @Override
    public ResourceState create(ResourceContext context, ResourceProperties properties) {
        String resource = properties.requiredText("ResourceId");
        String api = properties.requiredText("RestApiId");
        String verb = properties.requiredText("HttpMethod");
        if (context.resumed()) {
            Gone.orDelete(() -> methods.delete(api, resource, verb, context.caller()));
        }
        put(context, properties);
        return ResourceState.of(String.join("|", api, resource, verb));
    }

    private void put(ResourceContext context, ResourceProperties properties) {
        String resource = properties.requiredText("ResourceId");
        String api = properties.requiredText("RestApiId");
        String verb = properties.requiredText("HttpMethod");
        methods.put(
                PutMethodRequest.builder()
                        .restApiId(api)
                        .resourceId(resource)
                        .httpMethod(verb)
                        .authorizationType(properties.text("AuthorizationType").orElse("NONE"))
                        .apiKeyRequired(properties.flag("ApiKeyRequired", false))
                        .operationName(properties.text("OperationName").orElse(null))
                        .requestParameters(flags(properties, "RequestParameters"))
                        .build(),
                context.caller());
        for (ResourceProperties response : properties.structures("MethodResponses")) {
            methods.putMethodResponse(
                    new PutMethodResponseRequest(
                            api,
                            resource,
                            verb,
                            response.requiredText("StatusCode"),
                            flags(response, "ResponseParameters"),
                            response.textMap("ResponseModels")),
                    context.caller());
        }
        properties
                .structure("Integration")
                .ifPresent(integration -> integrate(context, api, resource, verb, integration));
    }

    private void integrate(
            ResourceContext context, String api, String resource, String verb, ResourceProperties integration) {
        methods.putIntegration(
                PutIntegrationRequest.builder()
                        .restApiId(api)
                        .resourceId(resource)
                        .httpMethod(verb)
                        .type(integration.requiredText("Type"))
                        .integrationHttpMethod(
                                integration.text("IntegrationHttpMethod").orElse(null))
                        .uri(integration.text("Uri").orElse(null))
                        .connectionType(integration.text("ConnectionType").orElse(null))
                        .contentHandling(integration.text("ContentHandling").orElse(null))
                        .passthroughBehavior(
                                integration.text("PassthroughBehavior").orElse(null))
                        .requestTemplates(integration.textMap("RequestTemplates"))
                        .requestParameters(integration.textMap("RequestParameters"))
                        .timeoutInMillis(integration
                                .whole("TimeoutInMillis")
                                .map(Math::toIntExact)
                                .orElse(null))
                        .build(),
                context.caller());
        for (ResourceProperties response : integration.structures("IntegrationResponses")) {
            methods.putIntegrationResponse(
                    PutIntegrationResponseRequest.builder()
                            .restApiId(api)
                            .resourceId(resource)
                            .httpMethod(verb)
                            .statusCode(response.requiredText("StatusCode"))
                            .selectionPattern(response.text("SelectionPattern").orElse(null))
                            .responseParameters(response.textMap("ResponseParameters"))
                            .responseTemplates(response.textMap("ResponseTemplates"))
                            .build(),
                    context.caller());
        }
    }

    private static Map<String, Boolean> flags(ResourceProperties properties, String name) {
        Map<String, Boolean> flags = new LinkedHashMap<>();
        properties
                .structure(name)
                .ifPresent(map -> map.json().members().keySet().forEach(key -> flags.put(key, map.flag(key, false))));
        return flags;
    }

    @Override
    public ResourceState update(
            ResourceContext context, String physicalId, ResourceProperties before, ResourceProperties after) {
        Gone.orDelete(() -> methods.delete(
                after.requiredText("RestApiId"),
                after.requiredText("ResourceId"),
                after.requiredText("HttpMethod"),
                context.caller()));
        put(context, after);
        return ResourceState.of(physicalId);
    }

    @Override
    public void delete(ResourceContext context, String physicalId, ResourceProperties properties) {
        Gone.orDelete(() -> methods.delete(
                properties.requiredText("RestApiId"),
                properties.requiredText("ResourceId"),
                properties.requiredText("HttpMethod"),
                context.caller()));
    }
}
