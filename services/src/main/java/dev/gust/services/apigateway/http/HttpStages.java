package dev.gust.services.apigateway.http;

import dev.gust.base.Ids;
import dev.gust.base.time.Clock;
import dev.gust.services.ports.records.ShapeCopy;
import dev.gust.services.ports.records.Supported;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.Transaction;
import dev.gust.wire.model.apigatewayv2.ApiGatewayV2Model;
import dev.gust.wire.model.apigatewayv2.CreateDeploymentRequest;
import dev.gust.wire.model.apigatewayv2.CreateStageRequest;
import dev.gust.wire.model.apigatewayv2.GetDeploymentResponse;
import dev.gust.wire.model.apigatewayv2.GetStageResponse;
import dev.gust.wire.model.apigatewayv2.RouteSettings;
import dev.gust.wire.model.apigatewayv2.UpdateStageRequest;
import dev.gust.wire.operation.CallContext;
import dev.gust.wire.schema.Structure;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Stages, and the deployments they serve. A stage with automatic deployment gets a new one with every change. */
public final class HttpStages {
    private static final Set<String> MEMBERS = Set.of(
            "ApiId",
            "StageName",
            "AutoDeploy",
            "DeploymentId",
            "Description",
            "StageVariables",
            "Tags",
            "DefaultRouteSettings");

    private final OrderedStore store;
    private final Clock clock;
    private final Ids ids;

    public HttpStages(OrderedStore store, Clock clock, Ids ids) {
        this.store = store;
        this.clock = clock;
        this.ids = ids;
    }

    public GetStageResponse create(CreateStageRequest input, CallContext context) {
        check(input, input.defaultRouteSettings());
        if (!input.stageName().matches("\\$default|[a-zA-Z0-9_-]{1,128}")) {
            throw HttpErrors.bad("Stage name only allows a-zA-Z0-9_- or $default");
        }
        HttpStore http = new HttpStore(context.account(), context.region());
        return store.transact(tx -> {
            HttpApis.require(http, tx, input.apiId());
            if (http.stages(input.apiId()).has(tx, input.stageName())) {
                throw HttpErrors.stageExists();
            }
            checkDeployment(http, tx, input.apiId(), input.deploymentId());
            GetStageResponse described = ShapeCopy.as(ApiGatewayV2Model.getStage(), input);
            GetStageResponse stage = described.toBuilder()
                    .createdDate(clock.instant())
                    .lastUpdatedDate(clock.instant())
                    .autoDeploy(Boolean.TRUE.equals(input.autoDeploy()))
                    .build();
            http.stages(input.apiId()).put(tx, input.stageName(), stage);
            return Boolean.TRUE.equals(input.autoDeploy()) ? deployed(http, tx, input.apiId(), stage) : stage;
        });
    }

    public GetStageResponse get(String apiId, String name, CallContext context) {
        HttpStore http = new HttpStore(context.account(), context.region());
        return store.read(reader -> {
            HttpApis.require(http, reader, apiId);
            return http.stages(apiId).get(reader, name).orElseThrow(HttpErrors::noStage);
        });
    }

    public List<GetStageResponse> list(String apiId, CallContext context) {
        HttpStore http = new HttpStore(context.account(), context.region());
        return store.read(reader -> {
            HttpApis.require(http, reader, apiId);
            return http.stages(apiId).all(reader);
        });
    }

    public GetStageResponse update(UpdateStageRequest input, CallContext context) {
        check(input, input.defaultRouteSettings());
        HttpStore http = new HttpStore(context.account(), context.region());
        return store.transact(tx -> {
            HttpApis.require(http, tx, input.apiId());
            GetStageResponse stage =
                    http.stages(input.apiId()).get(tx, input.stageName()).orElseThrow(HttpErrors::noStage);
            checkDeployment(http, tx, input.apiId(), input.deploymentId());
            GetStageResponse merged = ShapeCopy.merged(ApiGatewayV2Model.getStage(), stage, input);
            GetStageResponse changed =
                    merged.toBuilder().lastUpdatedDate(clock.instant()).build();
            http.stages(input.apiId()).put(tx, input.stageName(), changed);
            boolean turnedOn = Boolean.TRUE.equals(input.autoDeploy()) && !Boolean.TRUE.equals(stage.autoDeploy());
            return turnedOn ? deployed(http, tx, input.apiId(), changed) : changed;
        });
    }

    public void delete(String apiId, String name, CallContext context) {
        HttpStore http = new HttpStore(context.account(), context.region());
        store.write(tx -> {
            HttpApis.require(http, tx, apiId);
            if (!http.stages(apiId).has(tx, name)) {
                throw HttpErrors.noStage();
            }
            http.stages(apiId).delete(tx, name);
        });
    }

    public GetDeploymentResponse deploy(CreateDeploymentRequest input, CallContext context) {
        return deploy(input, context, ids.lower(6));
    }

    GetDeploymentResponse deploy(CreateDeploymentRequest input, CallContext context, String id) {
        HttpStore http = new HttpStore(context.account(), context.region());
        return store.transact(tx -> {
            HttpApis.require(http, tx, input.apiId());
            GetDeploymentResponse deployment = freeze(http, tx, input.apiId(), id, input.description(), false);
            if (input.stageName() != null) {
                GetStageResponse stage =
                        http.stages(input.apiId()).get(tx, input.stageName()).orElseThrow(HttpErrors::noStage);
                http.stages(input.apiId())
                        .put(
                                tx,
                                input.stageName(),
                                stage.toBuilder()
                                        .deploymentId(id)
                                        .lastUpdatedDate(clock.instant())
                                        .build());
            }
            return deployment;
        });
    }

    public GetDeploymentResponse deployment(String apiId, String deploymentId, CallContext context) {
        HttpStore http = new HttpStore(context.account(), context.region());
        return store.read(reader -> {
            HttpApis.require(http, reader, apiId);
            return http.deployments(apiId)
                    .get(reader, deploymentId)
                    .orElseThrow(() -> HttpErrors.noDeployment(deploymentId));
        });
    }

    public List<GetDeploymentResponse> deployments(String apiId, CallContext context) {
        HttpStore http = new HttpStore(context.account(), context.region());
        return store.read(reader -> {
            HttpApis.require(http, reader, apiId);
            return http.deployments(apiId).all(reader);
        });
    }

    public void deleteDeployment(String apiId, String deploymentId, CallContext context) {
        HttpStore http = new HttpStore(context.account(), context.region());
        store.write(tx -> {
            HttpApis.require(http, tx, apiId);
            if (!http.deployments(apiId).has(tx, deploymentId)) {
                throw HttpErrors.noDeployment(deploymentId);
            }
            for (GetStageResponse stage : http.stages(apiId).all(tx)) {
                if (deploymentId.equals(stage.deploymentId())) {
                    throw HttpErrors.bad("Active stages pointing to this deployment must be moved or deleted");
                }
            }
            http.deployments(apiId).delete(tx, deploymentId);
            http.snapshots(apiId).delete(tx, deploymentId);
        });
    }

    /** After a change of the API: every stage that deploys by itself serves it from this commit on. */
    void redeploy(HttpStore http, Transaction tx, String apiId) {
        for (GetStageResponse stage : http.stages(apiId).all(tx)) {
            if (Boolean.TRUE.equals(stage.autoDeploy())) {
                deployed(http, tx, apiId, stage);
            }
        }
    }

    private GetStageResponse deployed(HttpStore http, Transaction tx, String apiId, GetStageResponse stage) {
        String id = ids.lower(6);
        freeze(http, tx, apiId, id, "Automatic deployment triggered by changes to the Api configuration", true);
        String before = stage.deploymentId();
        if (before != null
                && http.deployments(apiId)
                        .get(tx, before)
                        .map(GetDeploymentResponse::autoDeployed)
                        .orElse(false)) {
            http.deployments(apiId).delete(tx, before);
            http.snapshots(apiId).delete(tx, before);
        }
        GetStageResponse changed = stage.toBuilder()
                .deploymentId(id)
                .lastDeploymentStatusMessage("Successfully deployed stage with deployment ID '" + id + "'")
                .build();
        http.stages(apiId).put(tx, Objects.requireNonNull(stage.stageName()), changed);
        return changed;
    }

    private GetDeploymentResponse freeze(
            HttpStore http, Transaction tx, String apiId, String id, @Nullable String description, boolean automatic) {
        GetDeploymentResponse deployment = GetDeploymentResponse.builder()
                .deploymentId(id)
                .autoDeployed(automatic)
                .createdDate(clock.instant())
                .deploymentStatus("DEPLOYED")
                .description(description)
                .build();
        http.deployments(apiId).put(tx, id, deployment);
        http.snapshots(apiId)
                .put(
                        tx,
                        id,
                        new HttpStore.Snapshot(
                                HttpApis.require(http, tx, apiId),
                                http.routes(apiId).all(tx),
                                http.integrations(apiId).all(tx)));
        return deployment;
    }

    private static void checkDeployment(HttpStore http, Transaction tx, String apiId, @Nullable String deploymentId) {
        if (deploymentId != null && !http.deployments(apiId).has(tx, deploymentId)) {
            throw HttpErrors.noDeployment(deploymentId);
        }
    }

    /** Metrics are made of usage records for every route alike, so asking for them in detail changes nothing. */
    private static void check(Structure input, @Nullable RouteSettings settings) {
        Supported.only(HttpApis.SERVICE, input, MEMBERS);
        if (settings != null) {
            Supported.only(HttpApis.SERVICE, settings, Set.of("DetailedMetricsEnabled"));
        }
    }
}
