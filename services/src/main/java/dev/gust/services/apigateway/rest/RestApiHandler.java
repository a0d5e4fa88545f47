package dev.gust.services.apigateway.rest;

import static dev.gust.services.ports.resources.Property.optional;
import static dev.gust.services.ports.resources.PropertyType.flag;
import static dev.gust.services.ports.resources.PropertyType.json;
import static dev.gust.services.ports.resources.PropertyType.list;
import static dev.gust.services.ports.resources.PropertyType.map;
import static dev.gust.services.ports.resources.PropertyType.structure;
import static dev.gust.services.ports.resources.PropertyType.tags;
import static dev.gust.services.ports.resources.PropertyType.text;

import dev.gust.base.json.JsonValue;
import dev.gust.services.apigateway.openapi.OpenApiDocument;
import dev.gust.services.apigateway.openapi.OpenApiException;
import dev.gust.services.ports.resources.Gone;
import dev.gust.services.ports.resources.PropertyType;
import dev.gust.services.ports.resources.ResourceContext;
import dev.gust.services.ports.resources.ResourceException;
import dev.gust.services.ports.resources.ResourceHandler;
import dev.gust.services.ports.resources.ResourceProperties;
import dev.gust.services.ports.resources.ResourceSchema;
import dev.gust.services.ports.resources.ResourceState;
import dev.gust.wire.model.apigateway.CreateRestApiRequest;
import dev.gust.wire.model.apigateway.EndpointConfiguration;
import dev.gust.wire.model.apigateway.NotFoundException;
import dev.gust.wire.model.apigateway.PatchOperation;
import dev.gust.wire.model.apigateway.RestApi;
import dev.gust.wire.model.apigateway.UpdateRestApiRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** {@code AWS::ApiGateway::RestApi}: an empty API, or one that a document in {@code Body} describes. */
public final class RestApiHandler implements ResourceHandler {
    private static final ResourceSchema SCHEMA = new ResourceSchema(
            "AWS::ApiGateway::RestApi",
            List.of(
                    optional("Name", text()),
                    optional("Description", text()),
                    optional("Body", json()),
                    optional("BinaryMediaTypes", list(text())),
                    optional("EndpointConfiguration", structure(optional("Types", list(text()))))
                            .whoseChangeReplaces(),
                    optional("ApiKeySourceType", PropertyType.oneOf("HEADER")),
                    optional("Policy", PropertyType.oneOf("")),
                    optional("FailOnWarnings", flag()),
                    optional("Parameters", map(text())),
                    optional("Tags", tags())),
            Set.of("RootResourceId", "RestApiId"));

    private final RestApis apis;
    private final RestImports imports;

    public RestApiHandler(RestApis apis, RestImports imports) {
        this.apis = apis;
        this.imports = imports;
    }

    @Override
    public ResourceSchema schema() {
        return SCHEMA;
    }

    @Override
    public ResourceState create(ResourceContext context, ResourceProperties properties) {
        checkParameters(properties);
        Optional<OpenApiDocument> document = document(properties);
        String id = context.generatedId(10);
        RestApi api = context.resumed()
                ? existing(context, id).orElseGet(() -> make(context, properties, document, id))
                : make(context, properties, document, id);
        document.ifPresent(body -> imports.overwrite(id, body, context.caller()));
        return state(api);
    }

    private RestApi make(
            ResourceContext context, ResourceProperties properties, Optional<OpenApiDocument> document, String id) {
        String name = properties
                .text("Name")
                .or(() -> document.map(OpenApiDocument::title).filter(title -> !title.isEmpty()))
                .orElseThrow(() -> ResourceException.invalid("Name is required, or a Body whose info has a title"));
        CreateRestApiRequest.Builder request = CreateRestApiRequest.builder()
                .name(name)
                .description(properties.text("Description").orElse(null))
                .binaryMediaTypes(properties.texts("BinaryMediaTypes"))
                .tags(properties.tags("Tags", context));
        properties
                .structure("EndpointConfiguration")
                .ifPresent(endpoints -> request.endpointConfiguration(
                        new EndpointConfiguration(endpoints.texts("Types"), null, List.of())));
        return apis.create(request.build(), context.caller(), id);
    }

    private Optional<RestApi> existing(ResourceContext context, String id) {
        try {
            return Optional.of(apis.get(id, context.caller()));
        } catch (NotFoundException e) {
            return Optional.empty();
        }
    }

    @Override
    public ResourceState update(
            ResourceContext context, String physicalId, ResourceProperties before, ResourceProperties after) {
        checkParameters(after);
        Optional<OpenApiDocument> document = document(after);
        List<PatchOperation> patches = new ArrayList<>();
        after.text("Name").ifPresent(name -> patches.add(new PatchOperation("replace", "/name", name, null)));
        after.text("Description")
                .ifPresent(words -> patches.add(new PatchOperation("replace", "/description", words, null)));
        for (String type : before.texts("BinaryMediaTypes")) {
            patches.add(new PatchOperation("remove", "/binaryMediaTypes/" + type.replace("/", "~1"), null, null));
        }
        for (String type : after.texts("BinaryMediaTypes")) {
            patches.add(new PatchOperation("add", "/binaryMediaTypes/" + type.replace("/", "~1"), null, null));
        }
        RestApi api = apis.update(new UpdateRestApiRequest(physicalId, patches), context.caller());
        apis.tag(physicalId, after.tags("Tags", context), List.of(), context.caller());
        document.ifPresent(body -> imports.overwrite(physicalId, body, context.caller()));
        return state(api);
    }

    @Override
    public void delete(ResourceContext context, String physicalId, ResourceProperties properties) {
        Gone.orDelete(() -> apis.delete(physicalId, context.caller()));
    }

    /** The one parameter that frameworks set says what {@code EndpointConfiguration} says as well. */
    private static void checkParameters(ResourceProperties properties) {
        for (String name : properties.textMap("Parameters").keySet()) {
            if (!name.equals("endpointConfigurationTypes")) {
                throw ResourceException.invalid("Gust does not support the parameter " + name + " of an API's Body");
            }
        }
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

    private static ResourceState state(RestApi api) {
        String id = RestApis.id(api);
        return ResourceState.of(id)
                .with("RootResourceId", Objects.requireNonNull(api.rootResourceId()))
                .with("RestApiId", id);
    }
}
