package dev.gust.services.lambda;

import dev.gust.base.Arn;
import dev.gust.services.lambda.sources.EventSourceMapping;
import dev.gust.services.lambda.sources.EventSourceMapping.State;
import dev.gust.services.lambda.sources.EventSources;
import dev.gust.services.lambda.sources.MappingStore;
import dev.gust.services.lambda.sources.SourceSettings;
import dev.gust.services.ports.records.Supported;
import dev.gust.services.ports.streams.StreamSource;
import dev.gust.services.ports.streams.StreamSource.StartingPoint;
import dev.gust.services.ports.streams.StreamSource.StreamShard;
import dev.gust.storage.Reader;
import dev.gust.storage.Snapshot;
import dev.gust.wire.model.lambda.CreateEventSourceMappingRequest;
import dev.gust.wire.model.lambda.DeleteEventSourceMappingRequest;
import dev.gust.wire.model.lambda.EventSourceMappingConfiguration;
import dev.gust.wire.model.lambda.EventSourcePosition;
import dev.gust.wire.model.lambda.GetEventSourceMappingRequest;
import dev.gust.wire.model.lambda.ListEventSourceMappingsRequest;
import dev.gust.wire.model.lambda.ListEventSourceMappingsResponse;
import dev.gust.wire.model.lambda.ResourceInUseException;
import dev.gust.wire.model.lambda.UpdateEventSourceMappingRequest;
import dev.gust.wire.operation.CallContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which sources of events call which functions. What the mappings do then is in {@code sources}. */
final class EventSourceMappings {
    private static final Set<String> MEMBERS = Set.of(
            "UUID",
            "EventSourceArn",
            "FunctionName",
            "Enabled",
            "BatchSize",
            "FilterCriteria",
            "MaximumBatchingWindowInSeconds",
            "ParallelizationFactor",
            "StartingPosition",
            "StartingPositionTimestamp",
            "DestinationConfig",
            "MaximumRecordAgeInSeconds",
            "BisectBatchOnFunctionError",
            "MaximumRetryAttempts",
            "Tags",
            "FunctionResponseTypes");

    private final LambdaParts parts;
    private final LambdaStore store;
    private final MappingStore mappings;
    private final EventSources sources;
    private final SourceRules rules;

    EventSourceMappings(LambdaParts parts, MappingStore mappings, EventSources sources, SourceRules rules) {
        this.parts = parts;
        this.store = parts.store();
        this.mappings = mappings;
        this.sources = sources;
        this.rules = rules;
    }

    EventSourceMappingConfiguration create(CreateEventSourceMappingRequest input, CallContext context) {
        Supported.only("Lambda", input, MEMBERS);
        Tags.requireAllowed(input.tags(), context);
        Tags.requireFew(input.tags());
        Arn stream = rules.stream(input.eventSourceArn(), context);
        StreamSource source = sources.source(stream)
                .orElseThrow(() -> LambdaErrors.refused("event source mappings from " + stream.service()));
        StartingPoint from = startingPoint(input, stream);
        SourceSettings settings = rules.settings(input);
        FunctionReference reference = function(input.functionName(), context);
        Map<String, String> cursors = new LinkedHashMap<>();
        List<StreamShard> shards =
                source.shards(stream).orElseThrow(() -> LambdaErrors.invalid("Stream not found: " + stream));
        shards.forEach(shard -> cursors.put(shard.id(), source.cursor(stream, shard.id(), from)));
        boolean isWanted = !Boolean.FALSE.equals(input.enabled());
        EventSourceMapping mapping = new EventSourceMapping(
                parts.ids().uuid(),
                context.account(),
                context.region(),
                reference.arn().toString(),
                stream.toString(),
                isWanted,
                State.CREATING,
                parts.clock().instant(),
                from.name(),
                settings,
                input.tags());
        store.store().write(tx -> {
            requireFunction(tx, reference);
            requireUnique(tx, mapping, reference);
            mappings.add(tx, mapping);
            cursors.forEach((shard, cursor) -> mappings.begin(tx, mapping, shard, cursor));
        });
        sources.wake();
        return describe(mapping);
    }

    EventSourceMappingConfiguration update(UpdateEventSourceMappingRequest input, CallContext context) {
        Supported.only("Lambda", input, MEMBERS);
        EventSourceMapping changed = store.store().transact(tx -> {
            EventSourceMapping before = required(tx, input.uuid(), context);
            requireSettled(before, "update");
            SourceSettings settings = rules.settings(input, before.settings());
            String function = before.function();
            if (input.functionName() != null) {
                FunctionReference reference = function(input.functionName(), context);
                requireFunction(tx, reference);
                function = reference.arn().toString();
            }
            boolean isWanted = input.enabled() == null ? before.isWanted() : input.enabled();
            EventSourceMapping after = before.changed(
                    function,
                    isWanted,
                    transition(before, isWanted),
                    parts.clock().instant(),
                    settings);
            mappings.put(tx, after);
            return after;
        });
        sources.wake();
        return describe(changed);
    }

    private static State transition(EventSourceMapping before, boolean isWanted) {
        if (before.isWanted() == isWanted) {
            return State.UPDATING;
        }
        return isWanted ? State.ENABLING : State.DISABLING;
    }

    EventSourceMappingConfiguration get(GetEventSourceMappingRequest input, CallContext context) {
        return describe(store.store().read(snapshot -> required(snapshot, input.uuid(), context)));
    }

    ListEventSourceMappingsResponse list(ListEventSourceMappingsRequest input, CallContext context) {
        @Nullable
        String function = input.functionName() == null
                ? null
                : FunctionReference.of(input.functionName(), context).arn().toString();
        try (Snapshot snapshot = store.store().snapshot()) {
            Listing<EventSourceMapping> page = Listing.of(
                    snapshot,
                    MappingStore.mappings(context.account(), context.region()),
                    MappingStore.codec(),
                    input.marker(),
                    input.maxItems());
            return new ListEventSourceMappingsResponse(
                    page.nextMarker(),
                    page.items().stream()
                            .filter(mapping ->
                                    function == null || mapping.function().equals(function))
                            .filter(mapping -> input.eventSourceArn() == null
                                    || mapping.source().equals(input.eventSourceArn()))
                            .map(mapping ->
                                    SourceDescriptions.describe(mapping, mappings.lastResult(snapshot, mapping)))
                            .toList());
        }
    }

    EventSourceMappingConfiguration delete(DeleteEventSourceMappingRequest input, CallContext context) {
        EventSourceMapping deleted = store.store().transact(tx -> {
            EventSourceMapping before = required(tx, input.uuid(), context);
            requireSettled(before, "delete");
            EventSourceMapping after = before.with(State.DELETING);
            mappings.put(tx, after);
            return after;
        });
        sources.wake();
        return describe(deleted);
    }

    private EventSourceMapping required(Reader reader, String id, CallContext context) {
        return mappings.find(reader, context.account(), context.region(), id).orElseThrow(LambdaErrors::noResource);
    }

    private static void requireSettled(EventSourceMapping mapping, String verb) {
        if (!mapping.state().isSettled()) {
            throw new ResourceInUseException(
                    "Cannot " + verb + " the event source mapping because it is in use.", "User");
        }
    }

    private static FunctionReference function(String name, CallContext context) {
        return FunctionReference.of(name, context);
    }

    private void requireFunction(Reader reader, FunctionReference reference) {
        if (store.find(reader, reference).isEmpty()) {
            throw LambdaErrors.invalid("Function does not exist");
        }
        store.resolve(reader, reference, 0);
    }

    private void requireUnique(Reader reader, EventSourceMapping mapping, FunctionReference reference) {
        for (EventSourceMapping other : mappings.all(reader, mapping.account(), mapping.region())) {
            if (other.source().equals(mapping.source()) && other.function().equals(mapping.function())) {
                throw LambdaErrors.conflict("The event source arn (\" " + mapping.source()
                        + " \") and function (\" " + reference.name()
                        + " \") provided mapping already exists. Please update or delete the existing mapping with UUID "
                        + other.id());
            }
        }
    }

    /** A table's stream has no times to begin at; AWS refuses AT_TIMESTAMP for it in these words. */
    private static StartingPoint startingPoint(CreateEventSourceMappingRequest input, Arn stream) {
        EventSourcePosition position = input.startingPosition();
        if (position == null) {
            throw LambdaErrors.invalid("1 validation error detected: Value null at 'startingPosition' failed to satisfy"
                    + " constraint: Member must not be null.");
        }
        if (position != EventSourcePosition.AT_TIMESTAMP && input.startingPositionTimestamp() != null) {
            throw LambdaErrors.invalid(
                    "StartingPositionTimestamp is only valid for the AT_TIMESTAMP starting position.");
        }
        return switch (position) {
            case TRIM_HORIZON -> StartingPoint.TRIM_HORIZON;
            case LATEST -> StartingPoint.LATEST;
            case AT_TIMESTAMP -> throw LambdaErrors.invalid("Unsupported starting position for arn type: " + stream);
        };
    }

    private EventSourceMappingConfiguration describe(EventSourceMapping mapping) {
        return store.store()
                .read(snapshot -> SourceDescriptions.describe(mapping, mappings.lastResult(snapshot, mapping)));
    }
}
