package dev.gust.services.apigateway.http;

import dev.gust.services.apigateway.owner.ApiIndex;
import dev.gust.services.ports.records.ShapeCodec;
import dev.gust.services.ports.records.Shelf;
import dev.gust.storage.Codec;
import dev.gust.storage.Key;
import dev.gust.wire.model.apigatewayv2.ApiGatewayV2Model;
import dev.gust.wire.model.apigatewayv2.GetApiResponse;
import dev.gust.wire.model.apigatewayv2.GetDeploymentResponse;
import dev.gust.wire.model.apigatewayv2.GetIntegrationResult;
import dev.gust.wire.model.apigatewayv2.GetRouteResult;
import dev.gust.wire.model.apigatewayv2.GetStageResponse;
import java.util.List;

/** Where HTTP APIs are kept: {@code account / region / apigateway / http / api / collection / id}. */
public record HttpStore(String account, String region) {
    private static final Codec<GetApiResponse> API =
            ShapeCodec.of(21, () -> ApiGatewayV2Model.getApi().output());
    private static final Codec<GetRouteResult> ROUTE =
            ShapeCodec.of(22, () -> ApiGatewayV2Model.getRoute().output());
    private static final Codec<GetIntegrationResult> INTEGRATION =
            ShapeCodec.of(23, () -> ApiGatewayV2Model.getIntegration().output());
    private static final Codec<GetStageResponse> STAGE =
            ShapeCodec.of(24, () -> ApiGatewayV2Model.getStage().output());
    private static final Codec<GetDeploymentResponse> DEPLOYMENT =
            ShapeCodec.of(25, () -> ApiGatewayV2Model.getDeployment().output());
    private static final Codec<Snapshot> SNAPSHOT = Codec.of(
            26,
            1,
            (out, snapshot) -> out.value(API, snapshot.api())
                    .list(snapshot.routes(), (item, route) -> item.value(ROUTE, route))
                    .list(snapshot.integrations(), (item, integration) -> item.value(INTEGRATION, integration)),
            in -> new Snapshot(
                    in.value(API), in.list(item -> item.value(ROUTE)), in.list(item -> item.value(INTEGRATION))));

    /** What a deployment froze. */
    public record Snapshot(GetApiResponse api, List<GetRouteResult> routes, List<GetIntegrationResult> integrations) {
        public Snapshot {
            routes = List.copyOf(routes);
            integrations = List.copyOf(integrations);
        }
    }

    public ApiIndex.Owner owner() {
        return new ApiIndex.Owner(account, region, ApiIndex.Kind.HTTP);
    }

    public Shelf<GetApiResponse> apis() {
        return new Shelf<>(base("http"), API);
    }

    public Shelf<GetRouteResult> routes(String apiId) {
        return new Shelf<>(base("http-routes").plus(apiId), ROUTE);
    }

    public Shelf<GetIntegrationResult> integrations(String apiId) {
        return new Shelf<>(base("http-integrations").plus(apiId), INTEGRATION);
    }

    public Shelf<GetStageResponse> stages(String apiId) {
        return new Shelf<>(base("http-stages").plus(apiId), STAGE);
    }

    public Shelf<GetDeploymentResponse> deployments(String apiId) {
        return new Shelf<>(base("http-deployments").plus(apiId), DEPLOYMENT);
    }

    public Shelf<Snapshot> snapshots(String apiId) {
        return new Shelf<>(base("http-snapshots").plus(apiId), SNAPSHOT);
    }

    private Key base(String collection) {
        return Key.of(account, region, "apigateway", collection);
    }
}
