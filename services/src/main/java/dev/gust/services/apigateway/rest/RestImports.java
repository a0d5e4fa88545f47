package dev.gust.services.apigateway.rest;

import dev.gust.base.Ids;
import dev.gust.base.json.JsonValue;
import dev.gust.services.apigateway.openapi.OpenApiDocument;
import dev.gust.services.apigateway.openapi.OpenApiException;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.Transaction;
import dev.gust.wire.http.Payload;
import dev.gust.wire.model.apigateway.BadRequestException;
import dev.gust.wire.model.apigateway.CreateRestApiRequest;
import dev.gust.wire.model.apigateway.ImportRestApiRequest;
import dev.gust.wire.model.apigateway.Integration;
import dev.gust.wire.model.apigateway.IntegrationResponse;
import dev.gust.wire.model.apigateway.Method;
import dev.gust.wire.model.apigateway.MethodResponse;
import dev.gust.wire.model.apigateway.PutIntegrationRequest;
import dev.gust.wire.model.apigateway.PutIntegrationResponseRequest;
import dev.gust.wire.model.apigateway.PutRestApiRequest;
import dev.gust.wire.model.apigateway.Resource;
import dev.gust.wire.model.apigateway.RestApi;
import dev.gust.wire.operation.CallContext;
import dev.gust.wire.operation.NotImplementedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Makes an API out of an OpenAPI document: its whole tree in one commit. */
public final class RestImports {
    private static final int MAXIMUM_BODY = 6 * 1024 * 1024;

    private final OrderedStore store;
    private final RestApis apis;
    private final Ids ids;

    public RestImports(OrderedStore store, RestApis apis, Ids ids) {
        this.store = store;
        this.apis = apis;
        this.ids = ids;
    }

    public RestApi create(ImportRestApiRequest input, CallContext context) {
        if (!input.parameters().isEmpty()) {
            throw NotImplementedException.feature("API Gateway", "the parameters of ImportRestApi");
        }
        OpenApiDocument document = read(input.body());
        RestApi api = apis.create(
                CreateRestApiRequest.builder()
                        .name(document.title())
                        .description(document.description().orElse(null))
                        .version(document.version().orElse(null))
                        .build(),
                context);
        return overwrite(RestApis.id(api), document, context);
    }

    public RestApi replace(PutRestApiRequest input, CallContext context) {
        if (!input.parameters().isEmpty()) {
            throw NotImplementedException.feature("API Gateway", "the parameters of PutRestApi");
        }
        if (!"overwrite".equals(input.mode())) {
            throw NotImplementedException.feature("API Gateway", "the mode merge of PutRestApi");
        }
        return overwrite(input.restApiId(), read(input.body()), context);
    }

    /** Replaces the API's tree by the document's. Paths that stay keep their resources' ids. */
    RestApi overwrite(String apiId, OpenApiDocument document, CallContext context) {
        RestStore rest = new RestStore(context.account(), context.region());
        return store.transact(tx -> {
            RestApi api = RestApis.require(rest, tx, apiId);
            Map<String, Resource> tree = tree(rest, tx, apiId);
            for (OpenApiDocument.Operation operation : document.operations()) {
                Resource resource = at(tree, operation.path());
                Map<String, Method> methods = new LinkedHashMap<>(resource.resourceMethods());
                methods.put(operation.verb(), method(operation, apiId, RestApis.id(resource), context));
                tree.put(
                        operation.path(),
                        resource.toBuilder().resourceMethods(methods).build());
            }
            rest.resources(apiId).deleteAll(tx);
            tree.values().forEach(resource -> rest.resources(apiId).put(tx, RestApis.id(resource), resource));
            RestApi.Builder changed = api.toBuilder();
            if (!document.binaryTypes().isEmpty()) {
                changed.binaryMediaTypes(document.binaryTypes());
            }
            return RestApis.replace(rest, tx, changed.build());
        });
    }

    /** The resources that are there, by path and without methods. */
    private static Map<String, Resource> tree(RestStore rest, Transaction tx, String apiId) {
        Map<String, Resource> before = new HashMap<>();
        for (Resource resource : rest.resources(apiId).all(tx)) {
            before.put(Objects.requireNonNull(resource.path()), resource);
        }
        Map<String, Resource> tree = new LinkedHashMap<>(before);
        tree.replaceAll((path, resource) ->
                resource.toBuilder().resourceMethods(Map.of()).build());
        return tree;
    }

    private Resource at(Map<String, Resource> tree, String path) {
        Resource known = tree.get(path);
        if (known != null) {
            return known;
        }
        int slash = path.lastIndexOf('/');
        if (slash < 0 || path.endsWith("/")) {
            throw new BadRequestException("Invalid path in the API definition: " + path);
        }
        Resource parent = at(tree, slash == 0 ? "/" : path.substring(0, slash));
        Resource made = Resource.builder()
                .id(ids.lower(6))
                .parentId(parent.id())
                .pathPart(path.substring(slash + 1))
                .path(path)
                .build();
        tree.put(path, made);
        return made;
    }

    private static Method method(
            OpenApiDocument.Operation operation, String apiId, String resourceId, CallContext context) {
        JsonValue.Obj json = operation.integration();
        PutIntegrationRequest request = PutIntegrationRequest.builder()
                .restApiId(apiId)
                .resourceId(resourceId)
                .httpMethod(operation.verb())
                .type(json.string("type").orElse("").toUpperCase(Locale.ROOT))
                .integrationHttpMethod(json.string("httpMethod").orElse(null))
                .uri(json.string("uri").orElse(null))
                .requestTemplates(OpenApiDocument.textsOf(json, "requestTemplates"))
                .requestParameters(OpenApiDocument.textsOf(json, "requestParameters"))
                .passthroughBehavior(json.string("passthroughBehavior")
                        .map(text -> text.toUpperCase(Locale.ROOT))
                        .orElse(null))
                .credentials(json.string("credentials").orElse(null))
                .connectionType(json.string("connectionType").orElse(null))
                .build();
        Integration integration = RestMethods.integration(request, context).toBuilder()
                .integrationResponses(integrationResponses(request, json))
                .build();
        Map<String, MethodResponse> responses = new LinkedHashMap<>();
        operation.responses().forEach((status, any) -> {
            if (status.matches("[1-5][0-9][0-9]")) {
                responses.put(status, new MethodResponse(status, Map.of(), Map.of()));
            }
        });
        return Method.builder()
                .httpMethod(operation.verb())
                .authorizationType("NONE")
                .apiKeyRequired(false)
                .methodResponses(responses)
                .methodIntegration(integration)
                .build();
    }

    private static Map<String, IntegrationResponse> integrationResponses(
            PutIntegrationRequest method, JsonValue.Obj integration) {
        Map<String, IntegrationResponse> responses = new LinkedHashMap<>();
        if (integration.members().get("responses") instanceof JsonValue.Obj(Map<String, JsonValue> declared)) {
            for (Map.Entry<String, JsonValue> entry : declared.entrySet()) {
                if (!(entry.getValue() instanceof JsonValue.Obj json)) {
                    throw new BadRequestException("Invalid integration response " + entry.getKey());
                }
                String status = json.string("statusCode").orElse("200");
                PutIntegrationResponseRequest request = PutIntegrationResponseRequest.builder()
                        .restApiId(method.restApiId())
                        .resourceId(method.resourceId())
                        .httpMethod(method.httpMethod())
                        .statusCode(status)
                        .selectionPattern(entry.getKey().equals("default") ? null : entry.getKey())
                        .responseParameters(OpenApiDocument.textsOf(json, "responseParameters"))
                        .responseTemplates(OpenApiDocument.textsOf(json, "responseTemplates"))
                        .build();
                responses.put(status, RestMethods.integrationResponse(request));
            }
        }
        return responses;
    }

    private static OpenApiDocument read(Payload body) {
        try {
            return OpenApiDocument.parse(new String(body.readAll(MAXIMUM_BODY), StandardCharsets.UTF_8));
        } catch (OpenApiException e) {
            throw new BadRequestException(e.getMessage());
        } catch (IOException e) {
            throw new BadRequestException("The API definition could not be read: " + e.getMessage());
        }
    }
}
