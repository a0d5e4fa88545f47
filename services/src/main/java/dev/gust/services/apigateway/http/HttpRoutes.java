package dev.gust.services.apigateway.http;

import dev.gust.base.Arn;
import dev.gust.base.Ids;
import dev.gust.services.apigateway.rest.LambdaUri;
import dev.gust.services.ports.records.ShapeCopy;
import dev.gust.services.ports.records.Supported;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.Transaction;
import dev.gust.wire.model.apigatewayv2.ApiGatewayV2Model;
import dev.gust.wire.model.apigatewayv2.CreateIntegrationRequest;
import dev.gust.wire.model.apigatewayv2.CreateRouteRequest;
import dev.gust.wire.model.apigatewayv2.GetIntegrationResult;
import dev.gust.wire.model.apigatewayv2.GetRouteResult;
import dev.gust.wire.model.apigatewayv2.UpdateIntegrationRequest;
import dev.gust.wire.model.apigatewayv2.UpdateRouteRequest;
import dev.gust.wire.operation.CallContext;
import dev.gust.wire.operation.NotImplementedException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Routes of HTTP APIs and the integrations they lead to. */
public final class HttpRoutes {
    private static final Pattern ROUTE_KEY =
            Pattern.compile("\\$default|(ANY|DELETE|GET|HEAD|OPTIONS|PATCH|POST|PUT) /[^?#\\s]*");
    private static final Set<String> ROUTE_MEMBERS =
            Set.of("ApiId", "RouteId", "RouteKey", "Target", "OperationName", "AuthorizationType");
    private static final Set<String> INTEGRATION_MEMBERS = Set.of(
            "ApiId",
            "IntegrationId",
            "ConnectionType",
            "Description",
            "IntegrationMethod",
            "IntegrationType",
            "IntegrationUri",
            "PayloadFormatVersion",
            "TimeoutInMillis");
    private static final int MAXIMUM_ROUTES = 300;
    private static final int LONGEST_MILLIS = 30_000;

    private final OrderedStore store;
    private final HttpStages stages;
    private final Ids ids;

    public HttpRoutes(OrderedStore store, HttpStages stages, Ids ids) {
        this.store = store;
        this.stages = stages;
        this.ids = ids;
    }

    public GetRouteResult create(CreateRouteRequest input, CallContext context) {
        return create(input, context, ids.lower(7));
    }

    GetRouteResult create(CreateRouteRequest input, CallContext context, String id) {
        Supported.only(HttpApis.SERVICE, input, ROUTE_MEMBERS);
        checkRoute(input.routeKey(), input.authorizationType());
        HttpStore http = new HttpStore(context.account(), context.region());
        return store.transact(tx -> {
            HttpApis.require(http, tx, input.apiId());
            checkTarget(http, tx, input.apiId(), input.target());
            List<GetRouteResult> routes = http.routes(input.apiId()).all(tx);
            if (routes.size() >= MAXIMUM_ROUTES) {
                throw HttpErrors.bad("Limit of " + MAXIMUM_ROUTES + " routes per API reached");
            }
            checkFree(routes, id, input.routeKey());
            GetRouteResult described = ShapeCopy.as(ApiGatewayV2Model.getRoute(), input);
            GetRouteResult route = described.toBuilder()
                    .routeId(id)
                    .apiKeyRequired(false)
                    .authorizationType("NONE")
                    .build();
            http.routes(input.apiId()).put(tx, id, route);
            stages.redeploy(http, tx, input.apiId());
            return route;
        });
    }

    public GetRouteResult get(String apiId, String routeId, CallContext context) {
        HttpStore http = new HttpStore(context.account(), context.region());
        return store.read(reader -> {
            HttpApis.require(http, reader, apiId);
            return http.routes(apiId).get(reader, routeId).orElseThrow(() -> HttpErrors.noRoute(routeId));
        });
    }

    public List<GetRouteResult> list(String apiId, CallContext context) {
        HttpStore http = new HttpStore(context.account(), context.region());
        return store.read(reader -> {
            HttpApis.require(http, reader, apiId);
            return http.routes(apiId).all(reader);
        });
    }

    public GetRouteResult update(UpdateRouteRequest input, CallContext context) {
        Supported.only(HttpApis.SERVICE, input, ROUTE_MEMBERS);
        HttpStore http = new HttpStore(context.account(), context.region());
        return store.transact(tx -> {
            HttpApis.require(http, tx, input.apiId());
            GetRouteResult route = http.routes(input.apiId())
                    .get(tx, input.routeId())
                    .orElseThrow(() -> HttpErrors.noRoute(input.routeId()));
            GetRouteResult changed = ShapeCopy.merged(ApiGatewayV2Model.getRoute(), route, input);
            checkRoute(Objects.requireNonNull(changed.routeKey()), changed.authorizationType());
            checkTarget(http, tx, input.apiId(), changed.target());
            checkFree(http.routes(input.apiId()).all(tx), input.routeId(), Objects.requireNonNull(changed.routeKey()));
            http.routes(input.apiId()).put(tx, input.routeId(), changed);
            stages.redeploy(http, tx, input.apiId());
            return changed;
        });
    }

    public void delete(String apiId, String routeId, CallContext context) {
        HttpStore http = new HttpStore(context.account(), context.region());
        store.write(tx -> {
            HttpApis.require(http, tx, apiId);
            if (!http.routes(apiId).has(tx, routeId)) {
                throw HttpErrors.noRoute(routeId);
            }
            http.routes(apiId).delete(tx, routeId);
            stages.redeploy(http, tx, apiId);
        });
    }

    public GetIntegrationResult createIntegration(CreateIntegrationRequest input, CallContext context) {
        return createIntegration(input, context, ids.lower(7));
    }

    GetIntegrationResult createIntegration(CreateIntegrationRequest input, CallContext context, String id) {
        Supported.only(HttpApis.SERVICE, input, INTEGRATION_MEMBERS);
        GetIntegrationResult described = ShapeCopy.as(ApiGatewayV2Model.getIntegration(), input);
        GetIntegrationResult integration = described.toBuilder()
                .integrationId(id)
                .connectionType("INTERNET")
                .integrationMethod("POST")
                .timeoutInMillis(input.timeoutInMillis() == null ? LONGEST_MILLIS : input.timeoutInMillis())
                .build();
        checkIntegration(integration, input.connectionType());
        HttpStore http = new HttpStore(context.account(), context.region());
        store.write(tx -> {
            HttpApis.require(http, tx, input.apiId());
            http.integrations(input.apiId()).put(tx, id, integration);
        });
        return integration;
    }

    public GetIntegrationResult integration(String apiId, String integrationId, CallContext context) {
        HttpStore http = new HttpStore(context.account(), context.region());
        return store.read(reader -> {
            HttpApis.require(http, reader, apiId);
            return http.integrations(apiId)
                    .get(reader, integrationId)
                    .orElseThrow(() -> HttpErrors.noIntegration(integrationId));
        });
    }

    public List<GetIntegrationResult> integrations(String apiId, CallContext context) {
        HttpStore http = new HttpStore(context.account(), context.region());
        return store.read(reader -> {
            HttpApis.require(http, reader, apiId);
            return http.integrations(apiId).all(reader);
        });
    }

    public GetIntegrationResult updateIntegration(UpdateIntegrationRequest input, CallContext context) {
        Supported.only(HttpApis.SERVICE, input, INTEGRATION_MEMBERS);
        HttpStore http = new HttpStore(context.account(), context.region());
        return store.transact(tx -> {
            HttpApis.require(http, tx, input.apiId());
            GetIntegrationResult integration = http.integrations(input.apiId())
                    .get(tx, input.integrationId())
                    .orElseThrow(() -> HttpErrors.noIntegration(input.integrationId()));
            GetIntegrationResult changed = ShapeCopy.merged(ApiGatewayV2Model.getIntegration(), integration, input);
            checkIntegration(changed, input.connectionType());
            http.integrations(input.apiId()).put(tx, input.integrationId(), changed);
            stages.redeploy(http, tx, input.apiId());
            return changed;
        });
    }

    public void deleteIntegration(String apiId, String integrationId, CallContext context) {
        HttpStore http = new HttpStore(context.account(), context.region());
        store.write(tx -> {
            HttpApis.require(http, tx, apiId);
            if (!http.integrations(apiId).has(tx, integrationId)) {
                throw HttpErrors.noIntegration(integrationId);
            }
            for (GetRouteResult route : http.routes(apiId).all(tx)) {
                if (("integrations/" + integrationId).equals(route.target())) {
                    throw HttpErrors.bad("Cannot delete Integration '" + integrationId + "'. It is used by the route '"
                            + route.routeKey() + "'.");
                }
            }
            http.integrations(apiId).delete(tx, integrationId);
        });
    }

    private static void checkRoute(String routeKey, @Nullable String authorizationType) {
        if (!ROUTE_KEY.matcher(routeKey).matches()) {
            throw HttpErrors.bad("The provided route key is not formatted properly for HTTP protocol. Format should be"
                    + " \"<HTTP METHOD> /<RESOURCE PATH>\" or \"$default\"");
        }
        if (authorizationType != null && !authorizationType.equals("NONE")) {
            throw NotImplementedException.feature(HttpApis.SERVICE, "the authorization type " + authorizationType);
        }
    }

    private static void checkFree(List<GetRouteResult> routes, String id, String routeKey) {
        for (GetRouteResult other : routes) {
            if (routeKey.equals(other.routeKey()) && !id.equals(other.routeId())) {
                throw HttpErrors.routeExists(routeKey);
            }
        }
    }

    private static void checkTarget(HttpStore http, Transaction tx, String apiId, @Nullable String target) {
        if (target == null) {
            return;
        }
        String prefix = "integrations/";
        if (!target.startsWith(prefix) || !http.integrations(apiId).has(tx, target.substring(prefix.length()))) {
            throw HttpErrors.bad("Target must be of the form integrations/<integration id>, naming an integration of"
                    + " this API: " + target);
        }
    }

    private static void checkIntegration(GetIntegrationResult integration, @Nullable String connectionType) {
        if (!"AWS_PROXY".equals(integration.integrationType())) {
            throw NotImplementedException.feature(
                    HttpApis.SERVICE, "the integration type " + integration.integrationType());
        }
        if (connectionType != null && !connectionType.equals("INTERNET")) {
            throw NotImplementedException.feature(HttpApis.SERVICE, "the connection type " + connectionType);
        }
        String version = integration.payloadFormatVersion();
        if (!"1.0".equals(version) && !"2.0".equals(version)) {
            throw HttpErrors.bad("PayloadFormatVersion is a required parameter for integration: 1.0 or 2.0");
        }
        Integer millis = integration.timeoutInMillis();
        if (millis == null || millis < 50 || millis > LONGEST_MILLIS) {
            throw HttpErrors.bad("Timeout should be between 50 ms and " + LONGEST_MILLIS + " ms");
        }
        Optional<Arn> function =
                LambdaUri.function(Objects.requireNonNullElse(integration.integrationUri(), ""), Map.of());
        if (function.isEmpty()) {
            throw HttpErrors.bad("Invalid Integration URI: it has to be the ARN of a Lambda function");
        }
    }
}
