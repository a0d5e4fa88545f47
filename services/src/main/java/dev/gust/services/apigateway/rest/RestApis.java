package dev.gust.services.apigateway.rest;

import dev.gust.base.Ids;
import dev.gust.base.time.Clock;
import dev.gust.services.apigateway.owner.ApiIndex;
import dev.gust.services.ports.records.Supported;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.Reader;
import dev.gust.storage.Transaction;
import dev.gust.wire.model.apigateway.CreateRestApiRequest;
import dev.gust.wire.model.apigateway.EndpointConfiguration;
import dev.gust.wire.model.apigateway.PatchOperation;
import dev.gust.wire.model.apigateway.Resource;
import dev.gust.wire.model.apigateway.RestApi;
import dev.gust.wire.model.apigateway.UpdateRestApiRequest;
import dev.gust.wire.operation.CallContext;
import dev.gust.wire.operation.NotImplementedException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Creates, changes and deletes APIs. */
public final class RestApis {
    private static final Set<String> MEMBERS = Set.of(
            "name", "description", "version", "binaryMediaTypes", "apiKeySource", "endpointConfiguration", "tags");
    private static final int MAXIMUM_APIS = 600;

    private final OrderedStore store;
    private final Clock clock;
    private final Ids ids;

    public RestApis(OrderedStore store, Clock clock, Ids ids) {
        this.store = store;
        this.clock = clock;
        this.ids = ids;
    }

    public RestApi create(CreateRestApiRequest input, CallContext context) {
        return create(input, context, ids.lower(10));
    }

    /** As {@link #create(CreateRestApiRequest, CallContext)}, with an id that a caller who may repeat itself chose. */
    public RestApi create(CreateRestApiRequest input, CallContext context, String id) {
        Supported.only("API Gateway", input, MEMBERS);
        if (input.name().isBlank()) {
            throw RestErrors.bad("No name specified");
        }
        RestStore rest = new RestStore(context.account(), context.region());
        checkEndpoints(input.endpointConfiguration());
        Resource root = Resource.builder().id(ids.lower(10)).path("/").build();
        return store.transact(tx -> {
            if (rest.apis().all(tx.snapshot()).size() >= MAXIMUM_APIS) {
                throw RestErrors.bad("Limit of " + MAXIMUM_APIS + " APIs per account and region reached");
            }
            RestApi api = RestApi.builder()
                    .id(id)
                    .name(input.name())
                    .description(input.description())
                    .version(input.version())
                    .createdDate(clock.instant())
                    .binaryMediaTypes(input.binaryMediaTypes())
                    .apiKeySource("HEADER")
                    .endpointConfiguration(endpoints(input.endpointConfiguration()))
                    .tags(input.tags())
                    .disableExecuteApiEndpoint(false)
                    .rootResourceId(root.id())
                    .build();
            rest.apis().put(tx, id, api);
            rest.resources(id).put(tx, id(root), root);
            ApiIndex.add(tx, id, rest.owner());
            return api;
        });
    }

    public RestApi get(String apiId, CallContext context) {
        RestStore rest = new RestStore(context.account(), context.region());
        return store.read(reader -> require(rest, reader, apiId));
    }

    public List<RestApi> list(CallContext context) {
        return store.read(reader ->
                new RestStore(context.account(), context.region()).apis().all(reader));
    }

    /** Changes what a caller may change in place: name, description, binary types. */
    public RestApi update(UpdateRestApiRequest input, CallContext context) {
        RestStore rest = new RestStore(context.account(), context.region());
        return store.transact(tx -> {
            RestApi api = require(rest, tx, input.restApiId());
            for (PatchOperation patch : input.patchOperations()) {
                api = patched(api, patch);
            }
            rest.apis().put(tx, input.restApiId(), api);
            return api;
        });
    }

    public void delete(String apiId, CallContext context) {
        RestStore rest = new RestStore(context.account(), context.region());
        store.write(tx -> {
            require(rest, tx, apiId);
            rest.apis().delete(tx, apiId);
            rest.resources(apiId).deleteAll(tx);
            rest.deployments(apiId).deleteAll(tx);
            rest.snapshots(apiId).deleteAll(tx);
            rest.stages(apiId).deleteAll(tx);
            ApiIndex.remove(tx, apiId);
        });
    }

    public RestApi tag(String apiId, Map<String, String> added, List<String> removed, CallContext context) {
        RestStore rest = new RestStore(context.account(), context.region());
        return store.transact(tx -> {
            RestApi api = require(rest, tx, apiId);
            Map<String, String> tags = new LinkedHashMap<>(api.tags());
            tags.putAll(added);
            tags.keySet().removeAll(removed);
            RestApi tagged = api.toBuilder().tags(tags).build();
            rest.apis().put(tx, apiId, tagged);
            return tagged;
        });
    }

    static RestApi require(RestStore rest, Reader reader, String apiId) {
        return rest.apis().get(reader, apiId).orElseThrow(() -> RestErrors.noApi(rest.account(), apiId));
    }

    /** Replaces the API's own settings, keeping its identity: what an import in overwrite mode does. */
    static RestApi replace(RestStore rest, Transaction tx, RestApi api) {
        rest.apis().put(tx, id(api), api);
        return api;
    }

    static String id(Resource resource) {
        return Objects.requireNonNull(resource.id(), "every stored resource has an id");
    }

    static String id(RestApi api) {
        return Objects.requireNonNull(api.id(), "every stored API has an id");
    }

    private static void checkEndpoints(@Nullable EndpointConfiguration endpoints) {
        if (endpoints != null && endpoints.types().contains("PRIVATE")) {
            throw NotImplementedException.feature("API Gateway", "the endpoint type PRIVATE");
        }
    }

    /** One server serves both kinds of public endpoint alike. */
    private static EndpointConfiguration endpoints(@Nullable EndpointConfiguration asked) {
        List<String> types = asked == null || asked.types().isEmpty() ? List.of("EDGE") : asked.types();
        return new EndpointConfiguration(types, "ipv4", List.of());
    }

    private static RestApi patched(RestApi api, PatchOperation patch) {
        String operation = patch.op() == null ? "" : patch.op();
        String path = patch.path() == null ? "" : patch.path();
        return switch (operation + " " + path) {
            case "replace /name" -> api.toBuilder().name(patch.value()).build();
            case "replace /description" ->
                api.toBuilder().description(patch.value()).build();
            default -> {
                if (!path.startsWith("/binaryMediaTypes/")) {
                    throw NotImplementedException.feature(
                            "API Gateway", "the patch operation " + operation + " of " + path + " of an API");
                }
                String type = path.substring("/binaryMediaTypes/".length()).replace("~1", "/");
                List<String> types = new ArrayList<>(api.binaryMediaTypes());
                types.remove(type);
                if (operation.equals("add")) {
                    types.add(type);
                }
                yield api.toBuilder().binaryMediaTypes(types).build();
            }
        };
    }
}
