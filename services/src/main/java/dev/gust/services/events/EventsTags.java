package dev.gust.services.events;

import dev.gust.storage.OrderedStore;
import dev.gust.storage.Reader;
import dev.gust.storage.Transaction;
import dev.gust.wire.model.events.Tag;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The tags of rules and buses. */
final class EventsTags {
    private final OrderedStore store;

    EventsTags(OrderedStore store) {
        this.store = store;
    }

    static Map<String, String> map(List<Tag> tags) {
        Map<String, String> map = new LinkedHashMap<>();
        tags.forEach(tag -> map.put(tag.key(), tag.value()));
        return map;
    }

    List<Tag> list(String arn) {
        Place.Named named = named(arn);
        Map<String, String> tags = store.read(reader -> tags(reader, named));
        return tags.entrySet().stream()
                .map(tag -> new Tag(tag.getKey(), tag.getValue()))
                .toList();
    }

    void add(String arn, List<Tag> added) {
        change(arn, tags -> {
            tags.putAll(map(added));
            return tags;
        });
    }

    void remove(String arn, List<String> keys) {
        change(arn, tags -> {
            keys.forEach(tags::remove);
            return tags;
        });
    }

    private void change(String arn, UnaryOperator<Map<String, String>> change) {
        Place.Named named = named(arn);
        store.write(tx -> put(tx, named, change.apply(new LinkedHashMap<>(tags(tx, named)))));
    }

    private static Map<String, String> tags(Reader reader, Place.Named named) {
        return named.rule() == null
                ? EventsStore.bus(reader, named.place()).tags()
                : EventsStore.rule(reader, named.place(), named.rule()).tags();
    }

    private static void put(Transaction tx, Place.Named named, Map<String, String> tags) {
        Place place = named.place();
        if (named.rule() == null) {
            EventsStore.buses(place)
                    .put(tx, place.bus(), EventsStore.bus(tx, place).withTags(tags));
        } else {
            RuleRecord rule = EventsStore.rule(tx, place, named.rule());
            EventsStore.rules(place).put(tx, rule.name(), rule.withTags(tags));
        }
    }

    private static Place.Named named(String arn) {
        return Place.Named.of(arn).orElseThrow(() -> EventsErrors.noResource(arn));
    }
}
