package dev.gust.services.apigateway.http;

import dev.gust.base.Ids;
import dev.gust.base.time.Clock;
import dev.gust.services.apigateway.owner.ApiIndex;
import dev.gust.services.ports.records.ShapeCopy;
import dev.gust.services.ports.records.Supported;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.Reader;
import dev.gust.wire.model.apigatewayv2.ApiGatewayV2Model;
import dev.gust.wire.model.apigatewayv2.CreateApiRequest;
import dev.gust.wire.model.apigatewayv2.GetApiResponse;
import dev.gust.wire.model.apigatewayv2.UpdateApiRequest;
import dev.gust.wire.operation.CallContext;
import dev.gust.wire.operation.NotImplementedException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Creates, changes and deletes HTTP APIs. */
public final class HttpApis {
    static final String SERVICE = "ApiGatewayV2";
    private static final Set<String> CREATE_MEMBERS = Set.of(
            "Name", "ProtocolType", "CorsConfiguration", "Description", "RouteSelectionExpression", "Tags", "Version");
    private static final Set<String> UPDATE_MEMBERS =
            Set.of("ApiId", "Name", "CorsConfiguration", "Description", "RouteSelectionExpression", "Version");
    private static final String ROUTE_SELECTION = "$request.method $request.path";
    private static final int MAXIMUM_APIS = 600;

    private final OrderedStore store;
    private final HttpStages stages;
    private final Clock clock;
    private final Ids ids;

    public HttpApis(OrderedStore store, HttpStages stages, Clock clock, Ids ids) {
        this.store = store;
        this.stages = stages;
        this.clock = clock;
        this.ids = ids;
    }

    public GetApiResponse create(CreateApiRequest input, CallContext context) {
        return create(input, context, ids.lower(10));
    }

    GetApiResponse create(CreateApiRequest input, CallContext context, String id) {
        Supported.only(SERVICE, input, CREATE_MEMBERS);
        if (!input.protocolType().equals("HTTP")) {
            throw NotImplementedException.feature(SERVICE, "the protocol " + input.protocolType());
        }
        checkSelection(input.routeSelectionExpression());
        HttpStore http = new HttpStore(context.account(), context.region());
        GetApiResponse described = ShapeCopy.as(ApiGatewayV2Model.getApi(), input);
        GetApiResponse api = described.toBuilder()
                .apiId(id)
                .apiEndpoint(endpoint(id, context))
                .createdDate(clock.instant())
                .routeSelectionExpression(ROUTE_SELECTION)
                .apiKeySelectionExpression("$request.header.x-api-key")
                .disableExecuteApiEndpoint(false)
                .ipAddressType("ipv4")
                .build();
        store.write(tx -> {
            if (http.apis().all(tx.snapshot()).size() >= MAXIMUM_APIS) {
                throw HttpErrors.bad("Limit of " + MAXIMUM_APIS + " APIs per account and region reached");
            }
            http.apis().put(tx, id, api);
            ApiIndex.add(tx, id, http.owner());
        });
        return api;
    }

    /** Under a name where names below localhost resolve; {@code /_aws/execute-api/ID} at the same port always works. */
    private static String endpoint(String id, CallContext context) {
        int port = context.endpoint().getPort();
        return context.endpoint().getScheme() + "://" + id + ".execute-api.localhost" + (port < 0 ? "" : ":" + port);
    }

    public GetApiResponse get(String apiId, CallContext context) {
        HttpStore http = new HttpStore(context.account(), context.region());
        return store.read(reader -> require(http, reader, apiId));
    }

    public List<GetApiResponse> list(CallContext context) {
        return store.read(reader ->
                new HttpStore(context.account(), context.region()).apis().all(reader));
    }

    public GetApiResponse update(UpdateApiRequest input, CallContext context) {
        Supported.only(SERVICE, input, UPDATE_MEMBERS);
        checkSelection(input.routeSelectionExpression());
        HttpStore http = new HttpStore(context.account(), context.region());
        return store.transact(tx -> {
            GetApiResponse api = require(http, tx, input.apiId());
            GetApiResponse changed = ShapeCopy.merged(ApiGatewayV2Model.getApi(), api, input);
            http.apis().put(tx, input.apiId(), changed);
            stages.redeploy(http, tx, input.apiId());
            return changed;
        });
    }

    /** Takes the CORS configuration away, which an update cannot say. */
    public void deleteCors(String apiId, CallContext context) {
        HttpStore http = new HttpStore(context.account(), context.region());
        store.write(tx -> {
            GetApiResponse api = require(http, tx, apiId);
            http.apis().put(tx, apiId, api.toBuilder().corsConfiguration(null).build());
            stages.redeploy(http, tx, apiId);
        });
    }

    public void delete(String apiId, CallContext context) {
        HttpStore http = new HttpStore(context.account(), context.region());
        store.write(tx -> {
            require(http, tx, apiId);
            http.apis().delete(tx, apiId);
            http.routes(apiId).deleteAll(tx);
            http.integrations(apiId).deleteAll(tx);
            http.stages(apiId).deleteAll(tx);
            http.deployments(apiId).deleteAll(tx);
            http.snapshots(apiId).deleteAll(tx);
            ApiIndex.remove(tx, apiId);
        });
    }

    public GetApiResponse tag(String apiId, Map<String, String> added, List<String> removed, CallContext context) {
        HttpStore http = new HttpStore(context.account(), context.region());
        return store.transact(tx -> {
            GetApiResponse api = require(http, tx, apiId);
            Map<String, String> tags = new LinkedHashMap<>(api.tags());
            tags.putAll(added);
            tags.keySet().removeAll(removed);
            GetApiResponse tagged = api.toBuilder().tags(tags).build();
            http.apis().put(tx, apiId, tagged);
            return tagged;
        });
    }

    static GetApiResponse require(HttpStore http, Reader reader, String apiId) {
        return http.apis().get(reader, apiId).orElseThrow(() -> HttpErrors.noApi(apiId));
    }

    private static void checkSelection(@Nullable String expression) {
        if (!Objects.requireNonNullElse(expression, ROUTE_SELECTION)
                .replace("${", "$")
                .replace("}", "")
                .equals(ROUTE_SELECTION)) {
            throw HttpErrors.bad(
                    "Route selection expression must be '${request.method} ${request.path}' for HTTP APIs");
        }
    }
}
