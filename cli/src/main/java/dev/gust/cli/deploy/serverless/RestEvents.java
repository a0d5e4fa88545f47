package dev.gust.cli.deploy.serverless;

import dev.gust.base.json.JsonValue;
import dev.gust.base.yaml.TemplateJson;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Compiles {@code http} events into one REST API. */
final class RestEvents {
    private static final String API = "ApiGatewayRestApi";
    private static final String DEFAULT_HEADERS =
            "Content-Type,X-Amz-Date,Authorization,X-Api-Key,X-Amz-Security-Token,"
                    + "X-Amz-User-Agent,X-Amzn-Trace-Id";
    private static final Set<String> METHODS =
            Set.of("any", "delete", "get", "head", "options", "patch", "post", "put");

    /** What a path answers to a browser that asks whether it may call. */
    private record Preflight(
            Set<String> methods, JsonValue origin, String headers, boolean credentials, JsonValue maxAge) {}

    private final Service service;
    private final Draft draft;
    private final List<String> methodIds = new ArrayList<>();
    private final Map<String, Preflight> preflights = new TreeMap<>();
    private final Set<String> functions = new TreeSet<>();

    RestEvents(Service service, Draft draft) {
        this.service = service;
        this.draft = draft;
    }

    void add(Events.Event event) {
        Section http = shortForm(event)
                .check(
                        Set.of("path", "method", "cors", "integration", "private", "async"),
                        Set.of(
                                "authorizer",
                                "connectionType",
                                "operationId",
                                "request",
                                "response",
                                "timeoutInMillis"));
        http.text("integration")
                .map(text -> text.toLowerCase(Locale.ROOT).replace('_', '-'))
                .filter(type -> !type.equals("lambda-proxy") && !type.equals("aws-proxy"))
                .ifPresent(type -> {
                    throw http.wrong(
                            http.require("integration"),
                            "Gust supports the integration lambda-proxy, not " + type,
                            "Leave it out.");
                });
        for (String name : List.of("private", "async")) {
            http.value(name).filter(value -> !value.equals(JsonValue.of(false))).ifPresent(value -> {
                throw http.wrong(value, "Gust does not support '" + http.at(name) + "' yet", "Leave it out.");
            });
        }
        String path = http.requireText("path").replaceAll("^/+|/+$", "");
        String method = http.requireText("method").toLowerCase(Locale.ROOT);
        if (!METHODS.contains(method)) {
            throw http.wrong(
                    http.members(),
                    "'" + method + "' is not an HTTP method",
                    "Use one of " + String.join(", ", new TreeSet<>(METHODS)) + ".");
        }
        functions.add(event.function());
        String id = "ApiGatewayMethod" + Naming.path(path) + Naming.method(method);
        JsonValue.Obj integration = TemplateJson.object(
                "IntegrationHttpMethod", "POST",
                "Type", "AWS_PROXY",
                "Uri",
                        TemplateJson.sub(
                                "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${"
                                        + event.lambda() + ".Arn}/invocations"));
        draft.add(
                id,
                "AWS::ApiGateway::Method",
                TemplateJson.object(
                        "HttpMethod", method.toUpperCase(Locale.ROOT),
                        "RequestParameters", TemplateJson.object(),
                        "ResourceId", resource(path),
                        "RestApiId", TemplateJson.ref(API),
                        "ApiKeyRequired", JsonValue.of(false),
                        "AuthorizationType", "NONE",
                        "Integration", integration,
                        "MethodResponses", TemplateJson.array()),
                TemplateJson.array(permission(event.function())));
        methodIds.add(id);
        http.value("cors")
                .filter(cors -> !cors.equals(JsonValue.of(false)))
                .ifPresent(cors -> addPreflight(http, cors, path, method));
    }

    /** {@code GET /notes/{id}} or a mapping. */
    private static Section shortForm(Events.Event event) {
        Section section = event.section("path");
        if (event.value() instanceof JsonValue.Str(String text)) {
            String[] words = text.strip().split("\\s+", -1);
            if (words.length != 2) {
                throw event.wrong("'" + text + "' is not an http event", "Write it as METHOD /path.");
            }
            return new Section(
                    section.path(), TemplateJson.object("method", words[0], "path", words[1]), section.positions());
        }
        return section;
    }

    private static String permission(String function) {
        return Naming.normalized(function) + "LambdaPermissionApiGateway";
    }

    /** The id of a path's resource, which is made together with those above it. */
    private JsonValue resource(String path) {
        if (path.isEmpty()) {
            return TemplateJson.attribute(API, "RootResourceId");
        }
        String id = "ApiGatewayResource" + Naming.path(path);
        if (!draft.has(id)) {
            int slash = path.lastIndexOf('/');
            draft.add(
                    id,
                    "AWS::ApiGateway::Resource",
                    TemplateJson.object(
                            "ParentId", resource(slash < 0 ? "" : path.substring(0, slash)),
                            "PathPart", path.substring(slash + 1),
                            "RestApiId", TemplateJson.ref(API)));
        }
        return TemplateJson.ref(id);
    }

    private void addPreflight(Section http, JsonValue cors, String path, String method) {
        Set<String> methods = new TreeSet<>(Set.of("OPTIONS"));
        Preflight before = preflights.get(path);
        if (before != null) {
            methods.addAll(before.methods());
        }
        methods.add(method.toUpperCase(Locale.ROOT));
        if (methods.contains("ANY")) {
            methods = new TreeSet<>(Set.of("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"));
        }
        if (cors.equals(JsonValue.of(true))) {
            preflights.put(
                    path, new Preflight(methods, JsonValue.of("*"), DEFAULT_HEADERS, false, new JsonValue.Null()));
            return;
        }
        Section given = http.section("cors", cors)
                .check(
                        Set.of("origin", "origins", "headers", "allowCredentials", "maxAge", "methods"),
                        Set.of("cacheControl"));
        given.texts("methods").forEach(methods::add);
        JsonValue origin = given.value("origin")
                .or(() -> given.list("origins").stream().findFirst())
                .orElse(JsonValue.of("*"));
        String headers =
                given.value("headers").isPresent() ? String.join(",", given.texts("headers")) : DEFAULT_HEADERS;
        preflights.put(
                path,
                new Preflight(
                        methods,
                        origin,
                        headers,
                        given.flag("allowCredentials", false),
                        given.value("maxAge").orElse(new JsonValue.Null())));
    }

    void finish() {
        if (methodIds.isEmpty()) {
            return;
        }
        Section settings = apiSettings();
        Naming naming = service.naming();
        String name = service.provider()
                .text("apiName")
                .orElse(
                        settings.flag("shouldStartNameWithService", false)
                                ? naming.stack()
                                : naming.stage() + "-" + naming.service());
        Map<String, JsonValue> properties = new LinkedHashMap<>();
        properties.put("Name", JsonValue.of(name));
        properties.put(
                "EndpointConfiguration",
                TemplateJson.object(
                        "Types",
                        TemplateJson.array(service.provider()
                                .text("endpointType")
                                .orElse("EDGE")
                                .toUpperCase(Locale.ROOT))));
        settings.copy(
                properties,
                "binaryMediaTypes",
                "BinaryMediaTypes",
                "minimumCompressionSize",
                "MinimumCompressionSize",
                "description",
                "Description",
                "disableDefaultEndpoint",
                "DisableExecuteApiEndpoint");
        draft.add(API, "AWS::ApiGateway::RestApi", new JsonValue.Obj(properties));
        preflights.forEach(this::addOptions);
        functions.forEach(function -> draft.permit(
                permission(function),
                Naming.lambda(function),
                "apigateway.amazonaws.com",
                TemplateJson.object("SourceArn", Draft.arn("execute-api", "${" + API + "}/*/*"))));
        draft.add(
                "ApiGatewayDeployment" + digest(),
                "AWS::ApiGateway::Deployment",
                TemplateJson.object("RestApiId", TemplateJson.ref(API), "StageName", naming.stage()),
                TemplateJson.texts(methodIds));
        draft.output(
                "ServiceEndpoint",
                "URL of the service endpoint",
                TemplateJson.sub(
                        "https://${" + API + "}.execute-api.${AWS::Region}.${AWS::URLSuffix}/" + naming.stage()));
    }

    private Section apiSettings() {
        return service.provider()
                .sectionOrEmpty("apiGateway")
                .check(
                        Set.of(
                                "binaryMediaTypes",
                                "description",
                                "minimumCompressionSize",
                                "shouldStartNameWithService",
                                "disableDefaultEndpoint"),
                        Set.of(
                                "apiKeys",
                                "apiKeySourceType",
                                "metrics",
                                "request",
                                "resourcePolicy",
                                "restApiId",
                                "restApiRootResourceId",
                                "restApiResources",
                                "stage",
                                "timeoutInMillis",
                                "usagePlan",
                                "websocketApiId"));
    }

    private void addOptions(String path, Preflight preflight) {
        Map<String, JsonValue> values = new LinkedHashMap<>();
        values.put("Access-Control-Allow-Origin", preflight.origin());
        values.put("Access-Control-Allow-Headers", JsonValue.of(preflight.headers()));
        values.put("Access-Control-Allow-Methods", JsonValue.of(String.join(",", preflight.methods())));
        if (preflight.credentials()) {
            values.put("Access-Control-Allow-Credentials", JsonValue.of("true"));
        }
        if (preflight.maxAge() instanceof JsonValue.Num(var seconds)) {
            values.put("Access-Control-Max-Age", JsonValue.of(seconds.toPlainString()));
        }
        Map<String, JsonValue> declared = new LinkedHashMap<>();
        Map<String, JsonValue> given = new LinkedHashMap<>();
        values.forEach((header, value) -> {
            String text = value instanceof JsonValue.Str(String plain) ? plain : value.toJson();
            declared.put("method.response.header." + header, JsonValue.of(true));
            given.put("method.response.header." + header, JsonValue.of("'" + text + "'"));
        });
        JsonValue.Obj integration = TemplateJson.object(
                "Type",
                "MOCK",
                "RequestTemplates",
                TemplateJson.object("application/json", "{statusCode:200}"),
                "ContentHandling",
                "CONVERT_TO_TEXT",
                "IntegrationResponses",
                TemplateJson.array(TemplateJson.object(
                        "StatusCode",
                        "200",
                        "ResponseParameters",
                        new JsonValue.Obj(given),
                        "ResponseTemplates",
                        TemplateJson.object("application/json", ""))));
        String id = "ApiGatewayMethod" + Naming.path(path) + "Options";
        draft.add(
                id,
                "AWS::ApiGateway::Method",
                TemplateJson.object(
                        "AuthorizationType", "NONE",
                        "HttpMethod", "OPTIONS",
                        "MethodResponses",
                                TemplateJson.array(TemplateJson.object(
                                        "StatusCode",
                                        "200",
                                        "ResponseParameters",
                                        new JsonValue.Obj(declared),
                                        "ResponseModels",
                                        TemplateJson.object())),
                        "RequestParameters", TemplateJson.object(),
                        "Integration", integration,
                        "ResourceId", resource(path),
                        "RestApiId", TemplateJson.ref(API)));
        methodIds.add(id);
    }

    /** A deployment is a snapshot of the API: it is made anew exactly when the API differs. */
    private String digest() {
        StringBuilder all = new StringBuilder();
        draft.resources().forEach((id, resource) -> {
            if (id.startsWith("ApiGateway")) {
                all.append(id).append(resource.toJson());
            }
        });
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(all.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
