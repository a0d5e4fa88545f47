package dev.gust.cli.deploy.serverless;

import dev.gust.base.json.JsonValue;
import dev.gust.base.yaml.TemplateJson;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Compiles functions: each with its log group, its URL and its settings for asynchronous calls. */
final class FunctionResources {
    private static final Set<String> KNOWN = Set.of(
            "architecture",
            "description",
            "destinations",
            "disableLogs",
            "environment",
            "ephemeralStorageSize",
            "events",
            "handler",
            "layers",
            "logRetentionInDays",
            "maximumEventAge",
            "maximumRetryAttempts",
            "memorySize",
            "name",
            "onError",
            "package",
            "reservedConcurrency",
            "role",
            "runtime",
            "tags",
            "timeout",
            "tracing",
            "url",
            "versionFunction");
    private static final Set<String> UNSUPPORTED = Set.of(
            "condition",
            "dependsOn",
            "fileSystemConfig",
            "iamRoleStatements",
            "image",
            "kmsKeyArn",
            "provisionedConcurrency",
            "runtimeManagement",
            "snapStart",
            "vpc");
    private static final BigDecimal DEFAULT_MEMORY = BigDecimal.valueOf(1024);
    private static final BigDecimal DEFAULT_TIMEOUT = BigDecimal.valueOf(6);

    private final Service service;
    private final Section provider;
    private final Draft draft;
    private final ExecutionRole role;

    FunctionResources(Service service, Draft draft, ExecutionRole role) {
        this.service = service;
        this.provider = service.provider();
        this.draft = draft;
        this.role = role;
    }

    static JsonValue tagList(JsonValue.Obj tags) {
        List<JsonValue> list = new ArrayList<>();
        tags.members().forEach((key, value) -> list.add(TemplateJson.object("Key", key, "Value", value)));
        return JsonValue.array(list);
    }

    void add(String key, Section function, JsonValue.Obj code) {
        function.check(KNOWN, UNSUPPORTED);
        String id = Naming.lambda(key);
        String name = function.text("name").orElseGet(() -> service.naming().function(key));
        boolean logs = !function.flag("disableLogs", false);
        if (logs) {
            Map<String, JsonValue> group = new LinkedHashMap<>();
            group.put("LogGroupName", JsonValue.of("/aws/lambda/" + name));
            function.value("logRetentionInDays")
                    .or(() -> provider.value("logRetentionInDays"))
                    .ifPresent(days -> group.put("RetentionInDays", days));
            draft.add(Naming.logGroup(key), "AWS::Logs::LogGroup", new JsonValue.Obj(group));
        }
        JsonValue.Obj properties = properties(function, code, name);
        if (logs) {
            draft.add(id, "AWS::Lambda::Function", properties, TemplateJson.array(Naming.logGroup(key)));
        } else {
            draft.add(id, "AWS::Lambda::Function", properties);
        }
        addUrl(key, function);
        addInvokeConfig(key, function);
    }

    private JsonValue.Obj properties(Section function, JsonValue.Obj code, String name) {
        Map<String, JsonValue> properties = new LinkedHashMap<>();
        properties.put("Code", code);
        properties.put("Handler", JsonValue.of(function.requireText("handler")));
        properties.put("Runtime", inherited(function, "runtime", JsonValue.of("nodejs20.x")));
        properties.put("FunctionName", JsonValue.of(name));
        properties.put("MemorySize", inherited(function, "memorySize", new JsonValue.Num(DEFAULT_MEMORY)));
        properties.put("Timeout", inherited(function, "timeout", new JsonValue.Num(DEFAULT_TIMEOUT)));
        function.copy(properties, "description", "Description", "reservedConcurrency", "ReservedConcurrentExecutions");
        function.value("architecture")
                .or(() -> provider.value("architecture"))
                .ifPresent(architecture -> properties.put("Architectures", TemplateJson.array(architecture)));
        function.value("ephemeralStorageSize")
                .or(() -> provider.value("ephemeralStorageSize"))
                .ifPresent(size -> properties.put("EphemeralStorage", TemplateJson.object("Size", size)));
        Map<String, JsonValue> tags =
                new LinkedHashMap<>(provider.sectionOrEmpty("tags").members().members());
        tags.putAll(function.sectionOrEmpty("tags").members().members());
        if (!tags.isEmpty()) {
            properties.put("Tags", tagList(new JsonValue.Obj(tags)));
        }
        function.value("onError").ifPresent(target -> {
            properties.put("DeadLetterConfig", TemplateJson.object("TargetArn", target));
            role.allow(TemplateJson.array("sns:Publish", "sqs:SendMessage"), TemplateJson.array(target));
        });
        JsonValue.Obj environment = environment(function);
        if (!environment.members().isEmpty()) {
            properties.put("Environment", TemplateJson.object("Variables", environment));
        }
        tracing(function, properties);
        properties.put("Role", role.of(function));
        List<JsonValue> layers =
                function.value("layers").isPresent() ? function.list("layers") : provider.list("layers");
        if (!layers.isEmpty()) {
            properties.put("Layers", JsonValue.array(layers));
        }
        return new JsonValue.Obj(properties);
    }

    private JsonValue inherited(Section function, String name, JsonValue absent) {
        return function.value(name).or(() -> provider.value(name)).orElse(absent);
    }

    /** Variables of the service and then of the function; numbers and booleans become text. */
    private JsonValue.Obj environment(Section function) {
        Map<String, JsonValue> all = new LinkedHashMap<>();
        for (Section section :
                List.of(provider.sectionOrEmpty("environment"), function.sectionOrEmpty("environment"))) {
            section.members().members().forEach((name, value) -> {
                switch (value) {
                    case JsonValue.Null _ -> all.remove(name);
                    case JsonValue.Obj reference -> all.put(name, reference);
                    case JsonValue.Array _ ->
                        throw section.wrong(
                                value, "'" + section.at(name) + "' must be a text", "Join the list into one.");
                    case JsonValue.Str _, JsonValue.Num _, JsonValue.Bool _ ->
                        section.text(name).ifPresent(text -> all.put(name, JsonValue.of(text)));
                }
            });
        }
        return new JsonValue.Obj(all);
    }

    private void tracing(Section function, Map<String, JsonValue> properties) {
        JsonValue mode = function.value("tracing")
                .or(() -> provider.sectionOrEmpty("tracing")
                        .check(Set.of("lambda", "apiGateway"), Set.of())
                        .value("lambda"))
                .orElse(JsonValue.of(false));
        if (!mode.equals(JsonValue.of(false))) {
            properties.put(
                    "TracingConfig",
                    TemplateJson.object("Mode", mode instanceof JsonValue.Str ? mode : JsonValue.of("Active")));
            role.allow(
                    TemplateJson.array("xray:PutTraceSegments", "xray:PutTelemetryRecords"), TemplateJson.array("*"));
        }
    }

    private void addUrl(String key, Section function) {
        JsonValue url = function.value("url").orElse(JsonValue.of(false));
        if (url.equals(JsonValue.of(false))) {
            return;
        }
        Section given = url instanceof JsonValue.Obj object
                ? function.section("url", object).check(Set.of("authorizer", "cors", "invokeMode"), Set.of())
                : new Section(function.at("url"), TemplateJson.object(), function.positions());
        boolean signed = given.text("authorizer").filter("aws_iam"::equals).isPresent();
        Map<String, JsonValue> properties = new LinkedHashMap<>();
        properties.put("AuthType", JsonValue.of(signed ? "AWS_IAM" : "NONE"));
        properties.put("TargetFunctionArn", TemplateJson.attribute(Naming.lambda(key), "Arn"));
        given.copy(properties, "invokeMode", "InvokeMode");
        given.value("cors")
                .filter(cors -> !cors.equals(JsonValue.of(false)))
                .ifPresent(cors -> properties.put("Cors", urlCors(given, cors)));
        String id = Naming.normalized(key) + "LambdaFunctionUrl";
        draft.add(id, "AWS::Lambda::Url", new JsonValue.Obj(properties));
        if (!signed) {
            draft.add(
                    Naming.normalized(key) + "LambdaPermissionFnUrl",
                    "AWS::Lambda::Permission",
                    TemplateJson.object(
                            "FunctionName", TemplateJson.attribute(Naming.lambda(key), "Arn"),
                            "Action", "lambda:InvokeFunctionUrl",
                            "Principal", "*",
                            "FunctionUrlAuthType", "NONE"));
            draft.add(
                    Naming.normalized(key) + "LambdaPermissionFn",
                    "AWS::Lambda::Permission",
                    TemplateJson.object(
                            "FunctionName",
                            TemplateJson.attribute(Naming.lambda(key), "Arn"),
                            "Action",
                            "lambda:InvokeFunction",
                            "Principal",
                            "*",
                            "InvokedViaFunctionUrl",
                            JsonValue.of(true)));
        }
        draft.output(id, "Lambda Function URL", TemplateJson.attribute(id, "FunctionUrl"));
    }

    private static JsonValue urlCors(Section url, JsonValue cors) {
        if (cors.equals(JsonValue.of(true))) {
            return TemplateJson.object(
                    "AllowOrigins", TemplateJson.array("*"),
                    "AllowHeaders", HttpApiEvents.DEFAULT_HEADERS,
                    "AllowMethods", TemplateJson.array("*"));
        }
        Section given = url.section("cors", cors)
                .check(
                        Set.of(
                                "allowedOrigins",
                                "allowedHeaders",
                                "allowedMethods",
                                "allowCredentials",
                                "exposedResponseHeaders",
                                "maxAge"),
                        Set.of());
        Map<String, JsonValue> properties = new LinkedHashMap<>();
        given.copy(
                properties,
                "allowedOrigins",
                "AllowOrigins",
                "allowedHeaders",
                "AllowHeaders",
                "allowedMethods",
                "AllowMethods",
                "allowCredentials",
                "AllowCredentials",
                "exposedResponseHeaders",
                "ExposeHeaders",
                "maxAge",
                "MaxAge");
        return new JsonValue.Obj(properties);
    }

    private void addInvokeConfig(String key, Section function) {
        Section destinations =
                function.sectionOrEmpty("destinations").check(Set.of("onSuccess", "onFailure"), Set.of());
        Map<String, JsonValue> properties = new LinkedHashMap<>();
        Map<String, JsonValue> targets = new LinkedHashMap<>();
        for (String when : List.of("onSuccess", "onFailure")) {
            destinations.value(when).ifPresent(target -> {
                String name = when.equals("onSuccess") ? "OnSuccess" : "OnFailure";
                JsonValue arn = target instanceof JsonValue.Str(String text) && !text.startsWith("arn:")
                        ? TemplateJson.attribute(Naming.lambda(text), "Arn")
                        : target instanceof JsonValue.Obj object
                                        && object.get("arn").isPresent()
                                ? object.get("arn").get()
                                : target;
                targets.put(name, TemplateJson.object("Destination", arn));
                role.allow(
                        TemplateJson.array(
                                "lambda:InvokeFunction", "sqs:SendMessage", "sns:Publish", "events:PutEvents"),
                        arn);
            });
        }
        if (!targets.isEmpty()) {
            properties.put("DestinationConfig", new JsonValue.Obj(targets));
        }
        function.copy(
                properties,
                "maximumRetryAttempts",
                "MaximumRetryAttempts",
                "maximumEventAge",
                "MaximumEventAgeInSeconds");
        if (!properties.isEmpty()) {
            properties.put("FunctionName", TemplateJson.ref(Naming.lambda(key)));
            properties.put("Qualifier", JsonValue.of("$LATEST"));
            draft.add(
                    Naming.normalized(key) + "LambdaEvConf",
                    "AWS::Lambda::EventInvokeConfig",
                    new JsonValue.Obj(properties));
        }
    }
}
