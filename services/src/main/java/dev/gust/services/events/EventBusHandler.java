package dev.gust.services.events;

import static dev.gust.services.ports.resources.Property.optional;
import static dev.gust.services.ports.resources.Property.required;
import static dev.gust.services.ports.resources.PropertyType.tags;
import static dev.gust.services.ports.resources.PropertyType.text;

import dev.gust.services.ports.OperationCaller;
import dev.gust.services.ports.resources.ResourceContext;
import dev.gust.services.ports.resources.ResourceHandler;
import dev.gust.services.ports.resources.ResourceProperties;
import dev.gust.services.ports.resources.ResourceSchema;
import dev.gust.services.ports.resources.ResourceState;
import dev.gust.wire.model.events.CreateEventBusRequest;
import dev.gust.wire.model.events.DeleteEventBusRequest;
import dev.gust.wire.model.events.EventBridgeModel;
import dev.gust.wire.model.events.ResourceAlreadyExistsException;
import java.util.List;
import java.util.Set;

/** {@code AWS::Events::EventBus}. */
final class EventBusHandler implements ResourceHandler {
    private static final ResourceSchema SCHEMA = new ResourceSchema(
            "AWS::Events::EventBus",
            List.of(
                    required("Name", text()).whoseChangeReplaces(),
                    optional("Description", text()).whoseChangeReplaces(),
                    optional("Tags", tags())),
            Set.of("Arn", "Name"));

    private final OperationCaller operations;

    EventBusHandler(OperationCaller operations) {
        this.operations = operations;
    }

    @Override
    public ResourceSchema schema() {
        return SCHEMA;
    }

    @Override
    public ResourceState create(ResourceContext context, ResourceProperties properties) {
        String name = properties.requiredText("Name");
        try {
            operations.call(
                    context.caller(),
                    EventBridgeModel.createEventBus(),
                    CreateEventBusRequest.builder()
                            .name(name)
                            .description(properties.text("Description").orElse(null))
                            .tags(HandlerTags.list(properties.tags("Tags", context)))
                            .build());
        } catch (ResourceAlreadyExistsException e) {
            if (!context.resumed()) {
                throw e;
            }
        }
        return state(context, name);
    }

    @Override
    public ResourceState update(
            ResourceContext context, String physicalId, ResourceProperties before, ResourceProperties after) {
        new HandlerTags(operations, context)
                .change(arn(context, physicalId), before.tags("Tags", context), after.tags("Tags", context));
        return state(context, physicalId);
    }

    @Override
    public void delete(ResourceContext context, String physicalId, ResourceProperties properties) {
        operations.call(context.caller(), EventBridgeModel.deleteEventBus(), new DeleteEventBusRequest(physicalId));
    }

    private static String arn(ResourceContext context, String name) {
        return new Place(context.account(), context.region(), name).busArn().toString();
    }

    private static ResourceState state(ResourceContext context, String name) {
        return ResourceState.of(name).with("Arn", arn(context, name)).with("Name", name);
    }
}
