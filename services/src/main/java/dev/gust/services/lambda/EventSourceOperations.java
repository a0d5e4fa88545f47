package dev.gust.services.lambda;

import dev.gust.wire.model.lambda.CreateEventSourceMappingRequest;
import dev.gust.wire.model.lambda.DeleteEventSourceMappingRequest;
import dev.gust.wire.model.lambda.EventSourceMappingConfiguration;
import dev.gust.wire.model.lambda.GetEventSourceMappingRequest;
import dev.gust.wire.model.lambda.Lambda;
import dev.gust.wire.model.lambda.ListEventSourceMappingsRequest;
import dev.gust.wire.model.lambda.ListEventSourceMappingsResponse;
import dev.gust.wire.model.lambda.UpdateEventSourceMappingRequest;
import dev.gust.wire.operation.CallContext;

/** The operations on event-source mappings, apart from the others because Lambda has so many. */
abstract class EventSourceOperations implements Lambda {
    abstract EventSourceMappings mappings();

    @Override
    public EventSourceMappingConfiguration createEventSourceMapping(
            CreateEventSourceMappingRequest input, CallContext context) {
        return mappings().create(input, context);
    }

    @Override
    public EventSourceMappingConfiguration updateEventSourceMapping(
            UpdateEventSourceMappingRequest input, CallContext context) {
        return mappings().update(input, context);
    }

    @Override
    public EventSourceMappingConfiguration getEventSourceMapping(
            GetEventSourceMappingRequest input, CallContext context) {
        return mappings().get(input, context);
    }

    @Override
    public ListEventSourceMappingsResponse listEventSourceMappings(
            ListEventSourceMappingsRequest input, CallContext context) {
        return mappings().list(input, context);
    }

    @Override
    public EventSourceMappingConfiguration deleteEventSourceMapping(
            DeleteEventSourceMappingRequest input, CallContext context) {
        return mappings().delete(input, context);
    }
}
