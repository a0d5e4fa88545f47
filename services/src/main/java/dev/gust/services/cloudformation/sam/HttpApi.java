package dev.gust.services.cloudformation.sam;

import dev.gust.base.json.JsonValue;
import dev.gust.base.yaml.TemplateJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code AWS::Serverless::HttpApi}, declared or implied by the events of functions. */
final class HttpApi {
    static final String TYPE = "AWS::Serverless::HttpApi";
    private static final Set<String> KNOWN = Set.of(
            "AccessLogSettings",
            "Auth",
            "CorsConfiguration",
            "DefaultRouteSettings",
            "DefinitionBody",
            "Description",
            "DisableExecuteApiEndpoint",
            "FailOnWarnings",
            "Name",
            "RouteSettings",
            "StageName",
            "StageVariables",
            "Tags");
    private static final Set<String> UNSUPPORTED = Set.of("DefinitionUri", "Domain", "PropagateTags");
    private static final String INTEGRATION = "x-amazon-apigateway-integration";

    private final ServerlessResource api;
    private final boolean implicit;
    private final Map<String, Map<String, JsonValue>> paths = new LinkedHashMap<>();

    private HttpApi(ServerlessResource api, boolean implicit) {
        this.api = api;
        this.implicit = implicit;
    }

    static HttpApi declared(ServerlessResource api) {
        api.check(KNOWN, UNSUPPORTED);
        return new HttpApi(api, false);
    }

    /** The API of all functions whose events name none. */
    static HttpApi implicit(ServerlessResource globals) {
        globals.check(KNOWN, UNSUPPORTED);
        return new HttpApi(globals, true);
    }

    boolean isNeeded() {
        return !implicit || !paths.isEmpty();
    }

    void addRoute(ServerlessResource event, String path, String method, String functionArn) {
        if (api.get("DefinitionBody").isPresent()) {
            throw event.wrong("Gust does not add events to an API with a DefinitionBody yet: write the path into it, or"
                    + " leave the DefinitionBody out.");
        }
        boolean any = method.equals("any") || method.equals("*") || method.equals("x-amazon-apigateway-any-method");
        Map<String, JsonValue> integration = new LinkedHashMap<>();
        integration.put("httpMethod", JsonValue.of("POST"));
        integration.put("type", JsonValue.of("aws_proxy"));
        integration.put(
                "uri",
                TemplateJson.sub("arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/"
                        + functionArn + "/invocations"));
        integration.put(
                "payloadFormatVersion", event.get("PayloadFormatVersion").orElse(JsonValue.of("2.0")));
        event.get("TimeoutInMillis").ifPresent(timeout -> integration.put("timeoutInMillis", timeout));
        Map<String, JsonValue> route = new LinkedHashMap<>();
        route.put(INTEGRATION, new JsonValue.Obj(integration));
        if (path.equals("$default")) {
            route.put("isDefaultRoute", JsonValue.of(true));
        }
        security(event).ifPresent(security -> route.put("security", security));
        route.put("responses", TemplateJson.object());
        String verb = any ? "x-amazon-apigateway-any-method" : method.toLowerCase(Locale.ROOT);
        JsonValue before =
                paths.computeIfAbsent(path, name -> new LinkedHashMap<>()).put(verb, new JsonValue.Obj(route));
        if (before != null) {
            throw event.wrong("API method \"" + method + "\" defined multiple times for path \"" + path + "\".");
        }
    }

    /** The authorizer of a route: its own, else the API's default. */
    private Optional<JsonValue> security(ServerlessResource event) {
        JsonValue.Obj own = event.object("Auth").orElse(TemplateJson.object());
        String name = own.string("Authorizer")
                .or(() -> api.object("Auth").flatMap(auth -> auth.string("DefaultAuthorizer")))
                .orElse("");
        if (name.isEmpty()) {
            return Optional.empty();
        }
        List<JsonValue> scopes =
                own.get("AuthorizationScopes").orElse(null) instanceof JsonValue.Array(var given) ? given : List.of();
        return Optional.of(TemplateJson.array(TemplateJson.object(name, JsonValue.array(scopes))));
    }

    void addTo(Expansion expansion) {
        Map<String, JsonValue> properties = new LinkedHashMap<>();
        properties.put("Body", api.get("DefinitionBody").orElseGet(this::body));
        api.copy(properties, "DisableExecuteApiEndpoint", "FailOnWarnings");
        expansion.add(
                api.logicalId(),
                "AWS::ApiGatewayV2::Api",
                new JsonValue.Obj(api.attributes().members()),
                new JsonValue.Obj(properties));
        JsonValue stage = api.get("StageName").orElse(JsonValue.of("$default"));
        String stageId = api.logicalId()
                + (stage.equals(JsonValue.of("$default"))
                        ? "ApiGatewayDefault"
                        : stage instanceof JsonValue.Str(String name) ? name.replaceAll("[^A-Za-z0-9]", "") : "")
                + "Stage";
        Map<String, JsonValue> staged = new LinkedHashMap<>();
        staged.put("ApiId", TemplateJson.ref(api.logicalId()));
        staged.put("StageName", stage);
        staged.put("Tags", new JsonValue.Obj(tags()));
        api.copy(staged, "AccessLogSettings", "DefaultRouteSettings", "RouteSettings", "StageVariables");
        staged.put("AutoDeploy", JsonValue.of(true));
        expansion.add(stageId, "AWS::ApiGatewayV2::Stage", api.inherited(), new JsonValue.Obj(staged));
        expansion.rename(api.logicalId() + ".Stage", stageId);
    }

    private Map<String, JsonValue> tags() {
        Map<String, JsonValue> tags = new LinkedHashMap<>();
        api.object("Tags").ifPresent(own -> tags.putAll(own.members()));
        tags.put("httpapi:createdBy", JsonValue.of("SAM"));
        return tags;
    }

    private JsonValue body() {
        Map<String, JsonValue> info = new LinkedHashMap<>();
        info.put("version", JsonValue.of("1.0"));
        api.get("Description").ifPresent(text -> info.put("description", text));
        info.put("title", api.get("Name").orElse(TemplateJson.ref("AWS::StackName")));
        Map<String, JsonValue> written = new LinkedHashMap<>();
        paths.forEach((path, methods) -> written.put(path, new JsonValue.Obj(methods)));
        Map<String, JsonValue> body = new LinkedHashMap<>();
        body.put("openapi", JsonValue.of("3.0.1"));
        body.put("info", new JsonValue.Obj(info));
        body.put("paths", new JsonValue.Obj(written));
        List<JsonValue> tags = new ArrayList<>();
        tags().forEach((name, value) ->
                tags.add(TemplateJson.object("name", name, "x-amazon-apigateway-tag-value", value)));
        body.put("tags", JsonValue.array(tags));
        api.get("CorsConfiguration").ifPresent(cors -> body.put("x-amazon-apigateway-cors", cors(cors)));
        api.object("Auth")
                .ifPresent(auth -> authorizers(auth)
                        .ifPresent(schemes -> body.put("components", TemplateJson.object("securitySchemes", schemes))));
        return new JsonValue.Obj(body);
    }

    private JsonValue cors(JsonValue given) {
        if (given.equals(JsonValue.of(true))) {
            return TemplateJson.object("allowOrigins", TemplateJson.array("*"));
        }
        Map<String, JsonValue> cors = new LinkedHashMap<>();
        JsonValue.Obj object = api.object("CorsConfiguration", given);
        new ServerlessResource(api.logicalId(), "CorsConfiguration", object, TemplateJson.object(), api.positions())
                .check(
                        Set.of(
                                "AllowCredentials",
                                "AllowHeaders",
                                "AllowMethods",
                                "AllowOrigins",
                                "ExposeHeaders",
                                "MaxAge"),
                        Set.of());
        object.members()
                .forEach((name, value) ->
                        cors.put(name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1), value));
        return new JsonValue.Obj(cors);
    }

    private Optional<JsonValue> authorizers(JsonValue.Obj auth) {
        ServerlessResource given =
                new ServerlessResource(api.logicalId(), "Auth", auth, TemplateJson.object(), api.positions());
        given.check(Set.of("Authorizers", "DefaultAuthorizer"), Set.of("EnableIamAuthorizer"));
        Map<String, JsonValue> schemes = new LinkedHashMap<>();
        given.object("Authorizers")
                .ifPresent(all -> all.members().forEach((name, value) -> {
                    JsonValue.Obj authorizer = api.object("Authorizers." + name, value);
                    JsonValue token = authorizer
                            .get("JwtConfiguration")
                            .orElseThrow(() ->
                                    api.wrong(value, "Gust supports authorizers with a JwtConfiguration only yet."));
                    Map<String, JsonValue> scheme = new LinkedHashMap<>();
                    scheme.put("jwtConfiguration", token);
                    authorizer.get("IdentitySource").ifPresent(source -> scheme.put("identitySource", source));
                    scheme.put("type", JsonValue.of("jwt"));
                    schemes.put(
                            name,
                            TemplateJson.object(
                                    "type", "oauth2", "x-amazon-apigateway-authorizer", new JsonValue.Obj(scheme)));
                }));
        return schemes.isEmpty() ? Optional.empty() : Optional.of(new JsonValue.Obj(schemes));
    }
}
