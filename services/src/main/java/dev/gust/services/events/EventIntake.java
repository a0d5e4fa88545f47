package dev.gust.services.events;

import dev.gust.base.Ids;
import dev.gust.base.json.JsonSyntaxException;
import dev.gust.base.json.JsonText;
import dev.gust.base.json.JsonValue;
import dev.gust.base.time.Clock;
import dev.gust.services.events.pattern.EventPattern;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.Transaction;
import dev.gust.wire.model.events.PutEventsRequest;
import dev.gust.wire.model.events.PutEventsRequestEntry;
import dev.gust.wire.model.events.PutEventsResponse;
import dev.gust.wire.model.events.PutEventsResultEntry;
import dev.gust.wire.operation.CallContext;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Takes events, and sends each to the targets of every rule whose pattern it matches. */
final class EventIntake {
    private static final Logger LOG = System.getLogger(EventIntake.class.getName());
    private static final int MAXIMUM_BYTES = 256 * 1024;
    private static final int PATTERNS_KEPT = 1_000;

    private final OrderedStore store;
    private final RuleTargets targets;
    private final Clock clock;
    private final Ids ids;
    /** Patterns as they are read, by their text. */
    private final Map<String, EventPattern> patterns = new ConcurrentHashMap<>();

    EventIntake(OrderedStore store, RuleTargets targets, Clock clock, Ids ids) {
        this.store = store;
        this.targets = targets;
        this.clock = clock;
        this.ids = ids;
    }

    PutEventsResponse put(PutEventsRequest input, CallContext context) {
        if (input.endpointId() != null) {
            throw EventsErrors.refused("global endpoints (EndpointId)");
        }
        if (input.entries().stream().mapToLong(EventIntake::size).sum() > MAXIMUM_BYTES) {
            throw EventsErrors.invalid("Total size of the entries in the request is over the limit.");
        }
        List<PutEventsResultEntry> results = new ArrayList<>();
        Map<Place, List<Arrived>> arrived = new LinkedHashMap<>();
        for (PutEventsRequestEntry entry : input.entries()) {
            results.add(take(entry, context, arrived));
        }
        store.write(tx -> arrived.forEach((place, events) -> send(tx, place, events)));
        long failed =
                results.stream().filter(result -> result.errorCode() != null).count();
        return new PutEventsResponse((int) failed, results);
    }

    /** An event for a bus that has to be there. */
    void arrive(Place place, JsonValue.Obj event, @Nullable String trace) {
        store.write(tx -> {
            EventsStore.bus(tx, place);
            send(tx, place, List.of(new Arrived(event, trace)));
        });
    }

    /** An event that was taken. */
    private record Arrived(JsonValue.Obj event, @Nullable String trace) {}

    private PutEventsResultEntry take(
            PutEventsRequestEntry entry, CallContext context, Map<Place, List<Arrived>> arrived) {
        String detailType = entry.detailType();
        String source = entry.source();
        String detail = entry.detail();
        if (source == null || source.isEmpty()) {
            return missing("Source");
        }
        if (detailType == null || detailType.isEmpty()) {
            return missing("DetailType");
        }
        if (detail == null || detail.isEmpty()) {
            return missing("Detail");
        }
        if (source.startsWith("aws.")) {
            return failed("NotAuthorizedForSourceException", "Not authorized for the source.");
        }
        JsonValue.Obj read = object(detail);
        if (read == null) {
            return failed("MalformedDetail", "Detail is malformed.");
        }
        Place place = Place.of(entry.eventBusName(), context);
        String id = ids.uuid();
        JsonValue.Obj event = EventMessage.of(
                id,
                place,
                new EventMessage.Fact(
                        detailType,
                        source,
                        Objects.requireNonNullElseGet(entry.time(), clock::instant),
                        entry.resources(),
                        read));
        arrived.computeIfAbsent(place, _ -> new ArrayList<>())
                .add(new Arrived(event, entry.traceHeader() == null ? context.traceHeader() : entry.traceHeader()));
        return new PutEventsResultEntry(id, null, null);
    }

    private void send(Transaction tx, Place place, List<Arrived> events) {
        List<RuleRecord> rules = EventsStore.rules(place).all(tx.snapshot());
        if (rules.isEmpty() && !place.isDefault() && !EventsStore.buses(place).has(tx.snapshot(), place.bus())) {
            // AWS takes such events as well; here at least the log tells.
            LOG.log(Level.WARNING, "event=events_for_no_bus bus={0} events={1}", place.busArn(), events.size());
        }
        for (RuleRecord rule : rules) {
            if (rule.enabled() && rule.pattern() != null) {
                EventPattern pattern = pattern(rule.pattern());
                for (Arrived each : events) {
                    if (pattern.matches(each.event())) {
                        targets.publish(tx, place, rule, each.event(), each.trace());
                    }
                }
            }
        }
    }

    private EventPattern pattern(String text) {
        EventPattern known = patterns.get(text);
        if (known != null) {
            return known;
        }
        if (patterns.size() >= PATTERNS_KEPT) {
            patterns.clear();
        }
        EventPattern read = Rules.pattern(text);
        patterns.put(text, read);
        return read;
    }

    private static long size(PutEventsRequestEntry entry) {
        long size = entry.time() == null ? 0 : 14;
        size += bytes(entry.source()) + bytes(entry.detailType()) + bytes(entry.detail());
        for (String resource : entry.resources()) {
            size += bytes(resource);
        }
        return size;
    }

    private static long bytes(@Nullable String text) {
        return text == null ? 0 : text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static PutEventsResultEntry missing(String parameter) {
        return failed(
                "InvalidArgument",
                "Parameter " + parameter + " is not valid. Reason: " + parameter + " is a required argument.");
    }

    private static PutEventsResultEntry failed(String code, String message) {
        return new PutEventsResultEntry(null, code, message);
    }

    static JsonValue.@Nullable Obj object(String text) {
        try {
            return JsonText.parse(text) instanceof JsonValue.Obj object ? object : null;
        } catch (JsonSyntaxException e) {
            return null;
        }
    }
}
