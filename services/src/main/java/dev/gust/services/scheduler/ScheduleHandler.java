package dev.gust.services.scheduler;

import static dev.gust.services.ports.resources.Property.optional;
import static dev.gust.services.ports.resources.Property.required;
import static dev.gust.services.ports.resources.PropertyType.oneOf;
import static dev.gust.services.ports.resources.PropertyType.structure;
import static dev.gust.services.ports.resources.PropertyType.text;
import static dev.gust.services.ports.resources.PropertyType.whole;

import dev.gust.services.ports.OperationCaller;
import dev.gust.services.ports.resources.PropertyType;
import dev.gust.services.ports.resources.ResourceContext;
import dev.gust.services.ports.resources.ResourceException;
import dev.gust.services.ports.resources.ResourceHandler;
import dev.gust.services.ports.resources.ResourceProperties;
import dev.gust.services.ports.resources.ResourceSchema;
import dev.gust.services.ports.resources.ResourceState;
import dev.gust.wire.model.scheduler.CreateScheduleInput;
import dev.gust.wire.model.scheduler.DeadLetterConfig;
import dev.gust.wire.model.scheduler.DeleteScheduleInput;
import dev.gust.wire.model.scheduler.FlexibleTimeWindow;
import dev.gust.wire.model.scheduler.FlexibleTimeWindowMode;
import dev.gust.wire.model.scheduler.ResourceNotFoundException;
import dev.gust.wire.model.scheduler.RetryPolicy;
import dev.gust.wire.model.scheduler.ScheduleState;
import dev.gust.wire.model.scheduler.SchedulerModel;
import dev.gust.wire.model.scheduler.Target;
import dev.gust.wire.model.scheduler.UpdateScheduleInput;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code AWS::Scheduler::Schedule}. */
final class ScheduleHandler implements ResourceHandler {
    private static final int MAXIMUM_NAME = 64;
    private static final PropertyType TARGET = structure(
            required("Arn", text()),
            required("RoleArn", text()),
            optional("Input", text()),
            optional(
                    "RetryPolicy",
                    structure(
                            optional("MaximumRetryAttempts", whole()), optional("MaximumEventAgeInSeconds", whole()))),
            optional("DeadLetterConfig", structure(optional("Arn", text()))));
    private static final ResourceSchema SCHEMA = new ResourceSchema(
            "AWS::Scheduler::Schedule",
            List.of(
                    optional("Name", text()).whoseChangeReplaces(),
                    optional("GroupName", text()).whoseChangeReplaces(),
                    optional("Description", text()),
                    optional("StartDate", text()),
                    optional("EndDate", text()),
                    required(
                            "FlexibleTimeWindow",
                            structure(
                                    required("Mode", oneOf("OFF", "FLEXIBLE")),
                                    optional("MaximumWindowInMinutes", whole()))),
                    required("ScheduleExpression", text()),
                    optional("ScheduleExpressionTimezone", text()),
                    optional("State", oneOf("ENABLED", "DISABLED")),
                    required("Target", TARGET)),
            Set.of("Arn"));

    private final OperationCaller operations;

    ScheduleHandler(OperationCaller operations) {
        this.operations = operations;
    }

    @Override
    public ResourceSchema schema() {
        return SCHEMA;
    }

    /** The token makes a second call of the same step find what the first one made. */
    @Override
    public ResourceState create(ResourceContext context, ResourceProperties properties) {
        String name = properties.text("Name").orElseGet(() -> context.generatedName(MAXIMUM_NAME));
        CreateScheduleInput input = input(name, properties).toBuilder()
                .clientToken(context.resumed() ? "resumed" : null)
                .build();
        operations.call(context.caller(), SchedulerModel.createSchedule(), input);
        return state(context, name);
    }

    @Override
    public ResourceState update(
            ResourceContext context, String physicalId, ResourceProperties before, ResourceProperties after) {
        CreateScheduleInput input = input(physicalId, after);
        operations.call(
                context.caller(),
                SchedulerModel.updateSchedule(),
                UpdateScheduleInput.builder()
                        .name(input.name())
                        .groupName(input.groupName())
                        .description(input.description())
                        .startDate(input.startDate())
                        .endDate(input.endDate())
                        .flexibleTimeWindow(input.flexibleTimeWindow())
                        .scheduleExpression(input.scheduleExpression())
                        .scheduleExpressionTimezone(input.scheduleExpressionTimezone())
                        .state(input.state())
                        .target(input.target())
                        .build());
        return state(context, physicalId);
    }

    @Override
    public void delete(ResourceContext context, String physicalId, ResourceProperties properties) {
        try {
            operations.call(
                    context.caller(),
                    SchedulerModel.deleteSchedule(),
                    new DeleteScheduleInput(null, properties.text("GroupName").orElse(null), physicalId));
        } catch (ResourceNotFoundException e) {
            // The wish is fulfilled.
        }
    }

    private static CreateScheduleInput input(String name, ResourceProperties properties) {
        ResourceProperties window = properties.structure("FlexibleTimeWindow").orElseThrow();
        boolean flexible = window.requiredText("Mode").equals("FLEXIBLE");
        return CreateScheduleInput.builder()
                .name(name)
                .groupName(properties.text("GroupName").orElse(null))
                .description(properties.text("Description").orElse(null))
                .startDate(date(properties, "StartDate"))
                .endDate(date(properties, "EndDate"))
                .flexibleTimeWindow(new FlexibleTimeWindow(
                        number(window, "MaximumWindowInMinutes"),
                        flexible ? FlexibleTimeWindowMode.FLEXIBLE : FlexibleTimeWindowMode.OFF))
                .scheduleExpression(properties.requiredText("ScheduleExpression"))
                .scheduleExpressionTimezone(
                        properties.text("ScheduleExpressionTimezone").orElse(null))
                .state(
                        properties.text("State").filter("DISABLED"::equals).isPresent()
                                ? ScheduleState.DISABLED
                                : ScheduleState.ENABLED)
                .target(target(properties.structure("Target").orElseThrow()))
                .build();
    }

    private static Target target(ResourceProperties properties) {
        return Target.builder()
                .arn(properties.requiredText("Arn"))
                .roleArn(properties.requiredText("RoleArn"))
                .input(properties.text("Input").orElse(null))
                .retryPolicy(properties
                        .structure("RetryPolicy")
                        .map(policy -> new RetryPolicy(
                                number(policy, "MaximumEventAgeInSeconds"), number(policy, "MaximumRetryAttempts")))
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

    private static @Nullable Instant date(ResourceProperties properties, String name) {
        String text = properties.text(name).orElse(null);
        if (text == null) {
            return null;
        }
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw ResourceException.invalid(name + " is no time of the form 2027-01-31T12:00:00Z: " + text);
        }
    }

    private static ResourceState state(ResourceContext context, String name) {
        return ResourceState.of(name).with("Arn", Schedules.arn(context.account(), context.region(), name));
    }
}
