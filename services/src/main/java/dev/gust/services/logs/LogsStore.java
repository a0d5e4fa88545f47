package dev.gust.services.logs;

import dev.gust.storage.Codec;
import dev.gust.storage.Key;
import dev.gust.storage.KeyRange;
import dev.gust.storage.OrderedStore;
import dev.gust.storage.Reader;
import dev.gust.storage.Transaction;
import java.util.Optional;

/** Groups and streams in the store. */
final class LogsStore {
    /** The name of a stream, by its number. */
    private static final Codec<String> NAME = Codec.of(3, 1, (out, name) -> out.text(name), in -> in.text());

    private final OrderedStore store;

    LogsStore(OrderedStore store) {
        this.store = store;
    }

    OrderedStore store() {
        return store;
    }

    /** Where a group lives. */
    record Place(String account, String region, String group) {}

    Optional<LogGroupRecord> findGroup(Reader reader, Place place) {
        return reader.get(group(place), LogGroupRecord.CODEC);
    }

    LogGroupRecord group(Reader reader, Place place) {
        return findGroup(reader, place).orElseThrow(LogsErrors::noGroup);
    }

    void put(Transaction tx, Place place, LogGroupRecord group) {
        tx.put(group(place), LogGroupRecord.CODEC, group);
    }

    void delete(Transaction tx, Place place, LogGroupRecord group) {
        tx.delete(group(place));
        tx.deleteRange(KeyRange.under(streams(group)));
        tx.deleteRange(KeyRange.under(numbers(group)));
    }

    Optional<LogStreamRecord> findStream(Reader reader, LogGroupRecord group, String name) {
        return reader.get(streams(group).plus(name), LogStreamRecord.CODEC);
    }

    void put(Transaction tx, LogGroupRecord group, LogStreamRecord stream) {
        tx.put(streams(group).plus(stream.name()), LogStreamRecord.CODEC, stream);
        tx.put(numbers(group).plus(stream.number()), NAME, stream.name());
    }

    void delete(Transaction tx, LogGroupRecord group, LogStreamRecord stream) {
        tx.delete(streams(group).plus(stream.name()));
        tx.delete(numbers(group).plus(stream.number()));
    }

    /** The name of a stream that still is. */
    Optional<String> streamName(Reader reader, LogGroupRecord group, long number) {
        return reader.get(numbers(group).plus(number), NAME);
    }

    Key groups(String account, String region) {
        return Key.of(account, region, "logs", "groups");
    }

    Key streams(LogGroupRecord group) {
        return Key.of("logs", "streams", group.id());
    }

    private Key numbers(LogGroupRecord group) {
        return Key.of("logs", "stream-numbers", group.id());
    }

    private Key group(Place place) {
        return groups(place.account(), place.region()).plus(place.group());
    }
}
