package dev.gust.services.events;

import static dev.gust.services.ports.resources.Property.optional;
import static dev.gust.services.ports.resources.Property.required;
import static dev.gust.services.ports.resources.PropertyType.json;
import static dev.gust.services.ports.resources.PropertyType.list;
import static dev.gust.services.ports.resources.PropertyType.map;
import static dev.gust.services.ports.resources.PropertyType.oneOf;
import static dev.gust.services.ports.resources.PropertyType.structure;
import static dev.gust.services.ports.resources.PropertyType.tags;
import static dev.gust.services.ports.resources.PropertyType.text;
import static dev.gust.services.ports.resources.PropertyType.whole;

import dev.gust.base.json.JsonValue;
import dev.gust.services.ports.OperationCaller;
import dev.gust.services.ports.resources.PropertyType;
import dev.gust.services.ports.resources.ResourceContext;
import dev.gust.services.ports.resources.ResourceException;
import dev.gust.services.ports.resources.ResourceHandler;
import dev.gust.services.ports.resources.ResourceProperties;
import dev.gust.services.ports.resources.ResourceSchema;
import dev.gust.services.ports.resources.ResourceState;
import dev.gust.wire.model.events.DeadLetterConfig;
import dev.gust.wire.model.events.DeleteRuleRequest;
import dev.gust.wire.model.events.DescribeRuleRequest;
import dev.gust.wire.model.events.EventBridgeModel;
import dev.gust.wire.model.events.InputTransformer;
import dev.gust.wire.model.events.ListTargetsByRuleRequest;
import dev.gust.wire.model.events.PutRuleRequest;
import dev.gust.wire.model.events.PutTargetsRequest;
import dev.gust.wire.model.events.RemoveTargetsRequest;
import dev.gust.wire.model.events.ResourceNotFoundException;
import dev.gust.wire.model.events.RetryPolicy;
import dev.gust.wire.model.events.RuleState;
import dev.gust.wire.model.events.Target;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code AWS::Events::Rule}: the rule with its targets. */
final class RuleHandler implements ResourceHandler {
    private static final String TYPE = "AWS::Events::Rule";
    private static final int MAXIMUM_NAME = 64;
    private static final PropertyType TARGET = structure(
            required("Id", text()),
            required("Arn", text()),
            optional("Input", text()),
            optional("InputPath", text()),
            optional(
                    "InputTransformer",
                    structure(optional("InputPathsMap", map(text())), required("InputTemplate", text()))),
            optional(
                    "RetryPolicy",
                    structure(
                            optional("MaximumRetryAttempts", whole()), optional("MaximumEventAgeInSeconds", whole()))),
            optional("DeadLetterConfig", structure(optional("Arn", text()))));
    private static final ResourceSchema SCHEMA = new ResourceSchema(
            TYPE,
            List.of(
                    optional("Name", text()).whoseChangeReplaces(),
                    optional("EventBusName", text()).whoseChangeReplaces(),
                    optional("Description", text()),
                    optional("EventPattern", json()),
                    optional("ScheduleExpression", text()),
                    optional("State", oneOf("ENABLED", "DISABLED")),
                    optional("Targets", list(TARGET)),
                    optional("Tags", tags())),
            Set.of("Arn"));

    private final OperationCaller operations;

    RuleHandler(OperationCaller operations) {
        this.operations = operations;
    }

    @Override
    public ResourceSchema schema() {
        return SCHEMA;
    }

    @Override
    public ResourceState create(ResourceContext context, ResourceProperties properties) {
        String name = properties.text("Name").orElseGet(() -> context.generatedName(MAXIMUM_NAME));
        String bus = properties.text("EventBusName").orElse(null);
        if (!context.resumed() && exists(context, name, bus)) {
            throw ResourceException.alreadyExists(TYPE, name);
        }
        putRule(context, name, properties);
        putTargets(context, name, properties);
        return state(context, name, properties);
    }

    @Override
    public ResourceState update(
            ResourceContext context, String physicalId, ResourceProperties before, ResourceProperties after) {
        String name = name(physicalId);
        putRule(context, name, after);
        List<String> wanted = after.structures("Targets").stream()
                .map(target -> target.requiredText("Id"))
                .toList();
        List<String> gone = before.structures("Targets").stream()
                .map(target -> target.requiredText("Id"))
                .filter(id -> !wanted.contains(id))
                .toList();
        removeTargets(context, name, after.text("EventBusName").orElse(null), gone);
        putTargets(context, name, after);
        new HandlerTags(operations, context)
                .change(
                        place(context, after).ruleArn(name).toString(),
                        before.tags("Tags", context),
                        after.tags("Tags", context));
        return state(context, name, after);
    }

    /** All targets go, also those that were not made by the stack: the rule could not be deleted otherwise. */
    @Override
    public void delete(ResourceContext context, String physicalId, ResourceProperties properties) {
        String name = name(physicalId);
        String bus = properties.text("EventBusName").orElse(null);
        try {
            List<String> targets = operations
                    .call(
                            context.caller(),
                            EventBridgeModel.listTargetsByRule(),
                            new ListTargetsByRuleRequest(name, bus, null, null))
                    .targets()
                    .stream()
                    .map(Target::id)
                    .toList();
            removeTargets(context, name, bus, targets);
            operations.call(context.caller(), EventBridgeModel.deleteRule(), new DeleteRuleRequest(name, bus, null));
        } catch (ResourceNotFoundException e) {
            // The wish is fulfilled.
        }
    }

    private boolean exists(ResourceContext context, String name, @Nullable String bus) {
        try {
            operations.call(context.caller(), EventBridgeModel.describeRule(), new DescribeRuleRequest(name, bus));
            return true;
        } catch (ResourceNotFoundException e) {
            return false;
        }
    }

    private void putRule(ResourceContext context, String name, ResourceProperties properties) {
        operations.call(
                context.caller(),
                EventBridgeModel.putRule(),
                PutRuleRequest.builder()
                        .name(name)
                        .eventBusName(properties.text("EventBusName").orElse(null))
                        .description(properties.text("Description").orElse(null))
                        .eventPattern(properties
                                .value("EventPattern")
                                .map(RuleHandler::patternText)
                                .orElse(null))
                        .scheduleExpression(
                                properties.text("ScheduleExpression").orElse(null))
                        .state(
                                properties
                                                .text("State")
                                                .filter("DISABLED"::equals)
                                                .isPresent()
                                        ? RuleState.DISABLED
                                        : RuleState.ENABLED)
                        .tags(HandlerTags.list(properties.tags("Tags", context)))
                        .build());
    }

    /** A pattern is mostly an object, and sometimes the text of one. */
    private static String patternText(JsonValue pattern) {
        return pattern instanceof JsonValue.Str(String text) ? text : pattern.toJson();
    }

    private void putTargets(ResourceContext context, String name, ResourceProperties properties) {
        List<Target> targets = properties.structures("Targets").stream()
                .map(RuleHandler::target)
                .toList();
        if (!targets.isEmpty()) {
            operations.call(
                    context.caller(),
                    EventBridgeModel.putTargets(),
                    new PutTargetsRequest(name, properties.text("EventBusName").orElse(null), targets));
        }
    }

    private void removeTargets(ResourceContext context, String name, @Nullable String bus, List<String> targets) {
        if (!targets.isEmpty()) {
            operations.call(
                    context.caller(),
                    EventBridgeModel.removeTargets(),
                    new RemoveTargetsRequest(name, bus, targets, null));
        }
    }

    private static Target target(ResourceProperties properties) {
        return Target.builder()
                .id(properties.requiredText("Id"))
                .arn(properties.requiredText("Arn"))
                .input(properties.text("Input").orElse(null))
                .inputPath(properties.text("InputPath").orElse(null))
                .inputTransformer(properties
                        .structure("InputTransformer")
                        .map(transformer -> new InputTransformer(
                                transformer.textMap("InputPathsMap"), transformer.requiredText("InputTemplate")))
                        .orElse(null))
                .retryPolicy(properties
                        .structure("RetryPolicy")
                        .map(policy -> new RetryPolicy(
                                number(policy, "MaximumRetryAttempts"), number(policy, "MaximumEventAgeInSeconds")))
                        .orElse(null))
                .deadLetterConfig(properties
                        .structure("DeadLetterConfig")
                        .map(config -> new DeadLetterConfig(config.text("Arn").orElse(null)))
                        .orElse(null))
                .build();
    }

    private static @Nullable Integer number(ResourceProperties properties, String name) {
        return properties.whole(name).map(Math::toIntExact).orElse(null);
    }

    private static Place place(ResourceContext context, ResourceProperties properties) {
        return Place.of(properties.text("EventBusName").orElse(null), context.caller());
    }

    /** A rule of a bus other than the default one is known as {@code bus|rule}. */
    private static String name(String physicalId) {
        return physicalId.substring(physicalId.indexOf('|') + 1);
    }

    private static ResourceState state(ResourceContext context, String name, ResourceProperties properties) {
        Place place = place(context, properties);
        return ResourceState.of(place.isDefault() ? name : place.bus() + '|' + name)
                .with("Arn", place.ruleArn(name).toString());
    }
}
