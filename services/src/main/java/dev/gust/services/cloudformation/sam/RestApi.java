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
import java.util.TreeSet;

/** {@code AWS::Serverless::Api}, declared or implied by the events of functions: an API by its OpenAPI document. */
final class RestApi {
    static final String TYPE = "AWS::Serverless::Api";
    private static final String[] STAGE = {
        "AccessLogSetting",
        "CacheClusterEnabled",
        "CacheClusterSize",
        "CanarySetting",
        "MethodSettings",
        "TracingEnabled",
        "Variables"
    };
    private static final Set<String> UNSUPPORTED = Set.of(
            "AlwaysDeploy",
            "Auth",
            "DefinitionUri",
            "Domain",
            "GatewayResponses",
            "MergeDefinitions",
            "Mode",
            "Models",
            "PropagateTags");
    private static final String INTEGRATION = "x-amazon-apigateway-integration";

    private final ServerlessResource api;
    private final boolean implicit;
    private final Map<String, Map<String, JsonValue>> paths = new LinkedHashMap<>();

    private RestApi(ServerlessResource api, boolean implicit) {
        this.api = api;
        this.implicit = implicit;
    }

    static RestApi declared(ServerlessResource api) {
        Set<String> known = new TreeSet<>(Set.of(STAGE));
        known.addAll(Set.of(
                "ApiKeySourceType",
                "BinaryMediaTypes",
                "Cors",
                "DefinitionBody",
                "Description",
                "DisableExecuteApiEndpoint",
                "EndpointConfiguration",
                "FailOnWarnings",
                "MinimumCompressionSize",
                "Name",
                "OpenApiVersion",
                "StageName",
                "Tags"));
        api.check(known, UNSUPPORTED);
        api.require("StageName");
        return new RestApi(api, false);
    }

    /** The API of all functions whose events name none. */
    static RestApi implicit(ServerlessResource globals) {
        return new RestApi(globals, true);
    }

    boolean isNeeded() {
        return !implicit || !paths.isEmpty();
    }

    private String logicalId() {
        return api.logicalId();
    }

    private JsonValue stageName() {
        return implicit ? JsonValue.of("Prod") : api.require("StageName");
    }

    /** The stage as a part of logical ids. */
    String stageSuffix() {
        return stageName() instanceof JsonValue.Str(String name) ? name : "Stage";
    }

    void addRoute(ServerlessResource event, String path, String method, String functionArn) {
        if (api.get("DefinitionBody").isPresent()) {
            throw event.wrong("Gust does not add events to an API with a DefinitionBody yet: write the path into it, or"
                    + " leave the DefinitionBody out.");
        }
        String verb = method.equals("any") || method.equals("*") ? "x-amazon-apigateway-any-method" : method;
        Map<String, JsonValue> integration = new LinkedHashMap<>();
        integration.put("httpMethod", JsonValue.of("POST"));
        integration.put("type", JsonValue.of("aws_proxy"));
        integration.put(
                "uri",
                TemplateJson.sub("arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/" + functionArn
                        + "/invocations"));
        event.get("TimeoutInMillis").ifPresent(timeout -> integration.put("timeoutInMillis", timeout));
        JsonValue before = paths.computeIfAbsent(path, name -> new LinkedHashMap<>())
                .put(
                        verb,
                        TemplateJson.object(
                                INTEGRATION, new JsonValue.Obj(integration), "responses", TemplateJson.object()));
        if (before != null) {
            throw event.wrong("API method \"" + method + "\" defined multiple times for path \"" + path + "\".");
        }
    }

    void addTo(Expansion expansion) {
        JsonValue body = api.get("DefinitionBody").orElseGet(this::body);
        Map<String, JsonValue> properties = new LinkedHashMap<>();
        properties.put("Body", body);
        api.copy(
                properties,
                "Name",
                "Description",
                "BinaryMediaTypes",
                "MinimumCompressionSize",
                "ApiKeySourceType",
                "DisableExecuteApiEndpoint",
                "FailOnWarnings");
        api.get("EndpointConfiguration").ifPresent(given -> properties.put("EndpointConfiguration", endpoint(given)));
        expansion.add(logicalId(), "AWS::ApiGateway::RestApi", attributes(), new JsonValue.Obj(properties));
        String hash = CanonicalJson.hash(body);
        String deployment = logicalId() + "Deployment" + hash.substring(0, 10);
        expansion.add(
                deployment,
                "AWS::ApiGateway::Deployment",
                api.inherited(),
                TemplateJson.object(
                        "Description", "RestApi deployment id: " + hash, "RestApiId", TemplateJson.ref(logicalId())));
        String stage = logicalId()
                + (stageName() instanceof JsonValue.Str(String name) ? name.replaceAll("[^A-Za-z0-9]", "") : "")
                + "Stage";
        Map<String, JsonValue> staged = new LinkedHashMap<>();
        staged.put("DeploymentId", TemplateJson.ref(deployment));
        staged.put("RestApiId", TemplateJson.ref(logicalId()));
        staged.put("StageName", stageName());
        api.copy(staged, STAGE);
        api.object("Tags").ifPresent(tags -> staged.put("Tags", tagList(tags)));
        expansion.add(stage, "AWS::ApiGateway::Stage", api.inherited(), new JsonValue.Obj(staged));
        expansion.rename(logicalId() + ".Stage", stage);
        expansion.rename(logicalId() + ".Deployment", deployment);
    }

    private JsonValue.Obj attributes() {
        return new JsonValue.Obj(api.attributes().members());
    }

    private static JsonValue tagList(JsonValue.Obj tags) {
        List<JsonValue> list = new ArrayList<>();
        tags.members().forEach((key, value) -> list.add(TemplateJson.object("Key", key, "Value", value)));
        return JsonValue.array(list);
    }

    private JsonValue endpoint(JsonValue given) {
        if (given instanceof JsonValue.Obj object && object.get("Type").isPresent()) {
            return TemplateJson.object(
                    "Types", TemplateJson.array(object.get("Type").get()));
        }
        return given instanceof JsonValue.Str ? TemplateJson.object("Types", TemplateJson.array(given)) : given;
    }

    private JsonValue body() {
        Optional<Cors> cors = api.get("Cors").map(value -> Cors.read(api, value));
        Map<String, JsonValue> written = new LinkedHashMap<>();
        paths.forEach((path, methods) -> {
            Map<String, JsonValue> all = new LinkedHashMap<>(methods);
            cors.filter(given -> !methods.containsKey("options"))
                    .ifPresent(given -> all.put("options", given.method(methods.keySet())));
            written.put(path, new JsonValue.Obj(all));
        });
        Map<String, JsonValue> body = new LinkedHashMap<>();
        body.put("swagger", JsonValue.of("2.0"));
        body.put("info", TemplateJson.object("version", "1.0", "title", TemplateJson.ref("AWS::StackName")));
        body.put("paths", new JsonValue.Obj(written));
        List<JsonValue> binary = api.list("BinaryMediaTypes");
        if (!binary.isEmpty()) {
            body.put(
                    "x-amazon-apigateway-binary-media-types",
                    JsonValue.array(binary.stream().map(RestApi::slashes).toList()));
        }
        return new JsonValue.Obj(body);
    }

    private static JsonValue slashes(JsonValue type) {
        return type instanceof JsonValue.Str(String text) ? JsonValue.of(text.replace("~1", "/")) : type;
    }

    /** The preflight answers of an API; values keep the quotes that API Gateway demands. */
    private record Cors(Map<String, JsonValue> headers, boolean methodsGiven) {
        static Cors read(ServerlessResource api, JsonValue value) {
            Map<String, JsonValue> headers = new LinkedHashMap<>();
            if (!(value instanceof JsonValue.Obj cors)
                    || cors.members().keySet().stream()
                            .anyMatch(name -> name.startsWith("Fn::") || name.equals("Ref"))) {
                headers.put("Access-Control-Allow-Origin", value);
                return new Cors(headers, false);
            }
            ServerlessResource given =
                    new ServerlessResource(api.logicalId(), "Cors", cors, TemplateJson.object(), api.positions());
            given.check(Set.of("AllowCredentials", "AllowHeaders", "AllowMethods", "AllowOrigin", "MaxAge"), Set.of());
            given.get("AllowHeaders").ifPresent(text -> headers.put("Access-Control-Allow-Headers", text));
            given.get("AllowOrigin").ifPresent(text -> headers.put("Access-Control-Allow-Origin", text));
            given.get("MaxAge").ifPresent(text -> headers.put("Access-Control-Max-Age", text));
            given.get("AllowMethods").ifPresent(text -> headers.put("Access-Control-Allow-Methods", text));
            boolean credentials = given.get("AllowCredentials")
                    .filter(JsonValue.of(true)::equals)
                    .isPresent();
            if (credentials) {
                JsonValue origin = headers.get("Access-Control-Allow-Origin");
                if (origin == null || origin.equals(JsonValue.of("'*'"))) {
                    throw api.wrong(
                            value,
                            "Unable to add Cors configuration because 'AllowCredentials' can not be true when"
                                    + " 'AllowOrigin' is \"'*'\" or not set");
                }
                headers.put("Access-Control-Allow-Credentials", JsonValue.of("'true'"));
            }
            return new Cors(headers, given.get("AllowMethods").isPresent());
        }

        JsonValue method(Set<String> methods) {
            Map<String, JsonValue> all = new LinkedHashMap<>(headers);
            if (!methodsGiven) {
                all.put("Access-Control-Allow-Methods", JsonValue.of("'" + String.join(",", allowed(methods)) + "'"));
            }
            Map<String, JsonValue> parameters = new LinkedHashMap<>();
            Map<String, JsonValue> declared = new LinkedHashMap<>();
            all.forEach((header, value) -> {
                parameters.put("method.response.header." + header, value);
                declared.put(header, TemplateJson.object("type", header.endsWith("Max-Age") ? "integer" : "string"));
            });
            JsonValue.Obj answer = TemplateJson.object(
                    "statusCode",
                    "200",
                    "responseTemplates",
                    TemplateJson.object("application/json", "{}\n"),
                    "responseParameters",
                    new JsonValue.Obj(parameters));
            return TemplateJson.object(
                    "summary",
                    "CORS support",
                    "consumes",
                    TemplateJson.array("application/json"),
                    "produces",
                    TemplateJson.array("application/json"),
                    INTEGRATION,
                    TemplateJson.object(
                            "type", "mock",
                            "requestTemplates",
                                    TemplateJson.object("application/json", "{\n  \"statusCode\" : 200\n}\n"),
                            "responses", TemplateJson.object("default", answer)),
                    "responses",
                    TemplateJson.object(
                            "200",
                            TemplateJson.object(
                                    "headers",
                                    new JsonValue.Obj(declared),
                                    "description",
                                    "Default response for CORS method")));
        }

        private static Set<String> allowed(Set<String> methods) {
            if (methods.contains("x-amazon-apigateway-any-method")) {
                return new TreeSet<>(Set.of("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"));
            }
            Set<String> names = new TreeSet<>(Set.of("OPTIONS"));
            methods.forEach(method -> names.add(method.toUpperCase(Locale.ROOT)));
            return names;
        }
    }
}
