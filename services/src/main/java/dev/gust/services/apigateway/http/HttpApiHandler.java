package dev.gust.services.apigateway.http;

import static dev.gust.services.ports.resources.Property.optional;
import static dev.gust.services.ports.resources.PropertyType.flag;
import static dev.gust.services.ports.resources.PropertyType.json;
import static dev.gust.services.ports.resources.PropertyType.list;
import static dev.gust.services.ports.resources.PropertyType.map;
import static dev.gust.services.ports.resources.PropertyType.structure;
import static dev.gust.services.ports.resources.PropertyType.tags;
import static dev.gust.services.ports.resources.PropertyType.text;
import static dev.gust.services.ports.resources.PropertyType.whole;

import dev.gust.base.json.JsonValue;
import dev.gust.services.apigateway.openapi.OpenApiDocument;
import dev.gust.services.apigateway.openapi.OpenApiException;
import dev.gust.services.ports.resources.Gone;
import dev.gust.services.ports.resources.ResourceContext;
import dev.gust.services.ports.resources.ResourceException;
import dev.gust.services.ports.resources.ResourceHandler;
import dev.gust.services.ports.resources.ResourceProperties;
import dev.gust.services.ports.resources.ResourceSchema;
import dev.gust.services.ports.resources.ResourceState;
import dev.gust.wire.model.apigatewayv2.Cors;
import dev.gust.wire.model.apigatewayv2.CreateApiRequest;
import dev.gust.wire.model.apigatewayv2.GetApiResponse;
import dev.gust.wire.model.apigatewayv2.NotFoundException;
import dev.gust.wire.model.apigatewayv2.UpdateApiRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** {@code AWS::ApiGatewayV2::Api}: an HTTP API, empty or as a document in {@code Body} describes it. */
public final class HttpApiHandler implements ResourceHandler {
    private static final ResourceSchema SCHEMA = new ResourceSchema(
            "AWS::ApiGatewayV2::Api",
            List.of(
                    optional("Name", text()),
                    optional("ProtocolType", text()).whoseChangeReplaces(),
                    optional("Description", text()),
                    optional("Version", text()),
                    optional("Body", json()),
                    optional("FailOnWarnings", flag()),
                    optional("RouteSelectionExpression", text()),
                    optional(
                            "CorsConfiguration",
                            structure(
                                    optional("AllowCredentials", flag()),
                                    optional("AllowHeaders", list(text())),
                                    optional("AllowMethods", list(text())),
                                    optional("AllowOrigins", list(text())),
                                    optional("ExposeHeaders", list(text())),
                                    optional("MaxAge", whole()))),
                    optional("Tags", map(text()))),
            Set.of("ApiEndpoint", "ApiId"));

    private final HttpApis apis;
    private final HttpImports imports;

    public HttpApiHandler(HttpApis apis, HttpImports imports) {
        this.apis = apis;
        this.imports = imports;
    }

    @Override
    public ResourceSchema schema() {
        return SCHEMA;
    }

    @Override
    public ResourceState create(ResourceContext context, ResourceProperties properties) {
        Optional<OpenApiDocument> document = document(properties);
        String id = context.generatedId(10);
        Optional<GetApiResponse> existing = context.resumed() ? existing(context, id) : Optional.empty();
        GetApiResponse api =
                existing.orElseGet(() -> apis.create(description(context, properties, document), context.caller(), id));
        document.ifPresent(body -> imports.overwrite(id, body, context.caller()));
        return state(api);
    }

    private static CreateApiRequest description(
            ResourceContext context, ResourceProperties properties, Optional<OpenApiDocument> document) {
        CreateApiRequest base = document.map(HttpImports::description)
                .orElseGet(() -> CreateApiRequest.builder()
                        .name(properties
                                .text("Name")
                                .orElseThrow(() -> ResourceException.invalid("Name is required without a Body")))
                        .protocolType(properties
                                .text("ProtocolType")
                                .orElseThrow(
                                        () -> ResourceException.invalid("ProtocolType is required without a Body")))
                        .build());
        CreateApiRequest.Builder request = base.toBuilder();
        properties.text("Name").ifPresent(request::name);
        properties.text("Description").ifPresent(request::description);
        properties.text("Version").ifPresent(request::version);
        properties.text("RouteSelectionExpression").ifPresent(request::routeSelectionExpression);
        properties.structure("CorsConfiguration").ifPresent(cors -> request.corsConfiguration(cors(cors)));
        Map<String, String> tags = new LinkedHashMap<>(context.tags());
        tags.putAll(properties.textMap("Tags"));
        return request.tags(tags).build();
    }

    private Optional<GetApiResponse> existing(ResourceContext context, String id) {
        try {
            return Optional.of(apis.get(id, context.caller()));
        } catch (NotFoundException e) {
            return Optional.empty();
        }
    }

    @Override
    public ResourceState update(
            ResourceContext context, String physicalId, ResourceProperties before, ResourceProperties after) {
        Optional<OpenApiDocument> document = document(after);
        UpdateApiRequest.Builder request = UpdateApiRequest.builder().apiId(physicalId);
        after.text("Name").ifPresent(request::name);
        after.text("Description").ifPresent(request::description);
        after.text("Version").ifPresent(request::version);
        after.structure("CorsConfiguration").ifPresent(cors -> request.corsConfiguration(cors(cors)));
        GetApiResponse api = apis.update(request.build(), context.caller());
        if (before.has("CorsConfiguration") && !after.has("CorsConfiguration")) {
            apis.deleteCors(physicalId, context.caller());
        }
        apis.tag(physicalId, after.textMap("Tags"), List.of(), context.caller());
        document.ifPresent(body -> imports.overwrite(physicalId, body, context.caller()));
        return state(api);
    }

    @Override
    public void delete(ResourceContext context, String physicalId, ResourceProperties properties) {
        Gone.orDelete(() -> apis.delete(physicalId, context.caller()));
    }

    private static Cors cors(ResourceProperties cors) {
        return Cors.builder()
                .allowCredentials(cors.flag("AllowCredentials", false))
                .allowHeaders(cors.texts("AllowHeaders"))
                .allowMethods(cors.texts("AllowMethods"))
                .allowOrigins(cors.texts("AllowOrigins"))
                .exposeHeaders(cors.texts("ExposeHeaders"))
                .maxAge(cors.whole("MaxAge").map(Math::toIntExact).orElse(null))
                .build();
    }

    private static Optional<OpenApiDocument> document(ResourceProperties properties) {
        Optional<JsonValue> body = properties.value("Body");
        if (body.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(OpenApiDocument.read(body.get()));
        } catch (OpenApiException e) {
            throw ResourceException.invalid(e.getMessage());
        }
    }

    private static ResourceState state(GetApiResponse api) {
        String id = Objects.requireNonNull(api.apiId());
        return ResourceState.of(id)
                .with("ApiEndpoint", Objects.requireNonNull(api.apiEndpoint()))
                .with("ApiId", id);
    }
}
