package dev.gust.cli.deploy.serverless;

import dev.gust.base.json.JsonValue;
import dev.gust.base.yaml.TemplateJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Compiles the events that are not HTTP: buckets, schedules, streams, queues, topics, event buses. */
final class OtherEvents {
    private final Draft draft;
    private final ExecutionRole role;
    private final Naming naming;
    private final Map<String, Integer> schedules = new LinkedHashMap<>();

    OtherEvents(Draft draft, ExecutionRole role, Naming naming) {
        this.draft = draft;
        this.role = role;
        this.naming = naming;
    }

    void add(Events.Event event) {
        switch (event.type()) {
            case "s3" -> bucket(event);
            case "schedule" -> schedule(event);
            case "stream" -> stream(event);
            case "sqs" -> queue(event);
            case "sns" -> topic(event);
            case "eventBridge" -> rule(event);
            default -> throw new IllegalStateException("no compiler for the event " + event.type());
        }
    }

    private void bucket(Events.Event event) {
        Section s3 =
                event.section("bucket").check(Set.of("bucket", "event", "rules", "existing"), Set.of("forceDeploy"));
        s3.value("existing").filter(value -> !value.equals(JsonValue.of(false))).ifPresent(value -> {
            throw s3.wrong(
                    value,
                    "Gust does not support '" + s3.at("existing") + "' yet",
                    "Let the service make the bucket, or set its NotificationConfiguration where it is made.");
        });
        String name = s3.requireText("bucket");
        String part = Naming.alphanumeric(name);
        List<JsonValue> rules = new ArrayList<>();
        for (JsonValue rule : s3.list("rules")) {
            s3.section("rules", rule)
                    .check(Set.of("prefix", "suffix"), Set.of())
                    .members()
                    .members()
                    .forEach((kind, value) -> rules.add(TemplateJson.object("Name", kind, "Value", value)));
        }
        Map<String, JsonValue> configuration = new LinkedHashMap<>();
        configuration.put("Event", s3.value("event").orElse(JsonValue.of("s3:ObjectCreated:*")));
        configuration.put("Function", TemplateJson.attribute(event.lambda(), "Arn"));
        if (!rules.isEmpty()) {
            configuration.put(
                    "Filter", TemplateJson.object("S3Key", TemplateJson.object("Rules", JsonValue.array(rules))));
        }
        String permission = Naming.normalized(event.function()) + "LambdaPermission" + part + "S3";
        addNotification("S3Bucket" + part, name, new JsonValue.Obj(configuration), permission);
        draft.permit(
                permission,
                event.lambda(),
                "s3.amazonaws.com",
                TemplateJson.object(
                        "SourceArn", TemplateJson.sub("arn:${AWS::Partition}:s3:::" + name),
                        "SourceAccount", TemplateJson.ref("AWS::AccountId")));
    }

    private void addNotification(String id, String name, JsonValue.Obj configuration, String permission) {
        List<JsonValue> configurations = new ArrayList<>();
        List<JsonValue> dependsOn = new ArrayList<>();
        if (draft.resources().get(id) instanceof JsonValue.Obj before) {
            configurations.addAll(items(before, "Properties", "NotificationConfiguration", "LambdaConfigurations"));
            dependsOn.addAll(items(before, "DependsOn"));
        }
        configurations.add(configuration);
        if (!dependsOn.contains(JsonValue.of(permission))) {
            dependsOn.add(JsonValue.of(permission));
        }
        draft.add(
                id,
                "AWS::S3::Bucket",
                TemplateJson.object(
                        "BucketName",
                        name,
                        "NotificationConfiguration",
                        TemplateJson.object("LambdaConfigurations", JsonValue.array(configurations))),
                JsonValue.array(dependsOn));
    }

    private static List<JsonValue> items(JsonValue value, String... path) {
        JsonValue at = value;
        for (String name : path) {
            at = at instanceof JsonValue.Obj object
                    ? object.get(name).orElse(new JsonValue.Null())
                    : new JsonValue.Null();
        }
        return at instanceof JsonValue.Array(List<JsonValue> items) ? items : List.of();
    }

    private static String state(Section section) {
        return section.flag("enabled", true) ? "ENABLED" : "DISABLED";
    }

    /** What a rule hands to the function. */
    private static void input(Section section, Map<String, JsonValue> target) {
        section.value("input")
                .ifPresent(input -> target.put(
                        "Input", input instanceof JsonValue.Obj object ? JsonValue.of(object.toJson()) : input));
        section.copy(target, "inputPath", "InputPath");
        section.section("inputTransformer").ifPresent(transformer -> {
            transformer.check(Set.of("inputPathsMap", "inputTemplate"), Set.of());
            Map<String, JsonValue> given = new LinkedHashMap<>();
            transformer.copy(given, "inputPathsMap", "InputPathsMap", "inputTemplate", "InputTemplate");
            target.put("InputTransformer", new JsonValue.Obj(given));
        });
    }

    private void schedule(Events.Event event) {
        Section section = event.section("rate")
                .check(
                        Set.of(
                                "rate",
                                "enabled",
                                "input",
                                "inputPath",
                                "inputTransformer",
                                "name",
                                "description",
                                "method"),
                        Set.of("timezone"));
        section.text("method").filter(method -> !method.equals("eventBus")).ifPresent(method -> {
            throw section.wrong(
                    section.require("method"),
                    "Gust supports schedules of method eventBus, not " + method,
                    "Leave it out.");
        });
        for (String rate : section.texts("rate")) {
            int number = schedules.merge(event.function(), 1, Integer::sum);
            String id = Naming.normalized(event.function()) + "EventsRuleSchedule" + number;
            Map<String, JsonValue> target = new LinkedHashMap<>();
            input(section, target);
            target.put("Arn", TemplateJson.attribute(event.lambda(), "Arn"));
            target.put("Id", JsonValue.of(event.function() + "Schedule"));
            Map<String, JsonValue> properties = new LinkedHashMap<>();
            properties.put("ScheduleExpression", JsonValue.of(rate));
            properties.put("State", JsonValue.of(state(section)));
            section.copy(properties, "name", "Name", "description", "Description");
            properties.put("Targets", TemplateJson.array(new JsonValue.Obj(target)));
            draft.add(id, "AWS::Events::Rule", new JsonValue.Obj(properties));
            draft.permit(
                    Naming.normalized(event.function()) + "LambdaPermissionEventsRuleSchedule" + number,
                    event.lambda(),
                    "events.amazonaws.com",
                    TemplateJson.object("SourceArn", TemplateJson.attribute(id, "Arn")));
        }
    }

    /** The last name in an ARN or in a reference to one, as part of logical ids. */
    private static String sourceName(Events.Event event, JsonValue arn) {
        return switch (arn) {
            case JsonValue.Str(String text) -> {
                String resource = text.substring(text.lastIndexOf(':') + 1);
                String[] parts = resource.split("/", -1);
                yield Naming.alphanumeric(parts.length > 1 ? parts[1] : resource);
            }
            case JsonValue.Obj object -> {
                JsonValue target = object.members().values().iterator().next();
                yield target instanceof JsonValue.Array(List<JsonValue> items)
                                && !items.isEmpty()
                                && items.getFirst() instanceof JsonValue.Str(String name)
                        ? Naming.alphanumeric(name)
                        : target instanceof JsonValue.Str(String name) ? Naming.alphanumeric(name) : "Source";
            }
            default ->
                throw event.wrong(
                        "the 'arn' of the event is neither a text nor a reference", "Write an ARN or !GetAtt.");
        };
    }

    private void mapping(Events.Event event, String id, Map<String, JsonValue> properties) {
        properties.put("FunctionName", TemplateJson.attribute(event.lambda(), "Arn"));
        if (role.isNeeded()) {
            draft.add(
                    id,
                    "AWS::Lambda::EventSourceMapping",
                    new JsonValue.Obj(properties),
                    TemplateJson.array(ExecutionRole.ID));
        } else {
            draft.add(id, "AWS::Lambda::EventSourceMapping", new JsonValue.Obj(properties));
        }
    }

    private static void common(Section section, Map<String, JsonValue> properties) {
        properties.put("Enabled", JsonValue.of(section.flag("enabled", true)));
        section.copy(
                properties,
                "batchWindow",
                "MaximumBatchingWindowInSeconds",
                "maximumBatchingWindow",
                "MaximumBatchingWindowInSeconds");
        section.value("functionResponseType")
                .ifPresent(type -> properties.put("FunctionResponseTypes", TemplateJson.array(type)));
        if (section.value("filterPatterns").isPresent()) {
            List<JsonValue> filters = section.list("filterPatterns").stream()
                    .<JsonValue>map(pattern -> TemplateJson.object("Pattern", pattern.toJson()))
                    .toList();
            properties.put("FilterCriteria", TemplateJson.object("Filters", JsonValue.array(filters)));
        }
    }

    private void stream(Events.Event event) {
        Section section = event.section("arn")
                .check(
                        Set.of(
                                "arn",
                                "type",
                                "batchSize",
                                "batchWindow",
                                "bisectBatchOnFunctionError",
                                "destinations",
                                "enabled",
                                "filterPatterns",
                                "functionResponseType",
                                "maximumRecordAgeInSeconds",
                                "maximumRetryAttempts",
                                "parallelizationFactor",
                                "startingPosition",
                                "startingPositionTimestamp",
                                "tumblingWindowInSeconds"),
                        Set.of("consumer"));
        JsonValue arn = section.require("arn");
        String type = section.text("type").orElse(arn.toJson().contains(":kinesis:") ? "kinesis" : "dynamodb");
        Map<String, JsonValue> properties = new LinkedHashMap<>();
        properties.put("BatchSize", section.value("batchSize").orElse(JsonValue.of(10)));
        common(section, properties);
        section.copy(
                properties,
                "bisectBatchOnFunctionError",
                "BisectBatchOnFunctionError",
                "maximumRecordAgeInSeconds",
                "MaximumRecordAgeInSeconds",
                "maximumRetryAttempts",
                "MaximumRetryAttempts",
                "parallelizationFactor",
                "ParallelizationFactor",
                "tumblingWindowInSeconds",
                "TumblingWindowInSeconds",
                "startingPositionTimestamp",
                "StartingPositionTimestamp");
        section.section("destinations").ifPresent(destinations -> onFailure(destinations, properties));
        properties.put("EventSourceArn", arn);
        properties.put("StartingPosition", section.value("startingPosition").orElse(JsonValue.of("TRIM_HORIZON")));
        String kind = type.equals("kinesis") ? "Kinesis" : "Dynamodb";
        mapping(
                event,
                Naming.normalized(event.function()) + "EventSourceMapping" + kind + sourceName(event, arn),
                properties);
        role.allow(
                TemplateJson.array(
                        type + ":GetRecords",
                        type + ":GetShardIterator",
                        type + ":DescribeStream",
                        type + ":ListStreams"),
                TemplateJson.array(arn));
    }

    /** An ARN, or an object of it and the kind of target, which only its ARN's absence would have to tell. */
    private void onFailure(Section destinations, Map<String, JsonValue> properties) {
        JsonValue target = destinations.check(Set.of("onFailure"), Set.of()).require("onFailure");
        JsonValue arn = target;
        if (target instanceof JsonValue.Obj object
                && (object.get("arn").isPresent() || object.get("type").isPresent())) {
            arn = destinations
                    .section("onFailure", object)
                    .check(Set.of("arn", "type"), Set.of())
                    .require("arn");
        }
        properties.put("DestinationConfig", TemplateJson.object("OnFailure", TemplateJson.object("Destination", arn)));
        role.allow(
                TemplateJson.array("sqs:SendMessage", "sns:Publish", "s3:PutObject", "s3:ListBucket"),
                TemplateJson.array(arn));
    }

    private void queue(Events.Event event) {
        Section section = event.section("arn")
                .check(
                        Set.of(
                                "arn",
                                "batchSize",
                                "enabled",
                                "filterPatterns",
                                "functionResponseType",
                                "maximumBatchingWindow",
                                "maximumConcurrency"),
                        Set.of());
        JsonValue arn = section.require("arn");
        Map<String, JsonValue> properties = new LinkedHashMap<>();
        properties.put("BatchSize", section.value("batchSize").orElse(JsonValue.of(10)));
        common(section, properties);
        section.value("maximumConcurrency")
                .ifPresent(most -> properties.put("ScalingConfig", TemplateJson.object("MaximumConcurrency", most)));
        properties.put("EventSourceArn", arn);
        mapping(
                event,
                Naming.normalized(event.function()) + "EventSourceMappingSQS" + sourceName(event, arn),
                properties);
        role.allow(
                TemplateJson.array("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"),
                TemplateJson.array(arn));
    }

    private void topic(Events.Event event) {
        Section section = event.section("topicName")
                .check(
                        Set.of("topicName", "arn", "displayName", "filterPolicy", "filterPolicyScope", "redrivePolicy"),
                        Set.of("kmsMasterKeyId"));
        Optional<JsonValue> arn = section.value("arn")
                .or(() -> section.value("topicName")
                        .filter(value -> !(value instanceof JsonValue.Str(String text)) || text.startsWith("arn:")));
        String name = section.value("topicName").orElse(JsonValue.of("")) instanceof JsonValue.Str(String text)
                        && !text.startsWith("arn:")
                ? text
                : "";
        String part = name.isEmpty()
                ? sourceName(
                        event,
                        arn.orElseThrow(
                                () -> event.wrong("the sns event names no topic", "Give it a topicName or an arn.")))
                : Naming.alphanumeric(name);
        Map<String, JsonValue> properties = new LinkedHashMap<>();
        if (arn.isEmpty()) {
            Map<String, JsonValue> topic = new LinkedHashMap<>();
            topic.put("TopicName", JsonValue.of(name));
            section.copy(topic, "displayName", "DisplayName");
            draft.add("SNSTopic" + part, "AWS::SNS::Topic", new JsonValue.Obj(topic));
        }
        JsonValue topicArn = arn.orElseGet(() -> TemplateJson.ref("SNSTopic" + part));
        properties.put("TopicArn", topicArn);
        properties.put("Protocol", JsonValue.of("lambda"));
        properties.put("Endpoint", TemplateJson.attribute(event.lambda(), "Arn"));
        section.copy(properties, "filterPolicy", "FilterPolicy", "filterPolicyScope", "FilterPolicyScope");
        section.section("redrivePolicy").ifPresent(policy -> {
            policy.check(Set.of("deadLetterTargetArn"), Set.of("deadLetterTargetRef", "deadLetterTargetImport"));
            properties.put("RedrivePolicy", policy.members());
        });
        draft.add(
                Naming.normalized(event.function()) + "SnsSubscription" + part,
                "AWS::SNS::Subscription",
                new JsonValue.Obj(properties));
        draft.permit(
                Naming.normalized(event.function()) + "LambdaPermission" + part + "SNS",
                event.lambda(),
                "sns.amazonaws.com",
                TemplateJson.object("SourceArn", topicArn));
    }

    private void rule(Events.Event event) {
        Section section = event.section("pattern")
                .check(
                        Set.of(
                                "pattern",
                                "schedule",
                                "eventBus",
                                "input",
                                "inputPath",
                                "inputTransformer",
                                "enabled",
                                "name"),
                        Set.of("deadLetterQueueArn", "retryPolicy"));
        if (section.value("pattern").isEmpty() && section.value("schedule").isEmpty()) {
            throw event.wrong("the eventBridge event has neither a pattern nor a schedule", "Give it one of them.");
        }
        int number = event.number();
        String name = section.text("name").orElse(naming.function(event.function()) + "-rule-" + number);
        String id = Naming.alphanumeric(name) + "EventBridgeRule";
        Map<String, JsonValue> properties = new LinkedHashMap<>();
        section.value("eventBus").ifPresent(bus -> properties.put("EventBusName", bus));
        section.copy(properties, "pattern", "EventPattern", "schedule", "ScheduleExpression");
        properties.put("Name", JsonValue.of(name));
        properties.put("State", JsonValue.of(state(section)));
        Map<String, JsonValue> target = new LinkedHashMap<>();
        target.put("Arn", TemplateJson.attribute(event.lambda(), "Arn"));
        target.put("Id", JsonValue.of(name + "-target"));
        input(section, target);
        properties.put("Targets", TemplateJson.array(new JsonValue.Obj(target)));
        Optional<String> bus = section.value("eventBus").flatMap(OtherEvents::ownBus);
        if (bus.isPresent()) {
            String busId = Naming.normalized(bus.get()) + "EventBridgeEventBus";
            draft.add(busId, "AWS::Events::EventBus", TemplateJson.object("Name", bus.get()));
            draft.add(id, "AWS::Events::Rule", new JsonValue.Obj(properties), JsonValue.of(busId));
        } else {
            draft.add(id, "AWS::Events::Rule", new JsonValue.Obj(properties));
        }
        draft.permit(
                Naming.normalized(event.function()) + "EventBridgeLambdaPermission" + number,
                event.lambda(),
                "events.amazonaws.com",
                TemplateJson.object("SourceArn", TemplateJson.attribute(id, "Arn")));
    }

    /** The name of a bus that the service makes: one that is neither the default nor made elsewhere. */
    private static Optional<String> ownBus(JsonValue bus) {
        return bus instanceof JsonValue.Str(String name) && !name.equals("default") && !name.startsWith("arn:")
                ? Optional.of(name)
                : Optional.empty();
    }
}
