package dev.gust.services.apigateway.http;

import dev.gust.base.json.JsonValue;
import dev.gust.services.apigateway.openapi.OpenApiDocument;
import dev.gust.services.apigateway.openapi.OpenApiException;
import dev.gust.wire.model.apigatewayv2.Cors;
import dev.gust.wire.model.apigatewayv2.CreateApiRequest;
import dev.gust.wire.model.apigatewayv2.CreateIntegrationRequest;
import dev.gust.wire.model.apigatewayv2.CreateRouteRequest;
import dev.gust.wire.model.apigatewayv2.GetApiResponse;
import dev.gust.wire.model.apigatewayv2.GetIntegrationResult;
import dev.gust.wire.model.apigatewayv2.GetRouteResult;
import dev.gust.wire.model.apigatewayv2.ImportApiRequest;
import dev.gust.wire.model.apigatewayv2.ReimportApiRequest;
import dev.gust.wire.model.apigatewayv2.UpdateApiRequest;
import dev.gust.wire.operation.CallContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** Makes an API out of an OpenAPI document. */
public final class HttpImports {
    private final HttpApis apis;
    private final HttpRoutes routes;

    public HttpImports(HttpApis apis, HttpRoutes routes) {
        this.apis = apis;
        this.routes = routes;
    }

    public GetApiResponse create(ImportApiRequest input, CallContext context) {
        OpenApiDocument document = read(input.body());
        GetApiResponse api = apis.create(description(document), context);
        addRoutes(Objects.requireNonNull(api.apiId()), document, context);
        return api;
    }

    public GetApiResponse replace(ReimportApiRequest input, CallContext context) {
        return overwrite(input.apiId(), read(input.body()), context);
    }

    static CreateApiRequest description(OpenApiDocument document) {
        return CreateApiRequest.builder()
                .name(document.title())
                .protocolType("HTTP")
                .description(document.description().orElse(null))
                .version(document.version().orElse(null))
                .corsConfiguration(document.cors().map(HttpImports::cors).orElse(null))
                .build();
    }

    /** Routes that are in the document replace those of the same key; the others go. */
    GetApiResponse overwrite(String apiId, OpenApiDocument document, CallContext context) {
        GetApiResponse api = apis.get(apiId, context);
        List<GetRouteResult> before = routes.list(apiId, context);
        List<GetIntegrationResult> integrations = routes.integrations(apiId, context);
        for (GetRouteResult route : before) {
            routes.delete(apiId, Objects.requireNonNull(route.routeId()), context);
        }
        for (GetIntegrationResult integration : integrations) {
            routes.deleteIntegration(apiId, Objects.requireNonNull(integration.integrationId()), context);
        }
        addRoutes(apiId, document, context);
        if (document.cors().isPresent()) {
            return apis.update(
                    UpdateApiRequest.builder()
                            .apiId(apiId)
                            .corsConfiguration(cors(document.cors().get()))
                            .build(),
                    context);
        }
        return api;
    }

    void addRoutes(String apiId, OpenApiDocument document, CallContext context) {
        for (OpenApiDocument.Operation operation : document.operations()) {
            JsonValue.Obj json = operation.integration();
            GetIntegrationResult integration = routes.createIntegration(
                    CreateIntegrationRequest.builder()
                            .apiId(apiId)
                            .integrationType(json.string("type").orElse("").toUpperCase(Locale.ROOT))
                            .integrationUri(json.string("uri").orElse(null))
                            .payloadFormatVersion(
                                    json.string("payloadFormatVersion").orElse("1.0"))
                            .credentialsArn(json.string("credentials").orElse(null))
                            .connectionType(json.string("connectionType").orElse(null))
                            .timeoutInMillis(millis(json))
                            .build(),
                    context);
            routes.create(
                    CreateRouteRequest.builder()
                            .apiId(apiId)
                            .routeKey(operation.isDefault() ? "$default" : operation.verb() + " " + operation.path())
                            .target("integrations/" + integration.integrationId())
                            .build(),
                    context);
        }
    }

    private static int millis(JsonValue.Obj integration) {
        return integration.members().get("timeoutInMillis") instanceof JsonValue.Num(var number)
                ? number.intValue()
                : 30_000;
    }

    private static Cors cors(JsonValue.Obj json) {
        return Cors.builder()
                .allowCredentials(
                        json.members().get("allowCredentials") instanceof JsonValue.Bool(boolean flag) && flag)
                .allowOrigins(list(json, "allowOrigins"))
                .allowHeaders(list(json, "allowHeaders"))
                .allowMethods(list(json, "allowMethods"))
                .exposeHeaders(list(json, "exposeHeaders"))
                .maxAge(
                        json.members().get("maxAge") instanceof JsonValue.Num(var seconds)
                                ? Integer.valueOf(seconds.intValue())
                                : null)
                .build();
    }

    private static List<String> list(JsonValue.Obj json, String name) {
        return new ArrayList<>(OpenApiDocument.texts(json.members().get(name)));
    }

    private static OpenApiDocument read(String body) {
        try {
            return OpenApiDocument.parse(body);
        } catch (OpenApiException e) {
            throw HttpErrors.bad(e.getMessage());
        }
    }
}
