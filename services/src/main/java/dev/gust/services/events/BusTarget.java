package dev.gust.services.events;

import dev.gust.base.Arn;
import dev.gust.base.json.JsonValue;
import dev.gust.base.time.Clock;
import dev.gust.services.ports.DeliveryResult;
import dev.gust.services.ports.Event;
import dev.gust.services.ports.EventTarget;
import dev.gust.wire.operation.AwsException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Event buses as destinations of what functions did. Whoever sends says of what type the event is, and from what source. */
final class BusTarget implements EventTarget {
    static final String SERVICE = "events";

    private static final byte[] NOTHING = {};
    private static final String DETAIL_TYPE = "detail-type";
    private static final String SOURCE = "source";
    private static final String RESOURCE = "resource";

    private final EventIntake intake;
    private final Clock clock;

    BusTarget(EventIntake intake, Clock clock) {
        this.intake = intake;
        this.clock = clock;
    }

    @Override
    public String service() {
        return SERVICE;
    }

    @Override
    public DeliveryResult deliver(Arn target, Event event) {
        Optional<Place> place = Place.Named.of(target.toString())
                .filter(named -> named.rule() == null)
                .map(Place.Named::place);
        String type = event.attributes().get(DETAIL_TYPE);
        String source = event.attributes().get(SOURCE);
        JsonValue.Obj detail = EventIntake.object(new String(event.body(), StandardCharsets.UTF_8));
        if (place.isEmpty() || type == null || source == null || detail == null) {
            return new DeliveryResult.Impossible(
                    "InvalidEvent", "an event bus takes only what says its type and source");
        }
        List<String> resources = new ArrayList<>(List.of(target.toString()));
        Optional.ofNullable(event.attributes().get(RESOURCE)).ifPresent(resources::add);
        EventMessage.Fact fact = new EventMessage.Fact(type, source, clock.instant(), resources, detail);
        try {
            intake.arrive(place.get(), EventMessage.of(event.id(), place.get(), fact), event.traceHeader());
        } catch (AwsException missing) {
            return new DeliveryResult.Impossible(missing.code(), missing.message());
        }
        return new DeliveryResult.Delivered(NOTHING);
    }
}
