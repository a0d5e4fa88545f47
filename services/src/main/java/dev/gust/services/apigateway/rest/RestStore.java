package dev.gust.services.apigateway.rest;

import dev.gust.services.apigateway.owner.ApiIndex;
import dev.gust.services.ports.records.ShapeCodec;
import dev.gust.services.ports.records.Shelf;
import dev.gust.storage.Codec;
import dev.gust.storage.Key;
import dev.gust.wire.model.apigateway.ApiGatewayModel;
import dev.gust.wire.model.apigateway.Deployment;
import dev.gust.wire.model.apigateway.Resource;
import dev.gust.wire.model.apigateway.RestApi;
import dev.gust.wire.model.apigateway.Stage;
import java.util.List;

/** Where REST APIs are kept: {@code account / region / apigateway / rest / api / collection / id}. */
public record RestStore(String account, String region) {
    private static final Codec<RestApi> API =
            ShapeCodec.of(1, () -> ApiGatewayModel.getRestApi().output());
    private static final Codec<Resource> RESOURCE =
            ShapeCodec.of(2, () -> ApiGatewayModel.getResource().output());
    private static final Codec<Deployment> DEPLOYMENT =
            ShapeCodec.of(3, () -> ApiGatewayModel.getDeployment().output());
    private static final Codec<Stage> STAGE =
            ShapeCodec.of(4, () -> ApiGatewayModel.getStage().output());
    private static final Codec<Snapshot> SNAPSHOT = Codec.of(
            5,
            1,
            (out, snapshot) -> out.value(API, snapshot.api())
                    .list(snapshot.resources(), (item, resource) -> item.value(RESOURCE, resource)),
            in -> new Snapshot(in.value(API), in.list(item -> item.value(RESOURCE))));

    /** What a deployment froze. */
    public record Snapshot(RestApi api, List<Resource> resources) {
        public Snapshot {
            resources = List.copyOf(resources);
        }
    }

    public ApiIndex.Owner owner() {
        return new ApiIndex.Owner(account, region, ApiIndex.Kind.REST);
    }

    public Shelf<RestApi> apis() {
        return new Shelf<>(base("rest"), API);
    }

    public Shelf<Resource> resources(String apiId) {
        return new Shelf<>(base("rest-resources").plus(apiId), RESOURCE);
    }

    public Shelf<Deployment> deployments(String apiId) {
        return new Shelf<>(base("rest-deployments").plus(apiId), DEPLOYMENT);
    }

    public Shelf<Snapshot> snapshots(String apiId) {
        return new Shelf<>(base("rest-snapshots").plus(apiId), SNAPSHOT);
    }

    public Shelf<Stage> stages(String apiId) {
        return new Shelf<>(base("rest-stages").plus(apiId), STAGE);
    }

    private Key base(String collection) {
        return Key.of(account, region, "apigateway", collection);
    }
}
