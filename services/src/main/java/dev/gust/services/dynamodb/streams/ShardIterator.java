package dev.gust.services.dynamodb.streams;

import dev.gust.services.dynamodb.table.StreamRecords.Position;
import dev.gust.wire.model.dynamodbstreams.ExpiredIteratorException;
import dev.gust.wire.operation.AwsException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/** Where a reader is in a shard, as the text that it carries about. It is good for a quarter of an hour. */
record ShardIterator(String streamArn, int shard, Position position, Instant issued) {
    private static final Duration LIFE = Duration.ofMinutes(15);

    String text() {
        String place = shard + ":" + position.version() + ":" + position.place() + ":" + issued.toEpochMilli();
        return streamArn + "|2|" + Base64.getUrlEncoder().encodeToString(place.getBytes(StandardCharsets.UTF_8));
    }

    static ShardIterator parse(String text, Instant now) {
        String[] parts = text.split("\\|", -1);
        if (parts.length != 3 || !parts[1].equals("2")) {
            throw invalid();
        }
        ShardIterator iterator;
        try {
            String[] place = new String(Base64.getUrlDecoder().decode(parts[2]), StandardCharsets.UTF_8).split(":", -1);
            iterator = new ShardIterator(
                    parts[0],
                    Integer.parseInt(place[0]),
                    new Position(Long.parseLong(place[1]), Long.parseLong(place[2])),
                    Instant.ofEpochMilli(Long.parseLong(place[3])));
        } catch (IllegalArgumentException | DateTimeException | ArrayIndexOutOfBoundsException unreadable) {
            throw invalid();
        }
        if (iterator.issued().plus(LIFE).isBefore(now)) {
            throw new ExpiredIteratorException(
                    "The shard iterator is expired. Shard iterators are valid for 15 minutes");
        }
        return iterator;
    }

    private static AwsException invalid() {
        return AwsException.sender("ValidationException", 400, "Invalid ShardIterator");
    }
}
