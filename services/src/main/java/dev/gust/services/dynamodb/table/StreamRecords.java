package dev.gust.services.dynamodb.table;

import dev.gust.storage.Entry;
import dev.gust.storage.Key;
import dev.gust.storage.KeyRange;
import dev.gust.storage.KeyReader;
import dev.gust.storage.Page;
import dev.gust.storage.Reader;
import dev.gust.storage.Scan;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The records of a stream's shard in the order of their commits. A record's sequence number is the version of its commit and
 * its place in it, so that sequence numbers grow with the order of writes and never depend on a clock.
 */
public final class StreamRecords {
    /** Commit versions and places have a fixed number of digits, so that sequence numbers also sort as text. */
    private static final int PLACE_DIGITS = 5;

    private static final long PLACES = 100_000;
    private static final int VERSION_DIGITS = 17;

    private StreamRecords() {}

    /** A record and where it is. */
    public record Sequenced(Position position, StreamRecord record) {}

    /** A place in a stream: at, or just after, a record that is or was there. */
    public record Position(long version, long place) implements Comparable<Position> {
        public static final Position BEGINNING = new Position(0, 0);

        /** The 22 digits that stand for it in the API. */
        public String sequenceNumber() {
            return String.format("%0" + VERSION_DIGITS + "d%0" + PLACE_DIGITS + "d", version, place);
        }

        public static Optional<Position> parse(String sequenceNumber) {
            if (sequenceNumber.length() != VERSION_DIGITS + PLACE_DIGITS
                    || !sequenceNumber.chars().allMatch(c -> c >= '0' && c <= '9')) {
                return Optional.empty();
            }
            return Optional.of(new Position(
                    Long.parseLong(sequenceNumber.substring(0, VERSION_DIGITS)),
                    Long.parseLong(sequenceNumber.substring(VERSION_DIGITS))));
        }

        /** The first place after this one. */
        public Position next() {
            return place + 1 < PLACES ? new Position(version, place + 1) : new Position(version + 1, 0);
        }

        @Override
        public int compareTo(Position other) {
            return version == other.version ? Long.compare(place, other.place) : Long.compare(version, other.version);
        }
    }

    /**
     * Some records in order.
     *
     * @param next the place after them
     * @param isAll whether there were no more
     */
    public record Read(List<Sequenced> records, Position next, boolean isAll) {}

    /** Records from the position on. */
    public static Read read(Reader reader, Key records, Position from, int limit, int maxBytes) {
        KeyRange range = KeyRange.under(records)
                .startingAt(records.plusVersion(from.version()).plus(from.place()));
        Page page = reader.scan(Scan.of(range).limit(limit).maxBytes(maxBytes));
        List<Sequenced> found = page.entries().stream()
                .map(entry -> new Sequenced(positionOf(records, entry.key()), StreamRecordCodec.decode(entry.value())))
                .toList();
        Position next = found.isEmpty() ? from : found.getLast().position().next();
        return new Read(found, next, page.rest().isEmpty());
    }

    public static Instant timeOf(Entry entry) {
        return StreamRecordCodec.decode(entry.value()).at();
    }

    public static Position positionOf(Key records, Key key) {
        KeyReader parts = key.partsAfter(records);
        return new Position(parts.version(), parts.number());
    }
}
