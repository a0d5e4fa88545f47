package dev.gust.services.events;

import dev.gust.base.time.Clock;
import dev.gust.services.ports.records.Paged;
import dev.gust.services.ports.records.Supported;
import dev.gust.storage.OrderedStore;
import dev.gust.wire.model.events.CreateEventBusRequest;
import dev.gust.wire.model.events.CreateEventBusResponse;
import dev.gust.wire.model.events.DeleteEventBusRequest;
import dev.gust.wire.model.events.DescribeEventBusRequest;
import dev.gust.wire.model.events.DescribeEventBusResponse;
import dev.gust.wire.model.events.EventBus;
import dev.gust.wire.model.events.ListEventBusesRequest;
import dev.gust.wire.model.events.ListEventBusesResponse;
import dev.gust.wire.operation.CallContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Buses: the default one, and those that callers make. */
final class EventBuses {
    private static final int MAXIMUM = 100;

    private final OrderedStore store;
    private final Clock clock;

    EventBuses(OrderedStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    CreateEventBusResponse create(CreateEventBusRequest input, CallContext context) {
        Supported.only("EventBridge", input, Set.of("Name", "Description", "Tags"));
        Place place = new Place(context.account(), context.region(), input.name());
        if (input.name().contains("/")) {
            throw EventsErrors.invalid("Event bus name must not contain '/'.");
        }
        store.write(tx -> {
            if (place.isDefault() || EventsStore.buses(place).has(tx, place.bus())) {
                throw EventsErrors.busExists(place.bus());
            }
            if (EventsStore.buses(place).all(tx.snapshot()).size() >= MAXIMUM) {
                throw EventsErrors.limit();
            }
            BusRecord bus =
                    new BusRecord(place.bus(), input.description(), clock.instant(), EventsTags.map(input.tags()));
            EventsStore.buses(place).put(tx, place.bus(), bus);
        });
        return CreateEventBusResponse.builder()
                .eventBusArn(place.busArn().toString())
                .description(input.description())
                .build();
    }

    DescribeEventBusResponse describe(DescribeEventBusRequest input, CallContext context) {
        Place place = Place.of(input.name(), context);
        BusRecord bus = store.read(reader -> EventsStore.bus(reader, place));
        return DescribeEventBusResponse.builder()
                .name(bus.name())
                .arn(place.busArn().toString())
                .description(bus.description())
                .creationTime(made(bus))
                .lastModifiedTime(made(bus))
                .build();
    }

    /** Nobody made the default bus. */
    private static @Nullable Instant made(BusRecord bus) {
        return bus.created().equals(Instant.EPOCH) ? null : bus.created();
    }

    ListEventBusesResponse list(ListEventBusesRequest input, CallContext context) {
        Place place = Place.of(null, context);
        String prefix = Objects.requireNonNullElse(input.namePrefix(), "");
        List<BusRecord> all = store.read(reader -> {
            List<BusRecord> buses = new ArrayList<>(EventsStore.buses(place).all(reader));
            if (buses.stream().noneMatch(bus -> bus.name().equals(Place.DEFAULT))) {
                buses.addFirst(EventsStore.bus(reader, place));
            }
            return buses;
        });
        Paged<BusRecord> page = Paged.of(
                all.stream().filter(bus -> bus.name().startsWith(prefix)).toList(),
                Optional.ofNullable(input.nextToken()),
                RuleTargets.limit(input.limit()));
        return new ListEventBusesResponse(
                page.items().stream().map(bus -> told(bus, context)).toList(),
                page.next().orElse(null));
    }

    private static EventBus told(BusRecord bus, CallContext context) {
        return EventBus.builder()
                .name(bus.name())
                .arn(new Place(context.account(), context.region(), bus.name())
                        .busArn()
                        .toString())
                .description(bus.description())
                .creationTime(made(bus))
                .lastModifiedTime(made(bus))
                .build();
    }

    /** A bus that is gone already is deleted. */
    void delete(DeleteEventBusRequest input, CallContext context) {
        Place place = Place.of(input.name(), context);
        if (place.isDefault()) {
            throw EventsErrors.invalid("Cannot delete event bus default.");
        }
        store.write(tx -> {
            if (!EventsStore.rules(place).all(tx).isEmpty()) {
                throw EventsErrors.invalid("Event bus " + place.bus() + " can't be deleted since it has rules.");
            }
            EventsStore.buses(place).delete(tx, place.bus());
        });
    }
}
