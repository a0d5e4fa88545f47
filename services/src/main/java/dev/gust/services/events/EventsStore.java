package dev.gust.services.events;

import dev.gust.services.ports.records.ShapeCodec;
import dev.gust.services.ports.records.Shelf;
import dev.gust.storage.Codec;
import dev.gust.storage.Reader;
import dev.gust.storage.Transaction;
import dev.gust.wire.model.events.EventBridgeModel;
import dev.gust.wire.model.events.ListTargetsByRuleResponse;
import dev.gust.wire.model.events.Target;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Buses, rules and targets in the store. */
final class EventsStore {
    private static final Codec<ListTargetsByRuleResponse> TARGETS =
            ShapeCodec.of(3, () -> EventBridgeModel.listTargetsByRule().output());

    private EventsStore() {}

    static Shelf<BusRecord> buses(Place place) {
        return new Shelf<>(place.key("buses"), BusRecord.CODEC);
    }

    static Shelf<RuleRecord> rules(Place place) {
        return new Shelf<>(place.key("rules").plus(place.bus()), RuleRecord.CODEC);
    }

    /** The few targets of a rule are one record. */
    static List<Target> targets(Reader reader, Place place, RuleRecord rule) {
        return targets(place)
                .get(reader, rule.id())
                .map(ListTargetsByRuleResponse::targets)
                .orElse(List.of());
    }

    static void putTargets(Transaction tx, Place place, RuleRecord rule, List<Target> targets) {
        if (targets.isEmpty()) {
            targets(place).delete(tx, rule.id());
        } else {
            targets(place).put(tx, rule.id(), new ListTargetsByRuleResponse(targets, null));
        }
    }

    private static Shelf<ListTargetsByRuleResponse> targets(Place place) {
        return new Shelf<>(place.key("targets"), TARGETS);
    }

    /** The bus, which must be there. */
    static BusRecord bus(Reader reader, Place place) {
        Optional<BusRecord> found = buses(place).get(reader, place.bus());
        if (found.isEmpty() && place.isDefault()) {
            return new BusRecord(Place.DEFAULT, null, Instant.EPOCH, Map.of());
        }
        return found.orElseThrow(() -> EventsErrors.noBus(place.bus()));
    }

    static RuleRecord rule(Reader reader, Place place, String name) {
        return rules(place).get(reader, name).orElseThrow(() -> EventsErrors.noRule(name, place.bus()));
    }
}
