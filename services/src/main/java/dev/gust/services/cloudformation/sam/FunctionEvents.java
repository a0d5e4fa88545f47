package dev.gust.services.cloudformation.sam;

import dev.gust.base.Suggestion;
import dev.gust.base.json.JsonValue;
import dev.gust.base.yaml.TemplateJson;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Expands the Events of a function into what calls it. */
final class FunctionEvents {
    private static final List<String> TYPES = List.of(
            "Api",
            "CloudWatchEvent",
            "DynamoDB",
            "EventBridgeRule",
            "HttpApi",
            "Kinesis",
            "S3",
            "SNS",
            "SQS",
            "Schedule",
            "ScheduleV2");
    private static final String[] MAPPING = {
        "BatchSize",
        "BisectBatchOnFunctionError",
        "DestinationConfig",
        "Enabled",
        "FilterCriteria",
        "FunctionResponseTypes",
        "KmsKeyArn",
        "MaximumBatchingWindowInSeconds",
        "MaximumRecordAgeInSeconds",
        "MaximumRetryAttempts",
        "ParallelizationFactor",
        "ScalingConfig",
        "StartingPosition",
        "StartingPositionTimestamp",
        "TumblingWindowInSeconds"
    };

    private final Expansion expansion;
    private final ServerlessResource function;
    private final FunctionRole role;
    private final FunctionExpansion.Invoked invoked;

    FunctionEvents(
            Expansion expansion, ServerlessResource function, FunctionRole role, FunctionExpansion.Invoked invoked) {
        this.expansion = expansion;
        this.function = function;
        this.role = role;
        this.invoked = invoked;
    }

    void expand() {
        function.object("Events").ifPresent(events -> events.members().forEach(this::event));
    }

    /** One event, read like a resource so that what is wrong with it is named. */
    private void event(String name, JsonValue value) {
        JsonValue.Obj event = function.object("Events." + name, value);
        String type =
                event.string("Type").orElseThrow(() -> function.wrong(value, "Event " + name + " has no 'Type'."));
        JsonValue.Obj properties = event.get("Properties")
                .map(given -> function.object("Events." + name + ".Properties", given))
                .orElse(TemplateJson.object());
        ServerlessResource source = new ServerlessResource(
                function.logicalId() + name, "event " + type, properties, TemplateJson.object(), function.positions());
        switch (type) {
            case "Api" -> api(name, source);
            case "HttpApi" -> httpApi(name, source);
            case "S3" -> bucket(source);
            case "Schedule" -> schedule(source);
            case "ScheduleV2" -> scheduleByScheduler(source);
            case "EventBridgeRule", "CloudWatchEvent" -> rule(source);
            case "SQS" -> mapping(source, "Queue", "AWSLambdaSQSQueueExecutionRole");
            case "DynamoDB" -> mapping(source, "Stream", "AWSLambdaDynamoDBExecutionRole");
            case "Kinesis" -> mapping(source, "Stream", "AWSLambdaKinesisExecutionRole");
            case "SNS" -> topic(source);
            default ->
                throw function.wrong(
                        value,
                        "Event " + name + " has a type that Gust does not support: " + type + ". It supports " + TYPES
                                + Suggestion.suffix(type, TYPES));
        }
    }

    private void permit(String logicalId, String principal, JsonValue.Obj source) {
        Map<String, JsonValue> properties = new LinkedHashMap<>();
        properties.put("Action", JsonValue.of("lambda:InvokeFunction"));
        properties.put("FunctionName", invoked.name());
        properties.put("Principal", JsonValue.of(principal));
        properties.putAll(source.members());
        expansion.add(logicalId, "AWS::Lambda::Permission", function.inherited(), new JsonValue.Obj(properties));
    }

    private void api(String name, ServerlessResource event) {
        event.check(
                Set.of("Path", "Method", "RestApiId", "Auth", "TimeoutInMillis"),
                Set.of("RequestModel", "RequestParameters"));
        event.get("Auth").ifPresent(auth -> {
            if (!(auth instanceof JsonValue.Obj object)
                    || !object.string("Authorizer").filter("NONE"::equals).isPresent()) {
                throw event.wrong(
                        auth, "Gust does not support Auth of an Api event yet; use an HttpApi event, or no Auth.");
            }
        });
        String path = text(event, "Path");
        String method = text(event, "Method").toLowerCase(Locale.ROOT);
        String apiId = apiId(event, "RestApiId", Expansion.IMPLICIT_REST_API);
        RestApi api = expansion.restApis().get(apiId);
        String stage = "Prod";
        if (api != null) {
            api.addRoute(event, path, method, invoked.inSub());
            stage = api.stageSuffix();
        } else if (expansion.find(apiId, "AWS::ApiGateway::RestApi").isEmpty()) {
            throw event.wrong("RestApiId must be a valid reference to an 'AWS::Serverless::Api' in same template.");
        }
        String verb = method.equals("any") || method.equals("*") ? "*" : method.toUpperCase(Locale.ROOT);
        permit(
                function.logicalId() + name + "Permission" + stage,
                "apigateway.amazonaws.com",
                TemplateJson.object("SourceArn", source("arn:aws:execute-api", apiId, verb + wildcards(path))));
    }

    private static JsonValue source(String prefix, String apiId, String verbAndPath) {
        return TemplateJson.sub(
                prefix + ":${AWS::Region}:${AWS::AccountId}:${__ApiId__}/${__Stage__}/" + verbAndPath,
                TemplateJson.object("__ApiId__", TemplateJson.ref(apiId), "__Stage__", "*"));
    }

    /** A permission's path: parameters may be anything. */
    private static String wildcards(String path) {
        return path.replaceAll("\\{[^}]*}", "*");
    }

    private String apiId(ServerlessResource event, String property, String implicit) {
        JsonValue id = event.properties().members().get(property);
        return switch (id) {
            case null -> implicit;
            case JsonValue.Str(String text) -> text;
            case JsonValue.Obj object
            when object.string("Ref").isPresent() -> object.string("Ref").get();
            case JsonValue other ->
                throw event.wrong(other, property + " must be a reference to an API of the template.");
        };
    }

    private String text(ServerlessResource event, String property) {
        JsonValue value = event.require(property);
        if (value instanceof JsonValue.Str(String text)) {
            return text;
        }
        throw event.wrong(value, "'" + property + "' must be a string.");
    }

    private void httpApi(String name, ServerlessResource event) {
        event.check(
                Set.of("Path", "Method", "ApiId", "Auth", "TimeoutInMillis", "PayloadFormatVersion", "RouteSettings"),
                Set.of());
        boolean hasPath = event.get("Path").isPresent();
        if (hasPath != event.get("Method").isPresent()) {
            throw event.wrong("'Path' and 'Method' are given together or not at all.");
        }
        String path = hasPath ? text(event, "Path") : "$default";
        String method = hasPath ? text(event, "Method").toLowerCase(Locale.ROOT) : "any";
        String apiId = apiId(event, "ApiId", Expansion.IMPLICIT_HTTP_API);
        HttpApi api = expansion.httpApis().get(apiId);
        if (api == null) {
            throw event.wrong("ApiId must be a valid reference to an 'AWS::Serverless::HttpApi' in same template.");
        }
        api.addRoute(event, path, method, invoked.inSub());
        String verb = method.equals("any") || method.equals("*") || method.equals("x-amazon-apigateway-any-method")
                ? "*"
                : method.toUpperCase(Locale.ROOT);
        permit(
                function.logicalId() + name + "Permission",
                "apigateway.amazonaws.com",
                TemplateJson.object(
                        "SourceArn",
                        source("arn:${AWS::Partition}:execute-api", apiId, hasPath ? verb + wildcards(path) : "*")));
    }

    private void bucket(ServerlessResource event) {
        event.check(Set.of("Bucket", "Events", "Filter"), Set.of());
        JsonValue reference = event.require("Bucket");
        String bucket =
                reference instanceof JsonValue.Obj object ? object.string("Ref").orElse("") : "";
        JsonValue.Obj resource = expansion
                .find(bucket, "AWS::S3::Bucket")
                .orElseThrow(
                        () -> event.wrong(reference, "S3 events must reference an S3 bucket in the same template."));
        String permission = event.logicalId() + "Permission";
        permit(
                permission,
                "s3.amazonaws.com",
                TemplateJson.object("SourceAccount", TemplateJson.ref("AWS::AccountId")));
        List<JsonValue> added = new ArrayList<>();
        for (JsonValue name : event.list("Events")) {
            Map<String, JsonValue> configuration = new LinkedHashMap<>();
            configuration.put("Function", invoked.arn());
            event.copy(configuration, "Filter");
            configuration.put("Event", name);
            added.add(new JsonValue.Obj(configuration));
        }
        expansion.replace(bucket, notified(event, resource, added, permission));
    }

    /** The bucket with further notifications, made after the permission that they need. */
    private static JsonValue.Obj notified(
            ServerlessResource event, JsonValue.Obj bucket, List<JsonValue> added, String permission) {
        JsonValue.Obj properties = bucket.get("Properties")
                .map(value -> event.object("Properties", value))
                .orElse(TemplateJson.object());
        JsonValue.Obj notification = properties
                .get("NotificationConfiguration")
                .map(value -> event.object("NotificationConfiguration", value))
                .orElse(TemplateJson.object());
        List<JsonValue> configurations = new ArrayList<>(list(notification, "LambdaConfigurations"));
        configurations.addAll(added);
        List<JsonValue> dependsOn = new ArrayList<>(list(bucket, "DependsOn"));
        dependsOn.add(JsonValue.of(permission));
        return bucket.with("DependsOn", JsonValue.array(dependsOn))
                .with(
                        "Properties",
                        properties.with(
                                "NotificationConfiguration",
                                notification.with("LambdaConfigurations", JsonValue.array(configurations))));
    }

    private static List<JsonValue> list(JsonValue.Obj object, String name) {
        return switch (object.members().get(name)) {
            case null -> List.of();
            case JsonValue.Array(List<JsonValue> items) -> items;
            case JsonValue single -> List.of(single);
        };
    }

    private JsonValue state(ServerlessResource event) {
        JsonValue enabled = event.get("Enabled").orElse(JsonValue.of(true));
        return JsonValue.of(enabled.equals(JsonValue.of(false)) ? "DISABLED" : "ENABLED");
    }

    private void schedule(ServerlessResource event) {
        event.check(
                Set.of(
                        "Schedule",
                        "Input",
                        "Name",
                        "Description",
                        "Enabled",
                        "State",
                        "RetryPolicy",
                        "DeadLetterConfig"),
                Set.of("RoleArn"));
        Map<String, JsonValue> properties = new LinkedHashMap<>();
        properties.put("ScheduleExpression", event.require("Schedule"));
        event.copy(properties, "Name", "Description", "State");
        event.get("Enabled").ifPresent(enabled -> properties.put("State", state(event)));
        Map<String, JsonValue> target = target(event);
        event.copy(target, "Input");
        addRule(event, properties, target);
    }

    private void rule(ServerlessResource event) {
        event.check(
                Set.of(
                        "Pattern",
                        "EventBusName",
                        "Input",
                        "InputPath",
                        "InputTransformer",
                        "RetryPolicy",
                        "DeadLetterConfig",
                        "State",
                        "Enabled",
                        "RuleName",
                        "Target"),
                Set.of());
        Map<String, JsonValue> properties = new LinkedHashMap<>();
        event.copy(properties, "EventBusName");
        properties.put("EventPattern", event.require("Pattern"));
        event.copy(properties, "State");
        event.get("Enabled").ifPresent(enabled -> properties.put("State", state(event)));
        event.get("RuleName").ifPresent(name -> properties.put("Name", name));
        Map<String, JsonValue> target = target(event);
        event.object("Target").flatMap(given -> given.get("Id")).ifPresent(id -> target.put("Id", id));
        event.copy(target, "Input", "InputPath", "InputTransformer");
        addRule(event, properties, target);
    }

    private Map<String, JsonValue> target(ServerlessResource event) {
        Map<String, JsonValue> target = new LinkedHashMap<>();
        target.put("Arn", invoked.arn());
        target.put("Id", JsonValue.of(event.logicalId() + "LambdaTarget"));
        event.copy(target, "RetryPolicy");
        event.object("DeadLetterConfig")
                .ifPresent(config -> target.put("DeadLetterConfig", deadLetters(event, config)));
        return target;
    }

    private JsonValue deadLetters(ServerlessResource event, JsonValue.Obj config) {
        JsonValue arn = config.members().get("Arn");
        if (arn != null) {
            return TemplateJson.object("Arn", arn);
        }
        if (!config.string("Type").filter("SQS"::equals).isPresent()) {
            throw event.wrong(config, "'DeadLetterConfig' requires either 'Arn' or 'Type: SQS'.");
        }
        String queue = config.string("QueueLogicalId").orElse(event.logicalId() + "Queue");
        expansion.add(queue, "AWS::SQS::Queue", function.inherited(), TemplateJson.object());
        JsonValue.Obj statement = TemplateJson.object(
                "Action", "sqs:SendMessage",
                "Effect", "Allow",
                "Principal", TemplateJson.object("Service", "events.amazonaws.com"),
                "Resource", TemplateJson.attribute(queue, "Arn"),
                "Condition",
                        TemplateJson.object(
                                "ArnEquals",
                                TemplateJson.object(
                                        "aws:SourceArn", TemplateJson.attribute(event.logicalId(), "Arn"))));
        expansion.add(
                queue + "Policy",
                "AWS::SQS::QueuePolicy",
                function.inherited(),
                TemplateJson.object(
                        "PolicyDocument",
                        TemplateJson.policy(statement),
                        "Queues",
                        TemplateJson.array(TemplateJson.ref(queue))));
        return TemplateJson.object("Arn", TemplateJson.attribute(queue, "Arn"));
    }

    private void addRule(ServerlessResource event, Map<String, JsonValue> properties, Map<String, JsonValue> target) {
        properties.put("Targets", TemplateJson.array(new JsonValue.Obj(target)));
        expansion.add(event.logicalId(), "AWS::Events::Rule", function.inherited(), new JsonValue.Obj(properties));
        permit(
                event.logicalId() + "Permission",
                "events.amazonaws.com",
                TemplateJson.object("SourceArn", TemplateJson.attribute(event.logicalId(), "Arn")));
    }

    private void scheduleByScheduler(ServerlessResource event) {
        event.check(
                Set.of(
                        "ScheduleExpression",
                        "ScheduleExpressionTimezone",
                        "FlexibleTimeWindow",
                        "Input",
                        "Name",
                        "Description",
                        "State",
                        "StartDate",
                        "EndDate",
                        "GroupName",
                        "RetryPolicy",
                        "OmitName"),
                Set.of("RoleArn", "PermissionsBoundary", "DeadLetterConfig", "KmsKeyArn"));
        String roleId = event.logicalId() + "Role";
        Map<String, JsonValue> properties = new LinkedHashMap<>();
        properties.put("ScheduleExpression", event.require("ScheduleExpression"));
        event.copy(
                properties, "ScheduleExpressionTimezone", "Description", "State", "StartDate", "EndDate", "GroupName");
        properties.put(
                "FlexibleTimeWindow", event.get("FlexibleTimeWindow").orElse(TemplateJson.object("Mode", "OFF")));
        properties.put("Name", event.get("Name").orElse(JsonValue.of(event.logicalId())));
        if (event.get("OmitName").filter(JsonValue.of(true)::equals).isPresent()) {
            properties.remove("Name");
        }
        Map<String, JsonValue> target = new LinkedHashMap<>();
        target.put("Arn", invoked.arn());
        target.put("RoleArn", TemplateJson.attribute(roleId, "Arn"));
        event.copy(target, "Input", "RetryPolicy");
        properties.put("Target", new JsonValue.Obj(target));
        expansion.add(
                event.logicalId(), "AWS::Scheduler::Schedule", function.inherited(), new JsonValue.Obj(properties));
        JsonValue.Obj policy = TemplateJson.object(
                "PolicyName",
                event.logicalId() + "LambdaPolicy",
                "PolicyDocument",
                TemplateJson.object(
                        "Statement",
                        TemplateJson.array(TemplateJson.object(
                                "Action", "lambda:InvokeFunction",
                                "Effect", "Allow",
                                "Resource", invoked.arn()))));
        expansion.add(
                roleId,
                "AWS::IAM::Role",
                function.inherited(),
                TemplateJson.object(
                        "AssumeRolePolicyDocument", FunctionRole.trust("scheduler.amazonaws.com"),
                        "Policies", TemplateJson.array(policy)));
    }

    private void mapping(ServerlessResource event, String sourceProperty, String managedPolicy) {
        Set<String> known = new HashSet<>(Set.of(MAPPING));
        known.add(sourceProperty);
        event.check(known, Set.of());
        Map<String, JsonValue> properties = new LinkedHashMap<>();
        event.copy(properties, MAPPING);
        event.object("DestinationConfig")
                .ifPresent(config -> properties.put("DestinationConfig", destination(event, config)));
        properties.put("EventSourceArn", event.require(sourceProperty));
        properties.put("FunctionName", invoked.name());
        expansion.add(
                event.logicalId(),
                "AWS::Lambda::EventSourceMapping",
                function.inherited(),
                new JsonValue.Obj(properties));
        role.addManaged(managedPolicy);
    }

    /** The destination without its type, by which the role is allowed to write there. */
    private JsonValue destination(ServerlessResource event, JsonValue.Obj config) {
        JsonValue.Obj onFailure = config.get("OnFailure")
                .map(value -> event.object("OnFailure", value))
                .orElse(TemplateJson.object());
        Map<String, JsonValue> kept = new LinkedHashMap<>(onFailure.members());
        JsonValue type = kept.remove("Type");
        if (type != null) {
            JsonValue arn = onFailure
                    .get("Destination")
                    .orElseThrow(() -> event.wrong(config, "DestinationConfig.OnFailure has no 'Destination'."));
            JsonValue.Array actions = switch (type instanceof JsonValue.Str(String text) ? text : "") {
                case "SQS" -> TemplateJson.array("sqs:SendMessage");
                case "SNS" -> TemplateJson.array("sns:Publish");
                case "S3" -> TemplateJson.array("s3:PutObject", "s3:ListBucket");
                default -> throw event.wrong(type, "The only valid values for 'Type' are 'SQS', 'SNS', and 'S3'");
            };
            role.addInline(
                    event.logicalId() + "OnFailurePolicy",
                    TemplateJson.policy(TemplateJson.object(
                            "Action", actions, "Effect", "Allow", "Resource", resources(type, arn))));
        }
        Map<String, JsonValue> changed = new LinkedHashMap<>(config.members());
        changed.put("OnFailure", new JsonValue.Obj(kept));
        return new JsonValue.Obj(changed);
    }

    private static JsonValue resources(JsonValue type, JsonValue arn) {
        return type.equals(JsonValue.of("S3"))
                ? TemplateJson.array(arn, TemplateJson.sub("${Bucket}/*", TemplateJson.object("Bucket", arn)))
                : arn;
    }

    private void topic(ServerlessResource event) {
        event.check(
                Set.of("Topic", "FilterPolicy", "FilterPolicyScope", "Region", "RedrivePolicy"),
                Set.of("SqsSubscription"));
        JsonValue topic = event.require("Topic");
        Map<String, JsonValue> properties = new LinkedHashMap<>();
        properties.put("Endpoint", invoked.arn());
        properties.put("Protocol", JsonValue.of("lambda"));
        properties.put("TopicArn", topic);
        event.copy(properties, "FilterPolicy", "FilterPolicyScope", "Region", "RedrivePolicy");
        permit(event.logicalId() + "Permission", "sns.amazonaws.com", TemplateJson.object("SourceArn", topic));
        expansion.add(event.logicalId(), "AWS::SNS::Subscription", function.inherited(), new JsonValue.Obj(properties));
    }
}
