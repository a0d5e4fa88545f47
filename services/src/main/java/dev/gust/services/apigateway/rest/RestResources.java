package dev.gust.services.apigateway.rest;

import dev.gust.base.Ids;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.Reader;
import dev.gust.wire.model.apigateway.CreateResourceRequest;
import dev.gust.wire.model.apigateway.Resource;
import dev.gust.wire.operation.CallContext;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/** The tree of paths below an API. */
public final class RestResources {
    private static final Pattern PATH_PART = Pattern.compile("[a-zA-Z0-9._~:%@!$'()*+,;=-]+|\\{[a-zA-Z0-9._:-]+\\+?}");
    private static final int MAXIMUM_RESOURCES = 300;

    private final OrderedStore store;
    private final Ids ids;

    public RestResources(OrderedStore store, Ids ids) {
        this.store = store;
        this.ids = ids;
    }

    public Resource create(CreateResourceRequest input, CallContext context) {
        return create(input, context, ids.lower(6));
    }

    public Resource create(CreateResourceRequest input, CallContext context, String id) {
        RestStore rest = new RestStore(context.account(), context.region());
        if (!PATH_PART.matcher(input.pathPart()).matches()) {
            throw RestErrors.bad("Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable"
                    + " and curly braces at the beginning and the end.");
        }
        return store.transact(tx -> {
            RestApis.require(rest, tx, input.restApiId());
            Resource parent = require(rest, tx, input.restApiId(), input.parentId());
            List<Resource> all = rest.resources(input.restApiId()).all(tx);
            checkRoom(all, parent, input.pathPart());
            String above = Objects.equals(parent.path(), "/") ? "" : Objects.requireNonNullElse(parent.path(), "");
            Resource resource = Resource.builder()
                    .id(id)
                    .parentId(parent.id())
                    .pathPart(input.pathPart())
                    .path(above + "/" + input.pathPart())
                    .build();
            rest.resources(input.restApiId()).put(tx, id, resource);
            return resource;
        });
    }

    public Resource get(String apiId, String resourceId, CallContext context) {
        RestStore rest = new RestStore(context.account(), context.region());
        return store.read(reader -> {
            RestApis.require(rest, reader, apiId);
            return require(rest, reader, apiId, resourceId);
        });
    }

    public List<Resource> list(String apiId, CallContext context) {
        RestStore rest = new RestStore(context.account(), context.region());
        return store.read(reader -> {
            RestApis.require(rest, reader, apiId);
            return rest.resources(apiId).all(reader);
        });
    }

    /** Deletes a resource and everything below it; the root stays as long as its API does. */
    public void delete(String apiId, String resourceId, CallContext context) {
        RestStore rest = new RestStore(context.account(), context.region());
        store.write(tx -> {
            Resource gone = require(rest, tx, apiId, resourceId);
            if (gone.parentId() == null) {
                throw RestErrors.bad("Root resource cannot be deleted");
            }
            String below = gone.path() + "/";
            for (Resource each : rest.resources(apiId).all(tx)) {
                if (Objects.equals(each.id(), resourceId)
                        || Objects.requireNonNullElse(each.path(), "").startsWith(below)) {
                    rest.resources(apiId).delete(tx, RestApis.id(each));
                }
            }
        });
    }

    static Resource require(RestStore rest, Reader reader, String apiId, String resourceId) {
        return rest.resources(apiId).get(reader, resourceId).orElseThrow(RestErrors::noResource);
    }

    private static void checkRoom(List<Resource> all, Resource parent, String pathPart) {
        if (all.size() >= MAXIMUM_RESOURCES) {
            throw RestErrors.bad("Limit of " + MAXIMUM_RESOURCES + " resources per API reached");
        }
        for (Resource sibling : all) {
            if (!Objects.equals(sibling.parentId(), parent.id())) {
                continue;
            }
            if (pathPart.equals(sibling.pathPart())) {
                throw RestErrors.siblingExists(pathPart);
            }
            boolean bothVariables = pathPart.startsWith("{")
                    && Objects.requireNonNullElse(sibling.pathPart(), "").startsWith("{");
            if (bothVariables
                    && pathPart.endsWith("+}")
                            == Objects.requireNonNullElse(sibling.pathPart(), "")
                                    .endsWith("+}")) {
                throw RestErrors.bad("A sibling (" + sibling.pathPart()
                        + ") of this resource already has a variable path part -- only one is allowed");
            }
        }
        if (Objects.requireNonNullElse(parent.pathPart(), "").endsWith("+}")) {
            throw RestErrors.bad(
                    "Cannot create a child of a resource with a greedy path variable " + parent.pathPart());
        }
    }
}
