package dev.gust.services.apigateway.rest;

import dev.gust.base.Ids;
import dev.gust.base.time.Clock;
import dev.gust.services.ports.records.Supported;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.Transaction;
import dev.gust.wire.model.apigateway.CreateDeploymentRequest;
import dev.gust.wire.model.apigateway.CreateStageRequest;
import dev.gust.wire.model.apigateway.Deployment;
import dev.gust.wire.model.apigateway.Method;
import dev.gust.wire.model.apigateway.MethodSnapshot;
import dev.gust.wire.model.apigateway.PatchOperation;
import dev.gust.wire.model.apigateway.Resource;
import dev.gust.wire.model.apigateway.RestApi;
import dev.gust.wire.model.apigateway.Stage;
import dev.gust.wire.model.apigateway.UpdateStageRequest;
import dev.gust.wire.operation.CallContext;
import dev.gust.wire.operation.NotImplementedException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Deployments, which freeze an API as it is, and stages, which serve one. */
public final class RestDeployments {
    private static final String SERVICE = "API Gateway";

    private final OrderedStore store;
    private final Clock clock;
    private final Ids ids;

    public RestDeployments(OrderedStore store, Clock clock, Ids ids) {
        this.store = store;
        this.clock = clock;
        this.ids = ids;
    }

    public Deployment create(CreateDeploymentRequest input, CallContext context) {
        return create(input, context, ids.lower(6));
    }

    Deployment create(CreateDeploymentRequest input, CallContext context, String id) {
        Supported.only(
                SERVICE, input, Set.of("restApiId", "stageName", "stageDescription", "description", "variables"));
        RestStore rest = new RestStore(context.account(), context.region());
        Instant now = clock.instant();
        return store.transact(tx -> {
            RestApi api = RestApis.require(rest, tx, input.restApiId());
            List<Resource> resources = rest.resources(input.restApiId()).all(tx);
            Deployment deployment = new Deployment(id, input.description(), now, summary(resources));
            rest.deployments(input.restApiId()).put(tx, id, deployment);
            rest.snapshots(input.restApiId()).put(tx, id, new RestStore.Snapshot(api, resources));
            String stageName = input.stageName();
            if (stageName != null) {
                Stage stage = rest.stages(input.restApiId())
                        .get(tx, stageName)
                        .orElseGet(() -> stage(stageName, id, now, Map.of()));
                Stage.Builder changed = stage.toBuilder().deploymentId(id).lastUpdatedDate(now);
                if (input.hasVariables()) {
                    changed.variables(input.variables());
                }
                if (input.stageDescription() != null) {
                    changed.description(input.stageDescription());
                }
                rest.stages(input.restApiId()).put(tx, stageName, changed.build());
            }
            return deployment;
        });
    }

    /** Every method without an integration is refused, as at AWS: it could not be served. */
    private static Map<String, Map<String, MethodSnapshot>> summary(List<Resource> resources) {
        Map<String, Map<String, MethodSnapshot>> summary = new LinkedHashMap<>();
        for (Resource resource : resources) {
            for (Map.Entry<String, Method> entry : resource.resourceMethods().entrySet()) {
                if (entry.getValue().methodIntegration() == null) {
                    throw RestErrors.bad("No integration defined for method");
                }
                summary.computeIfAbsent(Objects.requireNonNull(resource.path()), any -> new LinkedHashMap<>())
                        .put(entry.getKey(), new MethodSnapshot("NONE", false));
            }
        }
        if (summary.isEmpty()) {
            throw RestErrors.bad("The REST API doesn't contain any methods");
        }
        return summary;
    }

    public Deployment get(String apiId, String deploymentId, CallContext context) {
        RestStore rest = new RestStore(context.account(), context.region());
        return store.read(reader -> {
            RestApis.require(rest, reader, apiId);
            return rest.deployments(apiId).get(reader, deploymentId).orElseThrow(RestErrors::noDeployment);
        });
    }

    public List<Deployment> list(String apiId, CallContext context) {
        RestStore rest = new RestStore(context.account(), context.region());
        return store.read(reader -> {
            RestApis.require(rest, reader, apiId);
            return rest.deployments(apiId).all(reader);
        });
    }

    public void delete(String apiId, String deploymentId, CallContext context) {
        RestStore rest = new RestStore(context.account(), context.region());
        store.write(tx -> {
            RestApis.require(rest, tx, apiId);
            if (!rest.deployments(apiId).has(tx, deploymentId)) {
                throw RestErrors.noDeployment();
            }
            for (Stage stage : rest.stages(apiId).all(tx)) {
                if (deploymentId.equals(stage.deploymentId())) {
                    throw RestErrors.bad("Active stages pointing to this deployment must be moved or deleted");
                }
            }
            rest.deployments(apiId).delete(tx, deploymentId);
            rest.snapshots(apiId).delete(tx, deploymentId);
        });
    }

    public Stage createStage(CreateStageRequest input, CallContext context) {
        Supported.only(
                SERVICE, input, Set.of("restApiId", "stageName", "deploymentId", "description", "variables", "tags"));
        RestStore rest = new RestStore(context.account(), context.region());
        if (!input.stageName().matches("[a-zA-Z0-9_-]{1,128}")) {
            throw RestErrors.bad("Stage name only allows a-zA-Z0-9_-");
        }
        return store.transact(tx -> {
            RestApis.require(rest, tx, input.restApiId());
            requireDeployment(rest, tx, input.restApiId(), input.deploymentId());
            if (rest.stages(input.restApiId()).has(tx, input.stageName())) {
                throw RestErrors.stageExists();
            }
            Stage stage = stage(input.stageName(), input.deploymentId(), clock.instant(), input.tags()).toBuilder()
                    .description(input.description())
                    .variables(input.variables())
                    .build();
            rest.stages(input.restApiId()).put(tx, input.stageName(), stage);
            return stage;
        });
    }

    public Stage stage(String apiId, String name, CallContext context) {
        RestStore rest = new RestStore(context.account(), context.region());
        return store.read(reader -> {
            RestApis.require(rest, reader, apiId);
            return rest.stages(apiId).get(reader, name).orElseThrow(RestErrors::noStage);
        });
    }

    public List<Stage> stages(String apiId, @Nullable String deploymentId, CallContext context) {
        RestStore rest = new RestStore(context.account(), context.region());
        return store.read(reader -> {
            RestApis.require(rest, reader, apiId);
            return rest.stages(apiId).all(reader).stream()
                    .filter(stage -> deploymentId == null || deploymentId.equals(stage.deploymentId()))
                    .toList();
        });
    }

    public Stage updateStage(UpdateStageRequest input, CallContext context) {
        RestStore rest = new RestStore(context.account(), context.region());
        return store.transact(tx -> {
            RestApis.require(rest, tx, input.restApiId());
            Stage stage =
                    rest.stages(input.restApiId()).get(tx, input.stageName()).orElseThrow(RestErrors::noStage);
            for (PatchOperation patch : input.patchOperations()) {
                stage = patched(stage, patch);
            }
            requireDeployment(rest, tx, input.restApiId(), Objects.requireNonNullElse(stage.deploymentId(), ""));
            Stage changed = stage.toBuilder().lastUpdatedDate(clock.instant()).build();
            rest.stages(input.restApiId()).put(tx, input.stageName(), changed);
            return changed;
        });
    }

    public void deleteStage(String apiId, String name, CallContext context) {
        RestStore rest = new RestStore(context.account(), context.region());
        store.write(tx -> {
            RestApis.require(rest, tx, apiId);
            if (!rest.stages(apiId).has(tx, name)) {
                throw RestErrors.noStage();
            }
            rest.stages(apiId).delete(tx, name);
        });
    }

    private static Stage patched(Stage stage, PatchOperation patch) {
        String operation = Objects.requireNonNullElse(patch.op(), "");
        String path = Objects.requireNonNullElse(patch.path(), "");
        if (operation.equals("replace") && path.equals("/deploymentId")) {
            return stage.toBuilder().deploymentId(patch.value()).build();
        }
        if (operation.equals("replace") && path.equals("/description")) {
            return stage.toBuilder().description(patch.value()).build();
        }
        if (path.startsWith("/variables/")) {
            Map<String, String> variables = new LinkedHashMap<>(stage.variables());
            String name = path.substring("/variables/".length());
            if (operation.equals("remove")) {
                variables.remove(name);
            } else {
                variables.put(name, Objects.requireNonNullElse(patch.value(), ""));
            }
            return stage.toBuilder().variables(variables).build();
        }
        throw NotImplementedException.feature(
                SERVICE, "the patch operation " + operation + " of " + path + " of a stage");
    }

    private static void requireDeployment(RestStore rest, Transaction tx, String apiId, String deploymentId) {
        if (!rest.deployments(apiId).has(tx, deploymentId)) {
            throw RestErrors.noDeployment();
        }
    }

    private static Stage stage(String name, String deploymentId, Instant now, Map<String, String> tags) {
        return Stage.builder()
                .stageName(name)
                .deploymentId(deploymentId)
                .cacheClusterEnabled(false)
                .cacheClusterStatus("NOT_AVAILABLE")
                .tracingEnabled(false)
                .createdDate(now)
                .lastUpdatedDate(now)
                .tags(tags)
                .build();
    }
}
