package dev.gust.services.lambda.resources;

import static dev.gust.services.ports.resources.Property.optional;
import static dev.gust.services.ports.resources.Property.required;
import static dev.gust.services.ports.resources.PropertyType.arnOf;
import static dev.gust.services.ports.resources.PropertyType.decimal;
import static dev.gust.services.ports.resources.PropertyType.flag;
import static dev.gust.services.ports.resources.PropertyType.list;
import static dev.gust.services.ports.resources.PropertyType.oneOf;
import static dev.gust.services.ports.resources.PropertyType.structure;
import static dev.gust.services.ports.resources.PropertyType.tags;
import static dev.gust.services.ports.resources.PropertyType.text;
import static dev.gust.services.ports.resources.PropertyType.whole;

import dev.gust.base.time.Clock;
import dev.gust.services.ports.OperationCaller;
import dev.gust.services.ports.resources.ResourceContext;
import dev.gust.services.ports.resources.ResourceException;
import dev.gust.services.ports.resources.ResourceHandler;
import dev.gust.services.ports.resources.ResourceProperties;
import dev.gust.services.ports.resources.ResourceSchema;
import dev.gust.services.ports.resources.ResourceState;
import dev.gust.wire.model.lambda.CreateEventSourceMappingRequest;
import dev.gust.wire.model.lambda.DeleteEventSourceMappingRequest;
import dev.gust.wire.model.lambda.DestinationConfig;
import dev.gust.wire.model.lambda.EventSourceMappingConfiguration;
import dev.gust.wire.model.lambda.EventSourcePosition;
import dev.gust.wire.model.lambda.Filter;
import dev.gust.wire.model.lambda.FilterCriteria;
import dev.gust.wire.model.lambda.FunctionResponseType;
import dev.gust.wire.model.lambda.GetEventSourceMappingRequest;
import dev.gust.wire.model.lambda.LambdaModel;
import dev.gust.wire.model.lambda.ListEventSourceMappingsRequest;
import dev.gust.wire.model.lambda.OnFailure;
import dev.gust.wire.model.lambda.ResourceConflictException;
import dev.gust.wire.model.lambda.ResourceInUseException;
import dev.gust.wire.model.lambda.ResourceNotFoundException;
import dev.gust.wire.model.lambda.UpdateEventSourceMappingRequest;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code AWS::Lambda::EventSourceMapping}. A step ends when the mapping has come to rest, as on AWS. */
final class EventSourceMappingHandler implements ResourceHandler {
    private static final Set<String> RESTING = Set.of("Enabled", "Disabled");
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

    private static final ResourceSchema SCHEMA = new ResourceSchema(
            "AWS::Lambda::EventSourceMapping",
            List.of(
                    required("EventSourceArn", arnOf("dynamodb")).whoseChangeReplaces(),
                    required("FunctionName", text()),
                    optional("StartingPosition", text()).whoseChangeReplaces(),
                    optional("StartingPositionTimestamp", decimal()).whoseChangeReplaces(),
                    optional("Enabled", flag()),
                    optional("BatchSize", whole()),
                    optional("MaximumBatchingWindowInSeconds", whole()),
                    optional("ParallelizationFactor", whole()),
                    optional("MaximumRecordAgeInSeconds", whole()),
                    optional("MaximumRetryAttempts", whole()),
                    optional("BisectBatchOnFunctionError", flag()),
                    optional("FunctionResponseTypes", list(oneOf("ReportBatchItemFailures"))),
                    optional(
                            "FilterCriteria",
                            structure(optional("Filters", list(structure(optional("Pattern", text())))))),
                    optional(
                            "DestinationConfig",
                            structure(optional("OnFailure", structure(required("Destination", text()))))),
                    optional("Tags", tags())),
            Set.of("Id", "EventSourceMappingArn"));

    private final OperationCaller operations;
    private final Clock clock;

    EventSourceMappingHandler(OperationCaller operations, Clock clock) {
        this.operations = operations;
        this.clock = clock;
    }

    @Override
    public ResourceSchema schema() {
        return SCHEMA;
    }

    @Override
    public ResourceState create(ResourceContext context, ResourceProperties properties) {
        EventSourceMappingConfiguration mapping;
        try {
            mapping = operations.call(
                    context.caller(), LambdaModel.createEventSourceMapping(), creation(context, properties));
        } catch (ResourceConflictException e) {
            if (!context.resumed()) {
                throw e;
            }
            mapping = existing(context, properties, e);
        }
        return state(rested(context, String.valueOf(mapping.uuid())));
    }

    private static CreateEventSourceMappingRequest creation(ResourceContext context, ResourceProperties properties) {
        return CreateEventSourceMappingRequest.builder()
                .eventSourceArn(properties.requiredText("EventSourceArn"))
                .functionName(properties.requiredText("FunctionName"))
                .startingPosition(WireValues.of(EventSourcePosition.class, properties.text("StartingPosition")))
                .startingPositionTimestamp(properties
                        .decimal("StartingPositionTimestamp")
                        .map(BigDecimal::longValue)
                        .map(Instant::ofEpochSecond)
                        .orElse(null))
                .enabled(properties.flag("Enabled", true))
                .batchSize(WireValues.whole(properties.whole("BatchSize")))
                .maximumBatchingWindowInSeconds(WireValues.whole(properties.whole("MaximumBatchingWindowInSeconds")))
                .parallelizationFactor(WireValues.whole(properties.whole("ParallelizationFactor")))
                .maximumRecordAgeInSeconds(WireValues.whole(properties.whole("MaximumRecordAgeInSeconds")))
                .maximumRetryAttempts(WireValues.whole(properties.whole("MaximumRetryAttempts")))
                .bisectBatchOnFunctionError(properties.flag("BisectBatchOnFunctionError", false))
                .functionResponseTypes(responseTypes(properties))
                .filterCriteria(filters(properties))
                .destinationConfig(destination(properties))
                .tags(properties.tags("Tags", context))
                .build();
    }

    private EventSourceMappingConfiguration existing(
            ResourceContext context, ResourceProperties properties, ResourceConflictException conflict) {
        return operations
                .call(
                        context.caller(),
                        LambdaModel.listEventSourceMappings(),
                        ListEventSourceMappingsRequest.builder()
                                .eventSourceArn(properties.requiredText("EventSourceArn"))
                                .functionName(properties.requiredText("FunctionName"))
                                .build())
                .eventSourceMappings()
                .stream()
                .findFirst()
                .orElseThrow(() -> conflict);
    }

    @Override
    public ResourceState update(
            ResourceContext context, String physicalId, ResourceProperties before, ResourceProperties after) {
        UpdateEventSourceMappingRequest request = UpdateEventSourceMappingRequest.builder()
                .uuid(physicalId)
                .functionName(after.requiredText("FunctionName"))
                .enabled(after.flag("Enabled", true))
                .batchSize(after.whole("BatchSize").map(Math::toIntExact).orElse(100))
                .maximumBatchingWindowInSeconds(orElse(after, "MaximumBatchingWindowInSeconds", 0))
                .parallelizationFactor(orElse(after, "ParallelizationFactor", 1))
                .maximumRecordAgeInSeconds(orElse(after, "MaximumRecordAgeInSeconds", -1))
                .maximumRetryAttempts(orElse(after, "MaximumRetryAttempts", -1))
                .bisectBatchOnFunctionError(after.flag("BisectBatchOnFunctionError", false))
                .functionResponseTypes(responseTypes(after))
                .filterCriteria(after.has("FilterCriteria") ? filters(after) : new FilterCriteria(List.of()))
                .destinationConfig(
                        after.has("DestinationConfig")
                                ? destination(after)
                                : new DestinationConfig(null, new OnFailure("")))
                .build();
        whenAtRest(context, () -> operations.call(context.caller(), LambdaModel.updateEventSourceMapping(), request));
        EventSourceMappingConfiguration mapping = rested(context, physicalId);
        TagChange.apply(operations, context, String.valueOf(mapping.eventSourceMappingArn()), before, after);
        return state(mapping);
    }

    @Override
    public void delete(ResourceContext context, String physicalId, ResourceProperties properties) {
        try {
            whenAtRest(
                    context,
                    () -> operations.call(
                            context.caller(),
                            LambdaModel.deleteEventSourceMapping(),
                            new DeleteEventSourceMappingRequest(physicalId)));
            while (true) {
                EventSourceMappingConfiguration left = get(context, physicalId);
                pause(context, "is still " + left.state());
            }
        } catch (ResourceNotFoundException gone) {
            // The wish is fulfilled.
        }
    }

    private EventSourceMappingConfiguration get(ResourceContext context, String id) {
        return operations.call(
                context.caller(), LambdaModel.getEventSourceMapping(), new GetEventSourceMappingRequest(id));
    }

    private EventSourceMappingConfiguration rested(ResourceContext context, String id) {
        while (true) {
            EventSourceMappingConfiguration mapping = get(context, id);
            if (RESTING.contains(String.valueOf(mapping.state()))) {
                return mapping;
            }
            pause(context, "is still " + mapping.state());
        }
    }

    private void whenAtRest(ResourceContext context, Runnable call) {
        while (true) {
            try {
                call.run();
                return;
            } catch (ResourceInUseException busy) {
                pause(context, "is in use");
            }
        }
    }

    private void pause(ResourceContext context, String why) {
        if (clock.instant().isAfter(context.caller().deadline())) {
            throw new ResourceException(
                    ResourceException.Code.NOT_STABILIZED, "The event source mapping " + why + ", and time is over.");
        }
        try {
            clock.sleep(BETWEEN_LOOKS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ResourceException(
                    ResourceException.Code.NOT_STABILIZED, "Gust is stopping; the step is repeated at the next start.");
        }
    }

    private static int orElse(ResourceProperties properties, String name, int absent) {
        return properties.whole(name).map(Math::toIntExact).orElse(absent);
    }

    private static List<FunctionResponseType> responseTypes(ResourceProperties properties) {
        return properties.texts("FunctionResponseTypes").stream()
                .map(text -> WireValues.of(FunctionResponseType.class, text))
                .toList();
    }

    private static @Nullable FilterCriteria filters(ResourceProperties properties) {
        return properties
                .structure("FilterCriteria")
                .map(criteria -> new FilterCriteria(criteria.structures("Filters").stream()
                        .map(filter -> new Filter(filter.text("Pattern").orElse(null)))
                        .toList()))
                .orElse(null);
    }

    private static @Nullable DestinationConfig destination(ResourceProperties properties) {
        return properties
                .structure("DestinationConfig")
                .map(config -> new DestinationConfig(
                        null,
                        new OnFailure(config.structure("OnFailure")
                                .flatMap(failure -> failure.text("Destination"))
                                .orElse(null))))
                .orElse(null);
    }

    private static ResourceState state(EventSourceMappingConfiguration mapping) {
        String id = String.valueOf(mapping.uuid());
        return ResourceState.of(id)
                .with("Id", id)
                .with("EventSourceMappingArn", String.valueOf(mapping.eventSourceMappingArn()));
    }
}
