package dev.gust.cli.deploy;

import dev.gust.base.json.JsonValue;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Finds in a template, its transforms done, under which addresses its APIs answer. */
final class Routes {
    private static final int DEEPEST = 100;

    /** One address. {@code ANY} stands for every method. */
    record Route(String method, String url) {}

    private final Map<String, JsonValue> resources;
    private final Map<String, String> physicalIds;
    private final String endpoint;

    private Routes(JsonValue.Obj template, Map<String, String> physicalIds, URI endpoint) {
        this.resources = object(template, "Resources").members();
        this.physicalIds = physicalIds;
        this.endpoint = endpoint.toString();
    }

    /** The paths below the endpoint itself: names below localhost do not resolve everywhere. */
    static List<Route> of(JsonValue.Obj template, Map<String, String> physicalIds, URI endpoint) {
        Routes routes = new Routes(template, physicalIds, endpoint);
        List<Route> found = new ArrayList<>();
        routes.resources.forEach((logicalId, value) -> {
            if (value instanceof JsonValue.Obj resource) {
                JsonValue.Obj properties = object(resource, "Properties");
                switch (resource.string("Type").orElse("")) {
                    case "AWS::ApiGatewayV2::Route" -> routes.httpRoute(properties, found);
                    case "AWS::ApiGateway::Method" -> routes.method(properties, found);
                    case "AWS::ApiGatewayV2::Api", "AWS::ApiGateway::RestApi" ->
                        routes.document(logicalId, object(properties, "Body"), found);
                    default -> {}
                }
            }
        });
        found.sort(Comparator.comparing(Route::url).thenComparing(Route::method));
        return found.stream().distinct().toList();
    }

    private void httpRoute(JsonValue.Obj properties, List<Route> found) {
        String[] key = properties.string("RouteKey").orElse("").split(" ", 2);
        reference(properties, "ApiId").ifPresent(api -> {
            if (key[0].equals("$default")) {
                add(api, "ANY", "/", found);
            } else if (key.length == 2) {
                add(api, key[0], key[1], found);
            }
        });
    }

    private void method(JsonValue.Obj properties, List<Route> found) {
        String method = properties.string("HttpMethod").orElse("");
        if (!method.equals("OPTIONS")) {
            reference(properties, "RestApiId")
                    .ifPresent(api -> add(api, method, path(properties.get("ResourceId"), 0), found));
        }
    }

    /** Walks from a resource of a REST API up to its root. */
    private String path(Optional<JsonValue> resource, int depth) {
        Optional<JsonValue.Obj> properties = resource.filter(JsonValue.Obj.class::isInstance)
                .flatMap(value -> ((JsonValue.Obj) value).string("Ref"))
                .flatMap(logicalId -> Optional.ofNullable(resources.get(logicalId)))
                .filter(JsonValue.Obj.class::isInstance)
                .map(value -> object((JsonValue.Obj) value, "Properties"));
        if (properties.isEmpty() || depth > DEEPEST) {
            return "/";
        }
        String above = path(properties.get().get("ParentId"), depth + 1);
        return (above.equals("/") ? "" : above) + "/"
                + properties.get().string("PathPart").orElse("");
    }

    private void document(String api, JsonValue.Obj body, List<Route> found) {
        object(body, "paths").members().forEach((path, value) -> {
            if (value instanceof JsonValue.Obj methods) {
                methods.members().keySet().forEach(method -> {
                    switch (method) {
                        case "get", "post", "put", "patch", "delete", "head" ->
                            add(api, method.toUpperCase(Locale.ROOT), path, found);
                        case "x-amazon-apigateway-any-method" ->
                            add(api, "ANY", path.equals("/$default") ? "/" : path, found);
                        default -> {}
                    }
                });
            }
        });
    }

    private void add(String api, String method, String path, List<Route> found) {
        String id = physicalIds.getOrDefault(api, "");
        if (!id.isEmpty()) {
            String stage = stage(api);
            String below = stage.isEmpty() || stage.equals("$default") ? path : "/" + stage + path;
            found.add(new Route(method, endpoint + "/_aws/execute-api/" + id + below));
        }
    }

    /** The stage that a template gives an API, of which the first is taken. */
    private String stage(String api) {
        for (JsonValue value : resources.values()) {
            if (value instanceof JsonValue.Obj resource) {
                JsonValue.Obj properties = object(resource, "Properties");
                String type = resource.string("Type").orElse("");
                boolean names = type.equals("AWS::ApiGateway::Stage")
                        || type.equals("AWS::ApiGateway::Deployment")
                        || type.equals("AWS::ApiGatewayV2::Stage");
                boolean ours = reference(properties, "RestApiId")
                        .or(() -> reference(properties, "ApiId"))
                        .filter(api::equals)
                        .isPresent();
                if (names && ours && properties.string("StageName").isPresent()) {
                    return properties.string("StageName").get();
                }
            }
        }
        return "";
    }

    private static Optional<String> reference(JsonValue.Obj properties, String name) {
        return properties
                .get(name)
                .flatMap(value -> value instanceof JsonValue.Obj object ? object.string("Ref") : Optional.empty());
    }

    private static JsonValue.Obj object(JsonValue.Obj parent, String name) {
        return parent.get(name).orElse(JsonValue.Null.INSTANCE) instanceof JsonValue.Obj object
                ? object
                : new JsonValue.Obj(Map.of());
    }
}
