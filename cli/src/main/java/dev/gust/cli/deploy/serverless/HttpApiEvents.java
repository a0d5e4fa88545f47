package dev.gust.cli.deploy.serverless;

import dev.gust.base.json.JsonValue;
import dev.gust.base.yaml.TemplateJson;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Compiles {@code httpApi} events into one HTTP API. */
final class HttpApiEvents {
    static final JsonValue DEFAULT_HEADERS = TemplateJson.array(
            "Content-Type",
            "X-Amz-Date",
            "Authorization",
            "X-Api-Key",
            "X-Amz-Security-Token",
            "X-Amz-User-Agent",
            "X-Amzn-Trace-Id");
    private static final String API = "HttpApi";
    private static final Set<String> METHODS =
            Set.of("*", "ANY", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT");

    private final Service service;
    private final Section settings;
    private final Draft draft;
    private final Set<String> functions = new LinkedHashSet<>();
    private final Set<String> methods = new TreeSet<>(Set.of("OPTIONS"));

    HttpApiEvents(Service service, Draft draft) {
        this.service = service;
        this.draft = draft;
        this.settings = service.provider()
                .sectionOrEmpty("httpApi")
                .check(
                        Set.of(
                                "authorizers",
                                "cors",
                                "disableDefaultEndpoint",
                                "metrics",
                                "name",
                                "payload",
                                "shouldStartNameWithService"),
                        Set.of("id", "useProviderTags"));
    }

    private record Route(String method, String path) {
        String key() {
            return path.equals("$default") ? "$default" : method + " " + path;
        }

        String id() {
            return path.equals("$default")
                    ? "HttpApiRouteDefault"
                    : "HttpApiRoute" + Naming.method(method) + Naming.path(path.substring(1));
        }
    }

    void add(Events.Event event) {
        Section http = event.section("route").check(Set.of("route", "method", "path", "authorizer"), Set.of());
        Route route = route(event, http);
        methods.add(route.method());
        if (functions.add(event.function())) {
            addIntegration(event);
        }
        Map<String, JsonValue> properties = new LinkedHashMap<>();
        properties.put("ApiId", TemplateJson.ref(API));
        properties.put("RouteKey", JsonValue.of(route.key()));
        properties.put("Target", TemplateJson.sub("integrations/${" + integration(event.function()) + "}"));
        authorize(http, properties);
        if (draft.has(route.id())) {
            throw event.wrong("the route '" + route.key() + "' is there twice", "Each route calls one function.");
        }
        draft.add(
                route.id(),
                "AWS::ApiGatewayV2::Route",
                new JsonValue.Obj(properties),
                JsonValue.of(integration(event.function())));
    }

    private static Route route(Events.Event event, Section http) {
        String text = http.text("route").orElse("");
        if (text.equals("*")) {
            return new Route("ANY", "$default");
        }
        String[] words = text.strip().split("\\s+", -1);
        boolean isShort = words.length == 2;
        if (!isShort && (http.value("path").isEmpty() || !text.isEmpty())) {
            throw event.wrong("'" + event.parent().at("httpApi") + "' is not a route", "Write it as GET /path or '*'.");
        }
        String method = (isShort ? words[0] : http.text("method").orElse("*")).toUpperCase(Locale.ROOT);
        String path = isShort ? words[1] : http.requireText("path");
        if (!METHODS.contains(method)) {
            throw event.wrong(
                    "'" + method + "' is not an HTTP method",
                    "Use one of " + String.join(", ", new TreeSet<>(METHODS)) + ".");
        }
        if (path.equals("*")) {
            return new Route("ANY", "$default");
        }
        if (!path.startsWith("/")) {
            throw event.wrong("the path '" + path + "' does not begin with a slash", "Write /" + path + ".");
        }
        return new Route(method.equals("*") ? "ANY" : method, path);
    }

    private static String integration(String function) {
        return "HttpApiIntegration" + Naming.normalized(function);
    }

    private void addIntegration(Events.Event event) {
        draft.add(
                integration(event.function()),
                "AWS::ApiGatewayV2::Integration",
                TemplateJson.object(
                        "ApiId", TemplateJson.ref(API),
                        "IntegrationType", "AWS_PROXY",
                        "IntegrationUri", TemplateJson.attribute(event.lambda(), "Arn"),
                        "PayloadFormatVersion", settings.text("payload").orElse("2.0"),
                        "TimeoutInMillis", JsonValue.of(30_000)));
        draft.permit(
                Naming.normalized(event.function()) + "LambdaPermissionHttpApi",
                event.lambda(),
                "apigateway.amazonaws.com",
                TemplateJson.object("SourceArn", Draft.arn("execute-api", "${" + API + "}/*")));
    }

    private void authorize(Section http, Map<String, JsonValue> properties) {
        JsonValue given = http.value("authorizer").orElse(null);
        if (given == null) {
            return;
        }
        Section authorizer = given instanceof JsonValue.Obj object
                ? http.section("authorizer", object).check(Set.of("name", "scopes"), Set.of("id", "type"))
                : new Section(http.at("authorizer"), TemplateJson.object("name", given), http.positions());
        String name = authorizer.requireText("name");
        if (!settings.sections("authorizers").containsKey(name)) {
            throw http.wrong(
                    given,
                    "the authorizer '" + name + "' is not declared",
                    "Declare it under provider.httpApi.authorizers.");
        }
        properties.put("AuthorizationType", JsonValue.of("JWT"));
        properties.put("AuthorizerId", TemplateJson.ref("HttpApiAuthorizer" + Naming.alphanumeric(name)));
        authorizer.copy(properties, "scopes", "AuthorizationScopes");
    }

    void finish() {
        if (functions.isEmpty()) {
            return;
        }
        Naming naming = service.naming();
        Map<String, JsonValue> properties = new LinkedHashMap<>();
        properties.put(
                "Name",
                JsonValue.of(settings.text("name")
                        .orElse(
                                settings.flag("shouldStartNameWithService", false)
                                        ? naming.stack()
                                        : naming.stage() + "-" + naming.service())));
        properties.put("ProtocolType", JsonValue.of("HTTP"));
        service.provider().section("tags").ifPresent(tags -> properties.put("Tags", tags.members()));
        settings.copy(properties, "disableDefaultEndpoint", "DisableExecuteApiEndpoint");
        settings.value("cors")
                .filter(cors -> !cors.equals(JsonValue.of(false)))
                .ifPresent(cors -> properties.put("CorsConfiguration", cors(cors)));
        draft.add(API, "AWS::ApiGatewayV2::Api", new JsonValue.Obj(properties));
        Map<String, JsonValue> stage = new LinkedHashMap<>();
        stage.put("ApiId", TemplateJson.ref(API));
        stage.put("StageName", JsonValue.of("$default"));
        stage.put("AutoDeploy", JsonValue.of(true));
        stage.put(
                "DefaultRouteSettings",
                TemplateJson.object("DetailedMetricsEnabled", JsonValue.of(settings.flag("metrics", false))));
        service.provider().section("tags").ifPresent(tags -> stage.put("Tags", tags.members()));
        draft.add("HttpApiStage", "AWS::ApiGatewayV2::Stage", new JsonValue.Obj(stage));
        settings.sections("authorizers").forEach(this::addAuthorizer);
        draft.output("HttpApiId", "Id of the HTTP API", TemplateJson.ref(API));
        draft.output(
                "HttpApiUrl",
                "URL of the HTTP API",
                TemplateJson.sub("https://${" + API + "}.execute-api.${AWS::Region}.${AWS::URLSuffix}"));
    }

    private JsonValue cors(JsonValue given) {
        Map<String, JsonValue> cors = new LinkedHashMap<>();
        Section own = given.equals(JsonValue.of(true))
                ? new Section("provider.httpApi.cors", TemplateJson.object(), settings.positions())
                : settings.section("cors", given)
                        .check(
                                Set.of(
                                        "allowCredentials",
                                        "allowedHeaders",
                                        "allowedMethods",
                                        "allowedOrigins",
                                        "exposedResponseHeaders",
                                        "maxAge"),
                                Set.of());
        boolean any = methods.contains("ANY");
        cors.put(
                "AllowOrigins",
                JsonValue.array(
                        own.value("allowedOrigins").isPresent()
                                ? own.list("allowedOrigins")
                                : List.of(JsonValue.of("*"))));
        cors.put("AllowHeaders", own.value("allowedHeaders").orElse(DEFAULT_HEADERS));
        cors.put(
                "AllowMethods",
                own.value("allowedMethods")
                        .orElseGet(() -> any
                                ? TemplateJson.array("OPTIONS", "GET", "POST", "PUT", "PATCH", "HEAD", "DELETE")
                                : TemplateJson.texts(List.copyOf(methods))));
        own.copy(
                cors,
                "allowCredentials",
                "AllowCredentials",
                "exposedResponseHeaders",
                "ExposeHeaders",
                "maxAge",
                "MaxAge");
        return new JsonValue.Obj(cors);
    }

    private void addAuthorizer(String name, Section authorizer) {
        authorizer.check(
                Set.of("type", "name", "identitySource", "issuerUrl", "audience"),
                Set.of("functionName", "functionArn"));
        authorizer.text("type").filter(type -> !type.equals("jwt")).ifPresent(type -> {
            throw authorizer.wrong(
                    authorizer.require("type"), "Gust supports authorizers of type jwt, not " + type, "Use jwt.");
        });
        draft.add(
                "HttpApiAuthorizer" + Naming.alphanumeric(name),
                "AWS::ApiGatewayV2::Authorizer",
                TemplateJson.object(
                        "ApiId", TemplateJson.ref(API),
                        "AuthorizerType", "JWT",
                        "Name", authorizer.text("name").orElse(name),
                        "IdentitySource", JsonValue.array(authorizer.list("identitySource")),
                        "JwtConfiguration",
                                TemplateJson.object(
                                        "Issuer", authorizer.require("issuerUrl"),
                                        "Audience", JsonValue.array(authorizer.list("audience")))));
    }
}
