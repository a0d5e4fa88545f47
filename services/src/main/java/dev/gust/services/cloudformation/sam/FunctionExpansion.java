package dev.gust.services.cloudformation.sam;

import dev.gust.base.json.JsonValue;
import dev.gust.base.yaml.TemplateJson;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Expands {@code AWS::Serverless::Function}: the function, its role, its version and alias, its URL, its events. */
final class FunctionExpansion {
    static final String TYPE = "AWS::Serverless::Function";
    private static final String[] SAME = {
        "Architectures",
        "Description",
        "EphemeralStorage",
        "FileSystemConfigs",
        "FunctionName",
        "Handler",
        "Layers",
        "LoggingConfig",
        "MemorySize",
        "RecursiveLoop",
        "ReservedConcurrentExecutions",
        "Runtime",
        "RuntimeManagementConfig",
        "SnapStart",
        "Timeout",
        "VpcConfig"
    };
    private static final Set<String> KNOWN = known();
    private static final Set<String> UNSUPPORTED =
            Set.of("DeploymentPreference", "ImageUri", "ImageConfig", "CodeSigningConfigArn", "CapacityProviderConfig");

    private final Expansion expansion;
    private final ServerlessResource function;
    private final FunctionRole role;

    private FunctionExpansion(Expansion expansion, ServerlessResource function) {
        this.expansion = expansion;
        this.function = function;
        this.role = new FunctionRole(function);
    }

    private static Set<String> known() {
        Set<String> names = new HashSet<>(Set.of(SAME));
        names.addAll(Set.of(
                "AssumeRolePolicyDocument",
                "AutoPublishAlias",
                "AutoPublishCodeSha256",
                "CodeUri",
                "DeadLetterQueue",
                "Environment",
                "EventInvokeConfig",
                "Events",
                "FunctionUrlConfig",
                "InlineCode",
                "KmsKeyArn",
                "PackageType",
                "PermissionsBoundary",
                "Policies",
                "PropagateTags",
                "ProvisionedConcurrencyConfig",
                "Role",
                "RolePath",
                "Tags",
                "Tracing",
                "VersionDescription"));
        return names;
    }

    static void expand(Expansion expansion, ServerlessResource function) {
        function.check(KNOWN, UNSUPPORTED);
        new FunctionExpansion(expansion, function).run();
    }

    private void run() {
        boolean ownRole = function.get("Role").isPresent();
        Map<String, JsonValue> properties = new LinkedHashMap<>();
        JsonValue.Obj code = code();
        properties.put("Code", code);
        function.copy(properties, SAME);
        function.copy(properties, "Environment", "KmsKeyArn", "PackageType");
        properties.put("Role", function.get("Role").orElseGet(() -> TemplateJson.attribute(role.logicalId(), "Arn")));
        JsonValue tags = tags();
        properties.put("Tags", tags);
        function.get("Tracing").ifPresent(mode -> {
            properties.put("TracingConfig", TemplateJson.object("Mode", mode));
            role.addManaged("AWSXrayWriteOnlyAccess");
        });
        if (function.get("VpcConfig").isPresent()) {
            role.addManaged("AWSLambdaVPCAccessExecutionRole");
        }
        role.addPolicies();
        function.object("DeadLetterQueue").ifPresent(queue -> properties.put("DeadLetterConfig", deadLetters(queue)));
        JsonValue.Obj attributes = new JsonValue.Obj(function.attributes().members());
        expansion.add(function.logicalId(), "AWS::Lambda::Function", attributes, new JsonValue.Obj(properties));
        Invoked invoked = function.get("AutoPublishAlias")
                .map(alias -> publish(alias, code))
                .orElseGet(() -> new Invoked(
                        TemplateJson.ref(function.logicalId()),
                        TemplateJson.attribute(function.logicalId(), "Arn"),
                        "${" + function.logicalId() + ".Arn}"));
        function.object("FunctionUrlConfig").ifPresent(url -> addUrl(url, invoked));
        function.object("EventInvokeConfig").ifPresent(config -> addInvokeConfig(config));
        new FunctionEvents(expansion, function, role, invoked).expand();
        if (!ownRole) {
            role.addTo(expansion, tags);
        }
    }

    /**
     * How others name the function, or its alias where one is published.
     *
     * @param name what takes a name or an ARN
     * @param arn what takes an ARN
     * @param inSub the ARN inside {@code Fn::Sub}
     */
    record Invoked(JsonValue name, JsonValue arn, String inSub) {}

    private JsonValue.Obj code() {
        JsonValue inline = function.get("InlineCode").orElse(null);
        JsonValue uri = function.get("CodeUri").orElse(null);
        if (inline != null) {
            return TemplateJson.object("ZipFile", inline);
        }
        if (uri == null) {
            throw function.wrong("Either 'InlineCode' or 'CodeUri' must be set.");
        }
        return location(function, "CodeUri", uri);
    }

    /** Where in S3 a package lies: {@code s3://bucket/key} or its parts. */
    static JsonValue.Obj location(ServerlessResource resource, String property, JsonValue uri) {
        if (uri instanceof JsonValue.Obj parts
                && parts.get("Bucket").isPresent()
                && parts.get("Key").isPresent()) {
            Map<String, JsonValue> code = new LinkedHashMap<>();
            parts.get("Bucket").ifPresent(bucket -> code.put("S3Bucket", bucket));
            parts.get("Key").ifPresent(key -> code.put("S3Key", key));
            parts.get("Version").ifPresent(version -> code.put("S3ObjectVersion", version));
            return new JsonValue.Obj(code);
        }
        if (uri instanceof JsonValue.Str(String text) && text.matches("s3://[^/]+/.+")) {
            int slash = text.indexOf('/', 5);
            return TemplateJson.object("S3Bucket", text.substring(5, slash), "S3Key", text.substring(slash + 1));
        }
        throw resource.wrong(
                uri,
                "'" + property + "' is not a valid S3 Uri of the form 's3://bucket/key' with optional"
                        + " versionId query parameter. A local folder is packaged by whoever deploys: ./gust deploy,"
                        + " sam deploy or aws cloudformation package.");
    }

    private JsonValue tags() {
        List<JsonValue> tags = new ArrayList<>();
        tags.add(TemplateJson.object("Key", "lambda:createdBy", "Value", "SAM"));
        function.object("Tags")
                .ifPresent(own -> own.members()
                        .forEach((key, value) -> tags.add(TemplateJson.object("Key", key, "Value", value))));
        return JsonValue.array(tags);
    }

    private JsonValue deadLetters(JsonValue.Obj queue) {
        String type = queue.string("Type").orElse("");
        JsonValue target = queue.get("TargetArn").orElse(null);
        if (target == null || !(type.equals("SQS") || type.equals("SNS"))) {
            throw function.wrong(
                    queue,
                    "'DeadLetterQueue' requires Type of [SNS, SQS] and TargetArn properties to be" + " specified.");
        }
        role.addInline(
                "DeadLetterQueuePolicy",
                TemplateJson.policy(TemplateJson.object(
                        "Action",
                        type.equals("SQS") ? "sqs:SendMessage" : "sns:Publish",
                        "Resource",
                        target,
                        "Effect",
                        "Allow")));
        return TemplateJson.object("TargetArn", target);
    }

    private Invoked publish(JsonValue alias, JsonValue.Obj code) {
        JsonValue name = expansion.withParameters(alias);
        if (!(name instanceof JsonValue.Str(String text)) || text.isEmpty()) {
            throw function.wrong(alias, "'AutoPublishAlias' must be a string or a Ref to a template parameter");
        }
        String id = function.logicalId();
        String version = id + "Version" + versionHash(code);
        Map<String, JsonValue> properties = new LinkedHashMap<>();
        properties.put("FunctionName", TemplateJson.ref(id));
        function.get("VersionDescription").ifPresent(description -> properties.put("Description", description));
        Map<String, JsonValue> attributes = new LinkedHashMap<>();
        attributes.put("DeletionPolicy", JsonValue.of("Retain"));
        attributes.putAll(function.inherited().members());
        expansion.add(version, "AWS::Lambda::Version", new JsonValue.Obj(attributes), new JsonValue.Obj(properties));
        String aliasId = id + "Alias" + text.replaceAll("[^A-Za-z0-9]", "");
        Map<String, JsonValue> aliased = new LinkedHashMap<>();
        aliased.put("Name", name);
        aliased.put("FunctionName", TemplateJson.ref(id));
        aliased.put("FunctionVersion", TemplateJson.attribute(version, "Version"));
        function.copy(aliased, "ProvisionedConcurrencyConfig");
        expansion.add(aliasId, "AWS::Lambda::Alias", function.inherited(), new JsonValue.Obj(aliased));
        expansion.rename(id + ".Alias", aliasId);
        expansion.rename(id + ".Version", version);
        return new Invoked(TemplateJson.ref(aliasId), TemplateJson.ref(aliasId), "${" + aliasId + "}");
    }

    /** A version is published when the code, the environment or the memory changes. */
    private String versionHash(JsonValue.Obj code) {
        if (function.get("AutoPublishCodeSha256").orElse(null) instanceof JsonValue.Str(String given)
                && given.length() >= 10) {
            return given.substring(0, 10);
        }
        Map<String, JsonValue> hashed = new LinkedHashMap<>(((JsonValue.Obj) expansion.withParameters(code)).members());
        function.object("Environment").ifPresent(environment -> hashed.putAll(environment.members()));
        function.get("MemorySize").ifPresent(size -> hashed.put("MemorySize", size));
        return CanonicalJson.shortHash(new JsonValue.Obj(hashed));
    }

    private void addUrl(JsonValue.Obj config, Invoked invoked) {
        String id = function.logicalId();
        JsonValue authorization = config.get("AuthType")
                .orElseThrow(() -> function.wrong(
                        config,
                        "AuthType is required to configure function property"
                                + " `FunctionUrlConfig`. Please provide either AWS_IAM or NONE."));
        Map<String, JsonValue> properties = new LinkedHashMap<>();
        properties.put("TargetFunctionArn", invoked.name());
        properties.put("AuthType", authorization);
        config.get("Cors").ifPresent(cors -> properties.put("Cors", cors));
        config.get("InvokeMode").ifPresent(mode -> properties.put("InvokeMode", mode));
        expansion.add(id + "Url", "AWS::Lambda::Url", function.inherited(), new JsonValue.Obj(properties));
        if (authorization.equals(JsonValue.of("NONE"))) {
            expansion.add(
                    id + "UrlPublicPermissions",
                    "AWS::Lambda::Permission",
                    function.inherited(),
                    TemplateJson.object(
                            "Action", "lambda:InvokeFunctionUrl",
                            "FunctionName", invoked.name(),
                            "Principal", "*",
                            "FunctionUrlAuthType", "NONE"));
            expansion.add(
                    id + "URLInvokeAllowPublicAccess",
                    "AWS::Lambda::Permission",
                    function.inherited(),
                    TemplateJson.object(
                            "Action",
                            "lambda:InvokeFunction",
                            "FunctionName",
                            invoked.name(),
                            "Principal",
                            "*",
                            "InvokedViaFunctionUrl",
                            JsonValue.of(true)));
        }
    }

    private void addInvokeConfig(JsonValue.Obj config) {
        Map<String, JsonValue> properties = new LinkedHashMap<>();
        properties.put("FunctionName", TemplateJson.ref(function.logicalId()));
        config.get("MaximumEventAgeInSeconds").ifPresent(age -> properties.put("MaximumEventAgeInSeconds", age));
        config.get("MaximumRetryAttempts").ifPresent(attempts -> properties.put("MaximumRetryAttempts", attempts));
        config.get("DestinationConfig")
                .ifPresent(destinations -> properties.put("DestinationConfig", destinations(destinations)));
        JsonValue qualifier = function.get("AutoPublishAlias").orElse(JsonValue.of("$LATEST"));
        properties.put("Qualifier", qualifier);
        expansion.add(
                function.logicalId() + "EventInvokeConfig",
                "AWS::Lambda::EventInvokeConfig",
                function.inherited(),
                new JsonValue.Obj(properties));
    }

    private JsonValue destinations(JsonValue config) {
        Map<String, JsonValue> destinations = new LinkedHashMap<>();
        function.object("DestinationConfig", config).members().forEach((when, value) -> {
            JsonValue.Obj destination = function.object(when, value);
            JsonValue arn = destination
                    .get("Destination")
                    .orElseThrow(() -> function.wrong(
                            value,
                            "Gust does not make the target of EventInvokeConfig." + when
                                    + " by itself yet: name one by 'Destination'."));
            String action = switch (destination.string("Type").orElse("")) {
                case "SQS" -> "sqs:SendMessage";
                case "SNS" -> "sns:Publish";
                case "Lambda" -> "lambda:InvokeFunction";
                case "EventBridge" -> "events:PutEvents";
                case "S3Bucket" -> "s3:PutObject";
                default ->
                    throw function.wrong(value, "'Type' must be one of [EventBridge, Lambda, S3Bucket, SNS, SQS]");
            };
            role.addInline(
                    function.logicalId() + "EventInvokeConfig" + when + "Policy",
                    TemplateJson.policy(TemplateJson.object("Action", action, "Effect", "Allow", "Resource", arn)));
            destinations.put(when, TemplateJson.object("Destination", arn));
        });
        return new JsonValue.Obj(destinations);
    }
}
